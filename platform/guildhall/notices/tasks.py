"""Sending letters."""

from __future__ import annotations

from datetime import datetime

from guildhall.database.place import partner_here
from guildhall.notices.enclosures.models import Letter
from guildhall.notices.hearing import hears
from guildhall.notices.operations import confirm_letter_sent
from guildhall.notices.sending import send_by_mail


@hears("notices.letter_written")
def a_letter_is_written(*, letter_id: int, at: datetime, **later: object) -> None:
    """Send a letter. If the process dies between the sending and the note of it, the letter is sent again under the
    same Message-ID, by which mailboxes know it for the one they have.
    """
    letter = Letter.objects.unsent().filter(id=letter_id).first()
    if letter is None:
        return
    send_by_mail(to=letter.to, subject=letter.subject, body=letter.body, identity=f"{partner_here()}.{letter.id}")
    confirm_letter_sent(letter_id=letter_id, at=at)
