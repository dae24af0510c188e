"""May I have it?"""

from __future__ import annotations

from guildhall.web.errors import NotFound
from tenants.errors import PartnerAbsent
from tenants.models import Partner
from tenants.queries import partner_with_code


def partner_for(code: str) -> Partner:
    """The partner with this code, in any state. Raises: NotFound."""
    try:
        return partner_with_code(code)
    except PartnerAbsent:
        raise NotFound from None
