"""Partner colours: which are offered, and the three pairs that every one must keep readable."""

from __future__ import annotations

import re

THEMES: dict[str, str] = {  # the same list as static/src/themes.json, from which the sheet is compiled
    "teal": "#0b4f5c",
    "indigo": "#312e81",
    "plum": "#5b2a5e",
    "forest": "#1e5138",
    "slate": "#334155",
}
THEME_CHOICES = [(name, name.capitalize()) for name in THEMES]
PAGE_GREY, WHITE = "#f0f4f5", "#ffffff"
READABLE = 4.5
_HEX = re.compile(r"#[0-9a-f]{6}")


def contrast(one: str, two: str) -> float:
    """The contrast ratio of two colours, as WCAG 2.2 defines it.

    >>> round(contrast("#ffffff", "#000000"), 1), round(contrast("#0b4f5c", "#ffffff"), 1)
    (21.0, 9.2)
    """
    darker, lighter = sorted((_luminance(one), _luminance(two)))
    return (lighter + 0.05) / (darker + 0.05)


def tint(colour: str, white: int) -> str:
    """The colour with so many hundredths of white in it.

    >>> tint("#0b4f5c", 78)
    '#c9d8db'
    """
    return "#" + "".join(f"{round(part * (100 - white) / 100 + 255 * white / 100):02x}" for part in _channels(colour))


def failing_pairs(brand: str) -> list[str]:
    """What could not be read in this colour, in words; nothing when it may be used.

    Takes: a colour such as #0b4f5c.
    Rule: pages.md, judging a colour: white on brand, brand on the page's grey, and brand against its tint of 78% white.

        >>> failing_pairs("#0b4f5c"), failing_pairs("#f0c000")
        ([], ['white text on the colour', 'the colour on the grey of the page', 'captions on the colour'])
    """
    pairs = {
        "white text on the colour": (WHITE, brand),
        "the colour on the grey of the page": (brand, PAGE_GREY),
        "captions on the colour": (tint(brand, 78), brand),
    }
    return [words for words, (one, two) in pairs.items() if contrast(one, two) < READABLE]


def nearest_that_passes(brand: str) -> str:
    """The colour itself, or the nearest darker one that keeps all three pairs.

    >>> nearest_that_passes("#0b4f5c"), failing_pairs(nearest_that_passes("#f0c000"))
    ('#0b4f5c', [])
    """
    for black in range(0, 101):
        darker = "#" + "".join(f"{round(part * (100 - black) / 100):02x}" for part in _channels(brand))
        if not failing_pairs(darker):
            return darker
    raise AssertionError("Black passes.")


def _channels(colour: str) -> list[int]:
    if not _HEX.fullmatch(colour):
        raise ValueError(f"“{colour}” is not a colour such as #0b4f5c.")
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in _channels(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
