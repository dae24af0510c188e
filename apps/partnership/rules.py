"""What an organisation of a file is called here. Pure, and the same each time: the operator reads it before it counts.

The rule for a code. Take the words of the name; leave out those that hundreds share (NHS, trust, foundation, the, and
and their like); join as many as fit into 31 letters. A code that is kept for Guildhall, taken, too short or begins with
a digit gets the organisation's own ODS code after it, or before it the letter p.

The rule for letters. The first letters of the same words, two to four of them; if they are taken, the first letter with
consonants of the name, in their order; if those are taken too, the first four consonants that are free. No vowels, so
that no words come of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from itertools import combinations, islice, product

from guildhall.reference.ods import OdsLayout, OdsOrganisation
from tenants.models import Partner
from tenants.rules import faults_of_code, faults_of_letters

CODE_LENGTH_MAX, SHORT_NAME_LENGTH_MAX, LETTERS_MAX = 31, 40, 4
_SHARED = frozenset("nhs trust foundation ft ccg icb the and of".split())
_SMALL = frozenset("and of the for in on at with upon by le de under".split())
_CAPITALS = frozenset("nhs ccg icb gp uk hq ii iii".split())
_CONSONANTS = "BCDFGHJKLMNPQRSTVWXYZ"
_SUBSETS_TRIED = 400


def spelled(name: str) -> str:
    """A name in capitals as people write it.

    >>> spelled("QUEEN'S PARK AND ST. MARY-LE-BOW NHS TRUST"), spelled("NHS HERTS AND WEST ESSEX ICB - 06K")
    ("Queen's Park and St. Mary-le-Bow NHS Trust", 'NHS Herts and West Essex ICB - 06K')
    """
    words = re.split(r"([ \-/(]+)", name.strip())
    return "".join(_spelled_word(word, first=at == 0) for at, word in enumerate(words))


def _spelled_word(word: str, *, first: bool) -> str:
    bare = word.lower().strip(".,;)")
    if bare in _CAPITALS or any(letter.isdigit() for letter in bare):
        return word.upper()
    if bare in _SMALL and not first:
        return word.lower()
    return word[:1].upper() + word[1:].lower()


def kind_of(organisation: OdsOrganisation, *, layout: OdsLayout) -> str:
    """Which kind of partner a row becomes: the file says it, and for a trust the words of its name.

    Rule: a commissioner is a commissioning group, a practice a practice; a trust with "mental health" in its name is
    one, with "community" a community trust, and every other a hospital trust.
    """
    if layout is OdsLayout.PRACTICES:
        return Partner.Kind.PRACTICE
    if layout is OdsLayout.COMMISSIONERS:
        return Partner.Kind.GROUP
    name = organisation.name.lower()
    if "mental health" in name:
        return Partner.Kind.MENTAL_HEALTH
    return Partner.Kind.COMMUNITY if "community" in name else Partner.Kind.ACUTE


def short_name_of(name: str) -> str:
    """A name for tables and charts: the words that tell it from others, as many as fit.

    >>> short_name_of("NORTH LONDON NHS FOUNDATION TRUST")
    'North London'
    """
    words = [word for word in spelled(name).replace(",", "").split() if word.lower() not in _SHARED - {"and", "of"}]
    while len(words) > 1 and len(" ".join(words)) > SHORT_NAME_LENGTH_MAX:
        words.pop()
    return (" ".join(words) or spelled(name))[:SHORT_NAME_LENGTH_MAX].rstrip(" -,")


def code_for(name: str, *, ods_code: str, taken: Set[str]) -> str:
    """A code that is free and that its people will recognise; the rule is at the top.

    >>> code_for("SOUTH TYNESIDE AND SUNDERLAND NHS FOUNDATION TRUST", ods_code="R0B", taken=set())
    'southtynesidesunderland'
    >>> code_for("THE SURGERY", ods_code="A81001", taken={"surgery"})
    'surgerya81001'
    """
    whole = ""
    for word in _telling_words(name):
        if len(whole + word) > CODE_LENGTH_MAX:
            break
        whole += word
    whole = whole or _telling_words(name)[0][:CODE_LENGTH_MAX]
    whole = whole if whole[0].isalpha() else f"p{whole}"[:CODE_LENGTH_MAX]
    if whole not in taken and not faults_of_code(whole):
        return whole
    return f"{whole[: CODE_LENGTH_MAX - len(ods_code)]}{ods_code.lower()}"


def letters_for(name: str, *, taken: Set[str]) -> str:
    """Two to four letters that are free; the rule is at the top.

    >>> letters_for("NORTH LONDON NHS FOUNDATION TRUST", taken=set())
    'NL'
    >>> letters_for("NORTH LONDON NHS FOUNDATION TRUST", taken={"NL"})
    'NR'
    """
    return next(one for one in _letters_to_try(name) if one not in taken and not faults_of_letters(one))


def _letters_to_try(name: str) -> Iterator[str]:
    words = ["".join(letter for letter in word if letter.isalpha()).upper() for word in _telling_words(name)]
    words = [word for word in words if word] or ["PARTNER"]
    initials = "".join(word[0] for word in words)[:LETTERS_MAX]
    if len(initials) > 1:
        yield initials
    whole = "".join(words)
    others = [letter for letter in whole[1:] if letter in _CONSONANTS]
    for length in range(1, LETTERS_MAX):
        yield from islice(("".join([whole[0], *chosen]) for chosen in combinations(others, length)), _SUBSETS_TRIED)
    yield from ("".join(four) for four in product(_CONSONANTS, repeat=LETTERS_MAX))


def _telling_words(name: str) -> list[str]:
    """The words of a name in plain letters and digits, without those that hundreds share; never none."""
    plain = re.sub(r"['’.]", "", name.lower())
    words = [word for word in re.split(r"[^a-z0-9]+", plain) if word]
    return [word for word in words if word not in _SHARED] or words or ["partner"]
