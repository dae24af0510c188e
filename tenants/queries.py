"""Questions about the registry."""

from __future__ import annotations

from datetime import date

from tenants.errors import PartnerAbsent
from tenants.models import Partner
from tenants.states import PartnerState


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


def key_of_code(code: str) -> str:
    """The key of the partner that people call by this code, in any case; one that nobody has, for a code that nobody
    has, so that nothing is found.
    """
    found = Partner.objects.filter(code=code.strip().lower()).values_list("schema_name", flat=True).first()
    return found or "nobody"
