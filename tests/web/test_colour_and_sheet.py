"""The colours a partner may wear can be read, and the committed sheet is the one that was compiled."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest
from django.conf import settings

from guildhall.web.colour import THEMES, failing_pairs, nearest_that_passes

SOURCE, BUILT = settings.PROJECT / "static" / "src", settings.PROJECT / "static" / "built"


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_on_offer_can_be_read(theme):
    assert failing_pairs(THEMES[theme]) == []


@pytest.mark.parametrize("colour", ["#ffffff", "#ffeb3b", "#808080", "#c8641b", "#00a499"])
def test_a_colour_that_cannot_be_read_is_refused_and_a_darker_one_offered(colour):
    assert failing_pairs(colour) != []
    assert failing_pairs(nearest_that_passes(colour)) == []


def test_the_sheet_holds_exactly_the_themes_on_offer():
    sheet = (BUILT / "app.css").read_text()

    worn = dict(re.findall(r"\.theme-([a-z]+)\{--app-brand:(#[0-9a-f]{6})", sheet))

    assert worn == THEMES == json.loads((SOURCE / "themes.json").read_text())


def test_the_built_files_are_the_ones_in_the_lock():
    locked = dict(reversed(one.split()) for one in (SOURCE / "built.sha256").read_text().splitlines())

    found = {
        str(file.relative_to(BUILT)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in BUILT.rglob("*")
        if file.is_file()
    }

    assert found == locked


def test_the_sheet_asks_nobody_else_for_anything_and_bears_no_foreign_mark():
    sheet = (BUILT / "app.css").read_text()

    addresses = set(re.findall(r"url\(\"?([^)\"]+)\"?\)", sheet))

    assert all((BUILT / address).is_file() for address in addresses)
    assert re.findall(r"https?://|frutiger|123457", sheet, re.IGNORECASE) == []
    assert "html{font-family:arial,sans-serif}" in sheet.replace(" ", "").replace("\n", "")


def test_the_one_script_on_the_page_is_the_one_the_policy_allows():
    layout = (settings.PROJECT / "templates" / "layouts" / "base.html").read_text()

    [script] = re.findall(r"<script>(.*?)</script>", layout, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

    assert f"'sha256-{digest}'" in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["script-src"]
