"""Questions about the registry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, F, Sum

from guildhall.kernel import LONDON
from guildhall.web.spelling import uk_date
from tenants.errors import PartnerAbsent
from tenants.models import (
    Domain,
    Erasure,
    MigrationRun,
    Partner,
    PartnerArchive,
    RegistryVersion,
    SchemaState,
    SchemaTemplate,
)
from tenants.rules import are_doors_open, last_moment_of, rests_until
from tenants.states import AT_HOME, ErasureState, HomeStatus, PartnerState
from tenants.template import is_ahead, template_version


def partner_with_key(key: str) -> Partner:
    """The partner that a shared row names, if work may be done for it. Raises: PartnerAbsent."""
    partner = Partner.objects.at_home().filter(schema_name=key).first()
    if partner is None:
        raise PartnerAbsent(f"There is no partner {key} that work can be done for.")
    return partner


def partner_with_code(code: str) -> Partner:
    """The partner that people call by this code, in any state; one that was erased only if no other has taken the code
    since. Raises: PartnerAbsent.
    """
    known = Partner.objects.filter(code=code).select_related("successor")
    partner = known.order_by(F("erased_at").desc(nulls_first=True)).first()
    if partner is None:
        raise PartnerAbsent(f"There is no partner “{code}”.")
    return partner


def partners_at_work(day: date) -> list[Partner]:
    """Every partner whose doors are open on a day, those on their last days among them, by name."""
    return [one for one in Partner.objects.at_home().order_by("name") if are_doors_open(one, on=day)]


def live_partners() -> list[Partner]:
    """Every partner with a home and open doors, by name."""
    return list(Partner.objects.live().order_by("name"))


def members_on(day: date) -> list[Partner]:
    """Those who shared the cost on a day, by code."""
    return list(Partner.objects.members_on(day).order_by("code"))


def names_of_partners() -> dict[str, str]:
    """What each key in a shared table is called."""
    return dict(Partner.objects.values_list("schema_name", "name"))


def partners_with_keys(keys: Iterable[str]) -> dict[str, Partner]:
    """The partners that keys in shared tables name, in any state."""
    return {partner.schema_name: partner for partner in Partner.objects.filter(schema_name__in=set(keys))}


def all_partners() -> list[Partner]:
    """Every partner in any state, by name."""
    return list(Partner.objects.order_by("name"))


def registry_version() -> int:
    """A number that is another one after every change of partners or their hosts. Sixteen rows, read in order."""
    return RegistryVersion.objects.aggregate(total=Sum("number"))["total"] or 0


def archives_of(partner: Partner) -> list[PartnerArchive]:
    """Every archive that was asked for of a partner, newest first."""
    return list(PartnerArchive.objects.filter(partner=partner).select_related("partner").order_by("-id"))


def erasure_of(partner: Partner) -> Erasure | None:
    """A partner's erasure, asked for, going on or done; a withdrawn one is none."""
    theirs = Erasure.objects.select_related("partner").filter(partner=partner)
    return theirs.exclude(state=ErasureState.WITHDRAWN).order_by("-id").first()


def possible_successors(partner: Partner) -> list[Partner]:
    """Who may take over from a partner: the others that are live, by name."""
    return list(Partner.objects.live().exclude(id=partner.id).order_by("name"))


def faults_of_taken_code(code: str, *, on: date) -> list[str]:
    """Who stands in the way of a code on a day: its partner, one that was erased lately, or whoever has its host."""
    holder = Partner.objects.filter(code=code).order_by(F("erased_at").desc(nulls_first=True)).first()
    if holder and holder.erased_at is None:
        return [f"“{code}” belongs to {holder.name}. Choose another code."]
    if holder and holder.erased_at and on < (free := rests_until(holder.erased_at.astimezone(LONDON).date())):
        return [f"“{code}” was the code of {holder.name}, and rests until {uk_date(free)}. Choose another code."]
    host = f"{code}.{settings.BASE_HOST}"
    claimed = Domain.objects.select_related("tenant").filter(domain=host).first()
    return [f"{host} is an address of {claimed.tenant.name} already. Choose another code."] if claimed else []


def hears_from_outside(key: str, *, at: datetime) -> bool:
    """Does a partner still take what comes from outside, such as applications? Not while suspended, nor once gone."""
    partner = Partner.objects.at_home().filter(schema_name=key).first()
    last = partner and last_moment_of(partner)
    return partner is not None and (last is None or at < last)


def homes_elsewhere(*, only: str = "") -> list[Partner]:
    """Partners whose home is not at this code's version, with its state if it has one: one query.

    Those that have failed most often come last, so that a broken home is not the canary twice.
    Takes: `only`, a partner's code. Raises: PartnerAbsent, when there is no such partner.
    """
    found = Partner.objects.elsewhere(template_version()).select_related("schema_state")
    if only:
        found = found.filter(pk=partner_with_code(only).pk)
    return list(found.order_by(F("schema_state__attempts").asc(nulls_first=True), "code"))


def homes_with_state() -> list[Partner]:
    """Every partner that has a home, with its state, by code."""
    return list(Partner.objects.at_home().select_related("schema_state").order_by("code"))


@dataclass(frozen=True, slots=True)
class Fleet:
    """Where all homes stand against the code that asks, and the latest runs, newest first."""

    homes: int
    behind: int
    failed: Sequence[SchemaState]
    drifted: Sequence[SchemaState]
    runs: Sequence[MigrationRun]


def fleet_now(*, runs_max: int = 10) -> Fleet:
    """Every home counted, those that failed or differ with their partner. Five questions, however many homes."""
    homes = Partner.objects.at_home()
    counts = dict(homes.order_by().values_list("schema_state__version").annotate(Count("id")))
    others = SchemaTemplate.objects.filter(version__in=[one for one in counts if one]).defer("ddl", "shape")
    level = {template_version(), *(template.version for template in others if is_ahead(template))}
    states = SchemaState.objects.select_related("partner").filter(partner__in=homes).order_by("partner__name")
    return Fleet(
        homes=sum(counts.values()),
        behind=sum(number for version, number in counts.items() if version not in level),
        failed=list(states.filter(status=HomeStatus.FAILED)),
        drifted=list(states.exclude(drift="")),
        runs=list(MigrationRun.objects.all()[:runs_max]),
    )


def keys_by_code() -> dict[str, str]:
    """The key of every partner that has a home or had one, by the code that people call it by."""
    known = Partner.objects.filter(state__in=[*AT_HOME, PartnerState.ARCHIVED])
    return dict(known.values_list("code", "schema_name"))


def key_of_code(code: str) -> str:
    """The key of the partner that people call by this code, in any case; one that nobody has, for a code that nobody
    has, so that nothing is found.
    """
    found = Partner.objects.filter(code=code.strip().lower()).values_list("schema_name", flat=True).first()
    return found or "nobody"
