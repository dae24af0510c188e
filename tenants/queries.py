"""Questions about the registry."""

from __future__ import annotations

from datetime import date

from django.db.models import F

from tenants.errors import PartnerAbsent
from tenants.models import Partner
from tenants.states import PartnerState
from tenants.template import template_version


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
