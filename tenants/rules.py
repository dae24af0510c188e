"""Codes that a partner may take, and whether its doors are open."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from guildhall.kernel import LONDON
from tenants.models import Partner
from tenants.states import AT_HOME, PartnerState

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


CODES_REST_DAYS = 365


def rests_until(erased_on: date) -> date:
    """The first day on which another may take the code of a partner that was erased, so that no old link misleads.

    >>> rests_until(date(2026, 11, 30))
    datetime.date(2027, 11, 30)
    """
    return erased_on + timedelta(days=CODES_REST_DAYS)


def are_doors_open(partner: Partner, *, on: date) -> bool:
    """May people use the partner's pages on a day? Up to the last day, unless they were closed before it."""
    in_time = partner.leaves_on is None or on <= partner.leaves_on
    return partner.state in AT_HOME and partner.doors_closed_at is None and in_time


def last_moment_of(partner: Partner) -> datetime | None:
    """When a partner stops hearing from outside: at the end of its last day, or when its doors were closed; None for
    one that stays.
    """
    moments = [partner.doors_closed_at] if partner.doors_closed_at else []
    if partner.leaves_on:
        moments.append(datetime.combine(partner.leaves_on + timedelta(days=1), time(), LONDON))
    return min(moments, default=None)


def faults_of_successor(partner: Partner, successor: Partner | None, *, line: Collection[object]) -> list[str]:
    """Why a partner cannot take over from another; nothing, if it may. Takes: `line`, the ids of the successor, of its
    own successor, and so on.
    """
    if successor is None:
        return ["Choose the partner that takes over."]
    if successor.id == partner.id:
        return [f"{partner.name} cannot take over from itself. Choose another partner."]
    if partner.id in line:
        return [f"{successor.name} is succeeded by {partner.name}. Choose another partner."]
    if successor.state != PartnerState.LIVE:
        return [f"{successor.name} is {successor.get_state_display().lower()}. Choose a partner that is live."]
    return []


def faults_of_letters(letters: str) -> list[str]:
    """What is wrong with the letters that a partner's references begin with; nothing, if they may be used.

    >>> faults_of_letters("AR"), faults_of_letters("NF")
    (['AR are kept and cannot be chosen. Choose other letters.'], [])
    """
    if not _LETTERS.fullmatch(letters):
        return ["Enter 2 to 4 capital letters, such as NF."]
    return [f"{letters} are kept and cannot be chosen. Choose other letters."] if letters in RESERVED_LETTERS else []
