"""Wherever somebody is, the navigation marks a place; and what it marks is a place that exists."""

from __future__ import annotations

import re

import pytest

from guildhall.config import base_urls, partner_urls
from tests.cast import FIONA, HUGO

pytestmark = pytest.mark.usefixtures("db")
MARKED = re.compile(r'href="([^"]+)"[^>]*aria-current="(?:page|true)"')


@pytest.mark.parametrize("urls", [base_urls, partner_urls])
def test_pages_stand_under_places_of_the_navigation_and_are_none_themselves(urls):
    places = {url for _, url, _ in urls.navigation}

    assert set(urls.stands_under.values()) <= places
    assert not set(urls.stands_under) & places


@pytest.mark.parametrize(
    ("player", "path", "place"),
    [
        (HUGO, "/years/", "/years/"),
        (HUGO, "/membership/", "/years/"),
        (HUGO, "/balances/", "/ledger/"),
        (HUGO, "/customer-invoices/", "/customers/"),
        (FIONA, "/statements/", "/statements/"),
        (FIONA, "/disputes/", "/statements/"),
        (FIONA, "/reports/", "/usage/"),
    ],
)
def test_the_place_that_a_page_stands_under_is_marked(visit, player, path, place):
    answer = visit(player).get(path)
    head = answer.content.decode().split("<main")[0]

    assert (answer.status_code, MARKED.findall(head)) == (200, [place])
