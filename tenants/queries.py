"""Questions about the registry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F

from tenants.errors import PartnerAbsent
from tenants.models import MigrationRun, Partner, SchemaState, SchemaTemplate
from tenants.states import HomeStatus, PartnerState
from tenants.template import is_ahead, template_version


def partner_with_key(key: str) -> Partner:
    """The partner that a shared row names, if work may be done for it. Raises: PartnerAbsent."""
    partner = Partner.objects.filter(schema_name=key, state__in=[PartnerState.LIVE, PartnerState.SUSPENDED]).first()
    if partner is None:
        raise PartnerAbsent(f"There is no partner {key} that work can be done for.")
    return partner


def partner_with_code(code: str) -> Partner:
    """The partner that people call by this code, in any state. Raises: PartnerAbsent."""
    partner = Partner.objects.filter(code=code).first()
    if partner is None:
        raise PartnerAbsent(f"There is no partner “{code}”.")
    return partner


def live_partners() -> list[Partner]:
    """Every partner with a home and open doors, by name."""
    return list(Partner.objects.live().order_by("name"))


def members_on(day: date) -> list[Partner]:
    """Those who shared the cost on a day, by code."""
    return list(Partner.objects.members_on(day).order_by("code"))


def names_of_partners() -> dict[str, str]:
    """What each key in a shared table is called."""
    return dict(Partner.objects.values_list("schema_name", "name"))


def all_partners() -> list[Partner]:
    """Every partner in any state, by name."""
    return list(Partner.objects.order_by("name"))


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
    return list(Partner.objects.with_a_home().select_related("schema_state").order_by("code"))


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
    homes = Partner.objects.with_a_home()
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
