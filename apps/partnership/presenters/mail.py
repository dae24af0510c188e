"""The demo's mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from django.utils.html import urlize
from django.utils.safestring import SafeString

from apps.partnership.mailbox import Mail
from guildhall.web.pages import Page
from guildhall.web.parts import Empty


@dataclass(frozen=True, slots=True)
class ShownMail:
    """A message with its links made to lead somewhere."""

    to: str
    subject: str
    sent: str
    body: SafeString
    files: str


@dataclass(frozen=True, kw_only=True)
class MailPage(Page):
    """Every letter that this demo would have sent, newest first."""

    template: ClassVar[str] = "pages/partnership/mail.html"
    mails: Sequence[ShownMail]
    empty: Empty

    @classmethod
    def of(cls, mails: Sequence[Mail]) -> Self:
        return cls(
            title="Mail that went out",
            mails=[_shown(mail) for mail in mails],
            empty=Empty("Nothing has been sent yet", "Letters appear here a moment after the act that they tell of."),
        )


def _shown(mail: Mail) -> ShownMail:
    body = SafeString(urlize(mail.body, autoescape=True))
    return ShownMail(mail.to, mail.subject, mail.sent, body, ", ".join(mail.files))
