"""The one place that turns a Refusal into what people meet: errors on a form, a page, lines on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm

from guildhall.kernel import Already, NotAllowed, Refusal


class NotAccepted(Exception):
    """The answers on a form make no sense yet; the form itself holds why. Raised by `Form.answers`, never by a verb."""


NOT_ALLOWED, CONFLICT, UNPROCESSABLE = 403, 409, 422


def status_of(refusal: Refusal) -> int:
    """The HTTP status that says what kind of refusal it is.

    >>> status_of(NotAllowed("close this period")), status_of(Already("It is closed.")), status_of(Refusal("No."))
    (403, 409, 422)
    """
    if isinstance(refusal, NotAllowed):
        return NOT_ALLOWED
    return CONFLICT if isinstance(refusal, Already) else UNPROCESSABLE


def heading_of(refusal: Refusal) -> str:
    """What stands above the reasons when the refusal has a page to itself."""
    headings = {NOT_ALLOWED: "You cannot do this", CONFLICT: "This has already been done"}
    return headings.get(status_of(refusal), "This cannot be done yet")


def show_on(form: BaseForm, refusal: Refusal) -> None:
    """Add every reason to the form, so that the summary lists them all at once."""
    if not hasattr(form, "cleaned_data"):
        form.full_clean()
    for reason in refusal.reasons:
        form.add_error(NON_FIELD_ERRORS, reason)


@contextmanager
def shown_on(form: BaseForm) -> Iterator[None]:
    """Run an act; if it is refused, the form says why and the door shows its page again."""
    try:
        yield
    except NotAccepted:
        return  # the form already says what is wrong with each answer
    except Refusal as refusal:
        show_on(form, refusal)


def lines_of(refusal: Refusal) -> list[str]:
    """The refusal on a terminal: a heading and a line for each reason.

    >>> lines_of(Refusal(["Add a job title.", "Add a contact."]))
    ['This cannot be done yet:', '- Add a job title.', '- Add a contact.']
    """
    return [f"{heading_of(refusal)}:", *(f"- {reason}" for reason in refusal.reasons)]
