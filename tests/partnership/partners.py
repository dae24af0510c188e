"""Many partners for a list: rows of the registry alone, each as if it had a home."""

from __future__ import annotations

from datetime import date

from tenants.models import Partner, schema_of
from tenants.states import PartnerState
from tests.cast import THE_BEGINNING


def many_partners(count: int) -> list[Partner]:
    """So many live partners, named Partner 001 and so on, without schemas."""
    partners = [
        Partner(
            code=f"partner{number:03}", name=f"Partner {number:03} Trust", short_name=f"Partner {number:03}",
            letters=f"{chr(65 + number // 676)}{chr(65 + number // 26 % 26)}{chr(65 + number % 26)}",
            kind=Partner.Kind.COMMUNITY, first_administrator="first@partner.example", joined_on=date(2026, 4, 1),
            applied_at=THE_BEGINNING, state=PartnerState.LIVE,
        )
        for number in range(1, count + 1)
    ]  # fmt: skip
    for partner in partners:
        partner.schema_name = schema_of(partner.id)
    return Partner.objects.bulk_create(partners)
