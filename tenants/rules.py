"""Codes that a partner may take."""

from __future__ import annotations

import re

RESERVED_CODES = frozenset(
    "admin api app assets auth base board cdn dev docs files ftp help host jobs localhost login mail media ns partner "
    "platform portal public root security shop smtp staging static status support test www".split()
)
_SHAPE = re.compile(r"[a-z][a-z0-9]{2,30}")


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
