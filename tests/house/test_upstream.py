"""Templates that stand in for allauth's still use what allauth hands them."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
import pytest

from tests.house.plan import ROOT

THEIRS = Path(allauth.__file__).parent / "templates" / "account"
OURS = sorted((ROOT / "templates" / "account").glob("*.html"))
HANDED = re.compile(r"\b(form|verify_form|redirect_field|signup_url|login_url|request_login_code_url|can_resend)\b")
BASES = {"confirm_email_verification_code", "confirm_login_code", "confirm_password_reset_code"}


@pytest.mark.parametrize("template", OURS, ids=lambda file: file.stem)
def test_what_allauth_hands_to_a_page_is_used_on_ours(template):
    handed, used = _words(THEIRS, template), _words(template.parent, template)

    assert handed - used == set(), "allauth hands this over and our page drops it: show it, or say why not here."


def test_there_are_templates_to_look_at():
    assert len(OURS) > 5


def _words(folder: Path, template: Path) -> set[str]:
    """The names a page uses in tags and variables, its base's among them; names it makes for itself left out."""
    files = [folder / template.name] + ([folder / "base_confirm_code.html"] if template.stem in BASES else [])
    tags = " ".join(re.findall(r"\{[{%].*?[%}]\}", " ".join(file.read_text() for file in files), re.S))
    made = set(re.findall(r"\{% url [^%]* as (\w+) %\}", tags))
    return set(HANDED.findall(tags)) - made
