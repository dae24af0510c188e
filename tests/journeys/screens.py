"""The screens that stories are walked on: how wide, and whether scripts run."""

from __future__ import annotations

import pytest

SCREENS = {
    "wide": ("1280", True),
    "phone": ("390", True),
    "wide-without-script": ("1280", False),
    "phone-without-script": ("390", False),
}

wide_and_phone = pytest.mark.parametrize(
    "screen", [SCREENS["wide"], SCREENS["phone"]], ids=["wide", "phone"], indirect=True
)
"""For a story whose forms and tables other stories walk through without script: minutes are spent once."""
