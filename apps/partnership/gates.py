"""May I have it?"""

from __future__ import annotations

from apps.partnership.models import Intake
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


def intake_for(intake_id: int) -> Intake:
    """The intake with this number. Raises: NotFound."""
    intake = Intake.objects.filter(id=intake_id).first()
    if intake is None:
        raise NotFound
    return intake
