"""Saying where accounts are made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from apps.account_services.errors import TargetAlreadyThere, TargetNotReady
from apps.account_services.models import TargetSystem
from apps.account_services.rules.people import may_look_after_targets
from apps.account_services.sealing import seal
from apps.account_services.states import NamingPolicy, TargetKind
from guildhall.audit.operations import record
from guildhall.database.operation import operation
from guildhall.kernel import Actor, NotAllowed, require

LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class TargetTerms:
    """A system to make accounts on. The last four are for a directory of the partner's own."""

    name: str
    kind: TargetKind
    naming: NamingPolicy = NamingPolicy.FIRST_DOT_LAST
    address: str = ""
    base: str = ""
    bind_name: str = ""
    credential: str = ""


@operation
def add_target_system(*, terms: TargetTerms, by: Actor, at: datetime) -> TargetSystem:
    """Let the robot make accounts on one more system; its credential is sealed at once.

    Refuses: NotAllowed, TargetAlreadyThere, TargetNotReady (every reason at once).
    Rule: accounts.md, section 8: only to addresses that were entered for this partner, and sealed.
    """
    require(may_look_after_targets(by), NotAllowed("add a target system"))
    require(not TargetSystem.objects.filter(name__iexact=terms.name).exists(), TargetAlreadyThere(terms.name))
    if faults := faults_of_target(terms):
        raise TargetNotReady(faults)

    target = TargetSystem.objects.create(
        name=terms.name,
        kind=terms.kind,
        naming=terms.naming,
        address=terms.address,
        base=terms.base,
        bind_name=terms.bind_name,
        sealed_credential=seal(terms.credential) if terms.credential else "",
        added_by_id=by.id,
        added_at=at,
    )

    record("target system added", target, by=by, at=at, details={"kind": target.get_kind_display()})
    return target


def faults_of_target(terms: TargetTerms) -> list[str]:
    """What is missing before the robot may reach this system; nothing, for Guildhall's own directory."""
    if terms.kind == TargetKind.TABLE:
        return []
    address = urlsplit(terms.address)
    loopback = address.scheme == "ldap" and address.hostname in LOOPBACK
    wanted = {
        "Enter an address that begins with ldaps://, such as ldaps://directory.example.org.": bool(address.hostname)
        and (address.scheme == "ldaps" or loopback),
        "Enter the entry below which accounts are made, such as ou=people,dc=example,dc=org.": "=" in terms.base,
        "Enter the name that the robot signs in with.": "=" in terms.bind_name,
        "Enter the credential that the robot signs in with.": terms.credential,
    }
    return [reason for reason, there in wanted.items() if not there]
