"""May I have it?"""

from __future__ import annotations

from guildhall.notices.models import Delivery
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


def delivery_for(delivery_id: int) -> Delivery:
    """A delivery with its announcement, at any stage. Raises: NotFound."""
    found = Delivery.objects.select_related("announcement").filter(id=delivery_id).first()
    if found is None:
        raise NotFound
    return found
