"""The names that rooms announce: public promises, set down with keywords that may be added to and never renamed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

KNOWN: dict[str, Announcement] = {}


class UnknownAnnouncement(LookupError):
    """A name, or a keyword, that no room has set down."""


@dataclass(frozen=True, slots=True, init=False)
class Announcement:
    """`room.what_has_happened`, what it means, and the type of each keyword: ids, days and codes, never a name.

    It is a partner's: said with no partner, it is refused. What is work of no partner is a `PlatformAnnouncement`.
    """

    is_platform_work: ClassVar[bool] = False

    name: str
    meaning: str
    keywords: dict[str, object]

    def __init__(self, name: str, meaning: str, **keywords: object) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "meaning", meaning)
        object.__setattr__(self, "keywords", keywords)
        KNOWN[name] = self

    def refuse_unknown(self, keywords: dict[str, object]) -> None:
        """Raises: UnknownAnnouncement, when the keywords are not those set down."""
        if set(keywords) != set(self.keywords):
            raise UnknownAnnouncement(
                f"{self.name} carries {sorted(self.keywords)}, not {sorted(keywords)}: set it down in announcements.py."
            )


class PlatformAnnouncement(Announcement):
    """What is said on the platform and heard there: the partnership's own work, declared to be so."""

    __slots__ = ()
    is_platform_work = True


def announcement_named(name: str) -> Announcement:
    """Raises: UnknownAnnouncement."""
    try:
        return KNOWN[name]
    except KeyError:
        raise UnknownAnnouncement(f"No room has set down “{name}” in its announcements.py.") from None


LETTER_WRITTEN = Announcement(
    "notices.letter_written", "A letter stands in the partner's schema and is to be sent.", letter_id=int
)
