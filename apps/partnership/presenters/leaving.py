"""The questions on a partner's way out, and what their pages say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from guildhall.web.pages import Page
from guildhall.web.parts import Link
from tenants.models import Partner


@dataclass(frozen=True, slots=True)
class Question:
    """What a question page says. `warns` marks an act that is hard to take back."""

    title: str
    paragraphs: tuple[str, ...]
    button: str
    done: str
    warns: bool = False


QUESTIONS = {
    "suspension": Question(
        "Suspend {}",
        (
            "Their pages close at once, and their adverts take no applications. Nothing is deleted.",
            "Their share of the cost goes on. Their administrators get a letter with the reason.",
        ),
        "Suspend them",
        "{} is suspended. Their pages are closed.",
        warns=True,
    ),
    "resumption": Question(
        "Resume {}",
        ("Their pages open at once, and adverts that have not closed take applications again.",),
        "Resume them",
        "{} is live again.",
    ),
    "notice": Question(
        "{} leaves",
        (
            "They work here until the end of their last day, and bear the cost of its month.",
            "After that you close their doors and archive all that is theirs. Until then they can be called back.",
        ),
        "Save notice",
        "Notice of {} is written down.",
        warns=True,
    ),
    "call-back": Question(
        "Call {} back",
        ("The notice is taken back and they stay. If their doors were closed, resume them next.",),
        "Call them back",
        "{} stays.",
    ),
    "successor": Question(
        "Who takes over from {}?",
        ("For a merger, or when their work moves to another partner. What they used before that day stays theirs.",),
        "Save successor",
        "It is written down who takes over from {}.",
    ),
    "closing": Question(
        "Close the doors of {} for good",
        (
            "Their pages close at once. Everything that is theirs is written to an archive, and their administrators "
            "get its receipt.",
            "Then their home is put out of reach. It can be brought back until it is erased.",
        ),
        "Close the doors and archive",
        "The doors of {} are closed. The archive is being written.",
        warns=True,
    ),
    "return": Question(
        "Bring {} back from the archive",
        ("Their home is put back where it was, with its doors closed. Call them back and resume them next.",),
        "Bring them back",
        "{} is being brought back. This takes a few seconds.",
    ),
    "erasure": Question(
        "Erase {}",
        (
            "Everything that is theirs is deleted: their home, files, adverts, people who belong nowhere else. This "
            "cannot be undone.",
            "Money stays: usage, statements and what they rest on. Another operator must approve.",
        ),
        "Ask for the erasure",
        "The erasure of {} is asked for. Another operator must approve it.",
        warns=True,
    ),
    "erasure-approval": Question(
        "Approve the erasure of {}",
        ("It begins as soon as you approve, and cannot be undone.",),
        "Approve and erase",
        "{} is being erased.",
        warns=True,
    ),
}


@dataclass(frozen=True, kw_only=True)
class QuestionPage(Page):
    """One question about one partner, with what answering it means."""

    template: ClassVar[str] = "pages/partnership/question.html"
    form: Any
    button: str
    kind: str
    paragraphs: tuple[str, ...]

    @classmethod
    def of(cls, name: str, partner: Partner, form: Any) -> Self:
        asked = QUESTIONS[name]
        return cls(
            title=asked.title.format(partner.name),
            form=form,
            button=asked.button,
            kind="warning" if asked.warns else "",
            paragraphs=asked.paragraphs,
            back=Link(partner.name, f"/partners/{partner.code}/"),
        )
