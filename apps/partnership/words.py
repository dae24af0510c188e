"""Names of the machinery, as the operator reads them."""

from __future__ import annotations


def in_words(name: str) -> str:
    """An announcement's name as words: what has happened, then the room.

    >>> in_words("notices.letter_written")
    'Letter written (notices)'
    """
    room, _, happened = name.partition(".")
    return f"{happened.replace('_', ' ').capitalize()} ({room.replace('_', ' ')})"
