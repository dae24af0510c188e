"""Login names: from what people are called, in letters that every system takes, and never twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from apps.account_services.states import NamingPolicy

LONGEST = 40
_SPECIAL = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "þ": "th", "œ": "oe"})


def login_for(name: str, *, naming: NamingPolicy, taken: Collection[str]) -> str:
    """The login for a person: by the target's policy, with a number if it is taken.

    >>> login_for("Zoë O'Brien-Łuk", naming=NamingPolicy.FIRST_DOT_LAST, taken={"zoe.obrien-luk"})
    'zoe.obrien-luk2'
    """
    wanted = _wanted(name, naming)
    login, number = wanted, 1
    while login in taken:
        number += 1
        login = f"{wanted}{number}"
    return login


def _wanted(name: str, naming: NamingPolicy) -> str:
    words = [word for word in (_letters(word) for word in name.split()) if word] or ["user"]
    first, last = words[0], words[-1] if len(words) > 1 else ""
    if not last:
        return first[:LONGEST]
    joined = f"{first[0]}{last}" if naming == NamingPolicy.INITIAL_LAST else f"{first}.{last}"
    return joined[:LONGEST].rstrip(".-")


def _letters(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_SPECIAL))
    return re.sub(r"[^a-z0-9-]", "", plain).strip("-")
