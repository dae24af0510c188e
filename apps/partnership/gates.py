"""May I have it?"""

from __future__ import annotations

from apps.partnership.models import Intake
from guildhall.notices.models import Delivery
from guildhall.web.errors import NotFound
from tenants.errors import PartnerAbsent
from tenants.models import Erasure, Partner, PartnerArchive
from tenants.queries import archives_of, erasure_of, partner_with_code
from tenants.states import ArchiveState, ErasureState


def partner_for(code: str) -> Partner:
    """The partner with this code, in any state. Raises: NotFound."""
    try:
        return partner_with_code(code)
    except PartnerAbsent:
        raise NotFound from None


def archive_for(partner: Partner, archive_id: int, *, whole: bool = True) -> PartnerArchive:
    """One archive of a partner; if it is to be `whole`, one that can be taken away. Raises: NotFound."""
    for archive in archives_of(partner):
        if archive.id == archive_id and (archive.state == ArchiveState.READY or not whole):
            return archive
    raise NotFound


def erasure_for(partner: Partner, *, done: bool = False) -> Erasure:
    """A partner's erasure, wherever it stands; or, if it is to be `done`, one with a record. Raises: NotFound."""
    erasure = erasure_of(partner)
    if erasure is None or (done and erasure.state != ErasureState.DONE):
        raise NotFound
    return erasure


def intake_for(intake_id: int) -> Intake:
    """The intake with this number. Raises: NotFound."""
    intake = Intake.objects.filter(id=intake_id).first()
    if intake is None:
        raise NotFound
    return intake


def delivery_for(delivery_id: int) -> Delivery:
    """A delivery with its announcement, at any stage. Raises: NotFound."""
    found = Delivery.objects.select_related("announcement").filter(id=delivery_id).first()
    if found is None:
        raise NotFound
    return found
