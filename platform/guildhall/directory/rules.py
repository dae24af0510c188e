"""Whose place is it, and what would change? Pure: no queries, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guildhall.access.roles import Role
from guildhall.directory.states import SiteKind
from guildhall.kernel import Actor
from guildhall.reference.ods import OdsLayout, OdsOrganisation, OdsStatus

GP_PRACTICE = "4"
TRUST_CODE_LENGTH, SITE_CODE_LENGTH = 3, 5


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """A place as a file describes it, or as we know it."""

    ods_code: str
    name: str
    kind: SiteKind
    address: tuple[str, ...]
    postcode: str
    opened_on: date
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """A partner that places can belong to: its key, its name and its organisation code."""

    key: str
    name: str
    ods_code: str


class Skipped(StrEnum):
    """Why a row places nothing. The value is the sentence people read."""

    NOT_REGISTERED = "Would be a partner: no partner is registered with this organisation code."
    COMMISSIONER_NOT_REGISTERED = "Its commissioner is not a partner."
    NO_PRACTICE = "It is not a GP practice."
    PROPOSED = "It is proposed and not open yet."
    DORMANT = "It is dormant: it has no patients and no staff."
    ANOTHER_PARTNER = "It belongs to a partner that was not asked for."
    KEPT_CLOSED = "It is closed here, and a closed organisation is never opened again."
    PLACED_ELSEWHERE = "It stands with another partner. Close it there first."


class Change(StrEnum):
    """What a row does to a partner's places."""

    ADDED = "Added"
    CHANGED = "Updated"
    UNCHANGED = "Unchanged"
    KEPT_CLOSED = "Kept closed"


def may_import(actor: Actor) -> bool:
    """The platform's operator, the partner's own administrator, or Guildhall itself from its command line."""
    return actor.is_system or actor.has_role(Role.OPERATOR, Role.ADMINISTRATOR)


def facts_of(organisation: OdsOrganisation, *, layout: OdsLayout) -> SiteFacts:
    """What a row says about a place."""
    return SiteFacts(
        ods_code=organisation.code,
        name=organisation.name,
        kind=SiteKind.PRACTICE if layout is OdsLayout.PRACTICES else SiteKind.SITE,
        address=organisation.address,
        postcode=organisation.postcode,
        opened_on=organisation.opened_on,
        closed_on=organisation.closed_on,
    )


def owner_of(organisation: OdsOrganisation, *, layout: OdsLayout, owners: Sequence[Owner]) -> Owner | Skipped:
    """The partner a row belongs to, or why it belongs to none.

    Rule: a practice belongs to its commissioner; a trust or commissioner to the partner with its own code; a trust's
    site to the trust whose three letters begin its five.
    """
    by_code = {owner.ods_code: owner for owner in owners if owner.ods_code}
    if layout is OdsLayout.PRACTICES:
        return _standing_of(organisation) or by_code.get(organisation.parent) or Skipped.COMMISSIONER_NOT_REGISTERED
    found = by_code.get(organisation.code)
    if found is None and layout is OdsLayout.TRUSTS and len(organisation.code) == SITE_CODE_LENGTH:
        found = by_code.get(organisation.code[:TRUST_CODE_LENGTH])
    return found or Skipped.NOT_REGISTERED


def _standing_of(practice: OdsOrganisation) -> Skipped | None:
    """Why a row of the practices' file is no practice that anybody works in."""
    if practice.setting != GP_PRACTICE:
        return Skipped.NO_PRACTICE
    return {OdsStatus.PROPOSED: Skipped.PROPOSED, OdsStatus.DORMANT: Skipped.DORMANT}.get(practice.status)


def change_to(known: SiteFacts | None, told: SiteFacts) -> Change:
    """What a file's word does to what we know: a closed place is never opened again."""
    if known is None:
        return Change.ADDED
    if known == told:
        return Change.UNCHANGED
    if known.closed_on is not None and told.closed_on is None:
        return Change.KEPT_CLOSED
    return Change.CHANGED


def sorted_by_change(known: Mapping[str, SiteFacts], told: Iterable[SiteFacts]) -> dict[Change, list[SiteFacts]]:
    """Every place of a file under what it does here."""
    found: dict[Change, list[SiteFacts]] = {change: [] for change in Change}
    for facts in told:
        found[change_to(known.get(facts.ods_code), facts)].append(facts)
    return found
