"""Sending letters."""

from __future__ import annotations

from datetime import datetime

from django.core.mail import EmailMessage

from guildhall.notices.enclosures.models import Letter
from guildhall.notices.hearing import hears
from guildhall.notices.operations import confirm_letter_sent


@hears("notices.letter_written")
def a_letter_is_written(*, letter_id: int, at: datetime, **later: object) -> None:
    letter = Letter.objects.unsent().filter(id=letter_id).first()
    if letter is None:
        return
    EmailMessage(subject=letter.subject, body=letter.body, to=[letter.to]).send()
    confirm_letter_sent(letter_id=letter_id, at=at)
