"""Long acts, carried on from wherever they stand: each calls short operations, and does outside work between them."""

from __future__ import annotations

from datetime import datetime

from apps.partnership.operations.archiving import archive_partner, confirm_archive
from apps.partnership.operations.erasing import erase_some_tables, erase_the_rest, finish_erasure, note_what_is_held
from apps.partnership.operations.leaving import write_to_administrators
from guildhall.kernel import SYSTEM
from guildhall.notices.enclosures.models import Letter
from tenants.archives.writing import write_archive
from tenants.context import as_owner, inside, on_the_platform
from tenants.delivering import deliver_everything_waiting
from tenants.files import delete_files_of, file_of
from tenants.models import Erasure, Partner, PartnerArchive
from tenants.states import ArchiveState, PartnerState


def write_and_put_away(archive_id: int, *, at: datetime) -> None:
    """Write an archive that is due; if it is a partner's last, hand out its receipt and put the home out of reach."""
    archive = _archive(archive_id)
    if archive.state == ArchiveState.DUE:
        written = write_archive(archive.partner, file_of(archive), at=at)
        with as_owner():
            archive = confirm_archive(archive_id=archive_id, written=written, by=SYSTEM, at=at)
    if archive.is_final and archive.partner.state == PartnerState.LEAVING:
        _hand_out_receipt(archive, at=at)
        deliver_everything_waiting(at=at, partner_key=archive.partner.schema_name)
        with as_owner():
            archive_partner(archive_id=archive_id, by=SYSTEM, at=at)


def carry_erasure_out(erasure_id: int, *, at: datetime) -> None:
    """Erase a partner, from wherever an erasure stands to its signed record."""
    with as_owner():
        note_what_is_held(erasure_id=erasure_id, by=SYSTEM, at=at)
        while erase_some_tables(erasure_id=erasure_id, by=SYSTEM, at=at):
            pass
        erase_the_rest(erasure_id=erasure_id, by=SYSTEM, at=at)
        delete_files_of(Erasure.objects.select_related("partner").get(id=erasure_id).partner)
        finish_erasure(erasure_id=erasure_id, by=SYSTEM, at=at)


def _archive(archive_id: int) -> PartnerArchive:
    with on_the_platform():
        return PartnerArchive.objects.select_related("partner").get(id=archive_id)


def _hand_out_receipt(archive: PartnerArchive, *, at: datetime) -> None:
    with on_the_platform():
        partner = Partner.objects.get(id=archive.partner_id)
    with inside(partner):
        told = Letter.objects.filter(template="partner_archive_ready", body__contains=archive.digest).exists()
        if not told:
            what = {"what": "archive_ready", "reason": archive.digest}
            write_to_administrators(partner=partner, by=SYSTEM, at=at, **what)
