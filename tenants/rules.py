"""Codes that a partner may take."""

from __future__ import annotations

import re

RESERVED_CODES = frozenset(
    "admin api app assets auth base board cdn dev docs files ftp help host jobs localhost login mail media ns partner "
    "platform portal public root security shop smtp staging static status support test www".split()
)
RESERVED_LETTERS = frozenset(
    "AR GH NHS ANUS ARSE ASS COCK CRAP CUM CUNT DICK FAT FUCK NAZI PISS SEX SHIT SS TIT".split()
)
"""Letters that other references begin with, and words that nobody wants on their statements."""
_SHAPE = re.compile(r"[a-z][a-z0-9]{2,30}")
_LETTERS = re.compile(r"[A-Z]{2,4}")


def faults_of_code(code: str) -> list[str]:
    """What is wrong with a code as the first part of a host name; nothing, if it may be used.

    >>> faults_of_code("jobs")
    ['“jobs” is kept for Guildhall itself. Choose another code.']
    >>> faults_of_code("northfield")
    []
    """
    if not _SHAPE.fullmatch(code):
        return ["Use 3 to 31 lower-case letters and digits, beginning with a letter, such as northfield."]
    if code in RESERVED_CODES:
        return [f"“{code}” is kept for Guildhall itself. Choose another code."]
    return []


def faults_of_letters(letters: str) -> list[str]:
    """What is wrong with the letters that a partner's references begin with; nothing, if they may be used.

    >>> faults_of_letters("AR"), faults_of_letters("NF")
    (['AR are kept and cannot be chosen. Choose other letters.'], [])
    """
    if not _LETTERS.fullmatch(letters):
        return ["Enter 2 to 4 capital letters, such as NF."]
    return [f"{letters} are kept and cannot be chosen. Choose other letters."] if letters in RESERVED_LETTERS else []
