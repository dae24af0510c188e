"""Reads the files that Django's file mailer writes, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

_BETWEEN_MESSAGES = b"-" * 79 + b"\n"


@dataclass(frozen=True, slots=True)
class Mail:
    """One message that went out."""

    to: str
    subject: str
    sent: str
    body: str
    files: tuple[str, ...] = ()


def messages_in(folder: Path, *, at_most: int) -> Sequence[Mail]:
    """The newest messages in a folder of mail files; none if there is no folder yet."""
    files = (
        sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True) if folder.is_dir() else []
    )
    found: list[Mail] = []
    for file in files:
        parts = [part for part in file.read_bytes().split(_BETWEEN_MESSAGES) if part.strip()]
        found.extend(_read(part) for part in reversed(parts))
        if len(found) >= at_most:
            break
    return found[:at_most]


def _read(part: bytes) -> Mail:
    message = message_from_bytes(part, policy=policy.default)
    assert isinstance(message, EmailMessage)  # the default policy makes nothing else
    body = message.get_body(("plain",))
    return Mail(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent=str(message["Date"]),
        body=body.get_content() if body else "",
        files=tuple(file.get_filename() or "" for file in message.iter_attachments()),
    )
