"""Letters: written with the work, kept word for word, sent after it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from guildhall.database.operation import step
from guildhall.notices.enclosures.models import Letter
from guildhall.notices.operations import announce


def words_of_letter(template: str, context: Mapping[str, Any]) -> str:
    """A letter's words. Takes: `template`, a name in templates/letters; `context`, what its words need."""
    return render_to_string(f"letters/{template}.txt", dict(context)).strip() + "\n"


@step
def write_letter(*, to: str, subject: str, template: str, context: Mapping[str, Any], at: datetime) -> Letter:
    """Write a letter to one person, to be sent once the transaction has committed.

    Takes: `template`, a name in templates/letters; `context`, what its words need: the first name alone, never more
    than the letter says.
    Announces: "notices.letter_written".
    """
    body = words_of_letter(template, context)
    letter = Letter.objects.create(to=to, subject=subject, body=body, template=template, written_at=at)

    announce("notices.letter_written", letter_id=letter.id)
    return letter
