"""What a key agrees with everybody, and with one member, in sentences. Plain Python; no member's terms name another."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from guildhall.charging.keys import Bound, Key, PartnerCode, written

NO_SHARE = "No agreed share"
NO_NAMES: Mapping[str, str] = {}


def agreed_share(key: Key, code: PartnerCode) -> str:
    """ "60 of 100", or that there is none."""
    share = dict(key.fixed).get(code, Fraction(0))
    return f"{written(share)} of {written(sum((one for _, one in key.fixed), Fraction(0)))}" if share else NO_SHARE


def terms_for_all(key: Key, *, services: Mapping[str, str] = NO_NAMES) -> list[str]:
    """What holds for every member. Takes: the services' names by code; one without is called by its code."""
    bounds = (("less", "floor", key.floor), ("more", "ceiling", key.ceiling))
    terms = [
        f"Nobody{_else(bound)} bears {word} than {bound.everybody} in a month."
        for word, _, bound in bounds
        if bound.everybody is not None
    ]
    terms += [f"Some members have a {name} of their own." for _, name, bound in bounds if bound.own]
    served = [(services.get(code, code), percent) for code, percent in key.serves]
    return terms + [f"{written(percent)}% of its cost goes to {name} first." for name, percent in served]


def _else(bound: Bound) -> str:
    return " else" if bound.own else ""


def terms_for(key: Key, code: PartnerCode) -> list[str]:
    """What holds for one member alone."""
    share = agreed_share(key, code)
    terms = [share if share == NO_SHARE else f"An agreed share of {share}"] if key.is_fixed else []
    floor, ceiling = key.floor.of([code]), key.ceiling.of([code])
    terms += [f"A floor of {floor[code]} in a month"] if floor else []
    return terms + ([f"A ceiling of {ceiling[code]} in a month"] if ceiling else [])


def names_somebody(key: Key) -> bool:
    """Does it agree something with single members?"""
    return bool(key.fixed or key.floor.own or key.ceiling.own)


def unnamed(key: Key, names: Mapping[PartnerCode, str]) -> list[str]:
    """The members that a key of agreed shares leaves out, by name: they bear nothing of it."""
    if not key.is_fixed:
        return []
    named = {code for code, share in key.fixed if share}
    return sorted(name for code, name in names.items() if code not in named)
