"""Handing what is written to the mail server, and what an address is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email


@dataclass(frozen=True, slots=True)
class LetterFile:
    """A file that goes with a letter: what it is called, what it is, and its bytes."""

    name: str
    content_type: str
    content: bytes


def send_by_mail(*, to: str, subject: str, body: str, identity: str, files: Sequence[LetterFile] = ()) -> None:
    """Hand a letter and its files to the mail server, outside any transaction.

    Takes: `identity`, what the letter is for ever: sent again, it has the same Message-ID, by which mailboxes know it
    for the one they have.
    """
    headers = {"Message-ID": f"<{identity}@{settings.BASE_HOST}>"}
    message = EmailMessage(subject=subject, body=body, to=[to], headers=headers)
    for file in files:
        message.attach(file.name, file.content, file.content_type)
    message.send()


def is_address(words: str) -> bool:
    """Could a letter be sent to it?"""
    try:
        validate_email(words)
    except ValidationError:
        return False
    return True
