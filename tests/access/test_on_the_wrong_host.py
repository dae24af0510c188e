"""Every credential on every kind of host: it opens where it was made for, and nothing anywhere else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache

from tests import cast
from tests.access.credentials import CREDENTIALS, HOSTS, PRIVATE, belongs_everywhere


@pytest.fixture
def everywhere(on_platform, monday_9am, settings) -> Iterator[None]:
    """Adam belongs to every host of the world, and whoever watches over it has a token. Nobody has tried to sign in."""
    settings.METRICS_TOKEN = "a-long-token-of-whoever-watches"
    belongs_everywhere()
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("credential", CREDENTIALS, ids=lambda one: one.words)
def test_a_credential_opens_on_its_own_host_and_on_no_other(everywhere, credential, host):
    bring = credential.made()

    assert bring(host) == (host in credential.good_on)


def test_whom_these_are_tried_for_may_open_every_host(everywhere, visit):
    assert {host: visit(cast.ADAM, host=host).get(PRIVATE[host]).status_code for host in HOSTS} == dict.fromkeys(
        HOSTS, 200
    )


def test_the_budget_of_wrong_passwords_is_one_for_all_hosts(everywhere, visit):
    """Five an address: there is no other host on which to begin anew."""
    wrong = {"login": cast.CARLA.email, "password": "wrong"}
    base = visit(host="base")
    for _ in range(5):
        assert base.post("/account/login/", wrong).status_code == 200

    right = {"login": cast.CARLA.email, "password": cast.PASSWORD}
    answers = {host: visit(host=host).post("/account/login/", right).status_code for host in HOSTS}

    assert answers == {"base": 200, "jobs": 404, "northfield": 404, "eastmoor": 404}


def test_a_session_opens_no_figures(everywhere, visit, settings):
    settings.BEHIND_PROXY = True

    assert {host: visit(cast.ADAM, host=host).get("/metrics").status_code for host in HOSTS} == dict.fromkeys(
        HOSTS, 404
    )


def test_no_cookie_names_a_domain_and_none_but_the_two_is_set(everywhere, visit):
    there = visit(cast.ADAM)
    there.get("/people/invitations/new/")
    there.post("/people/invitations/new/", {"email": "sam@new.example", "roles": ["panel"]})

    set_here = {name: cookie["domain"] for name, cookie in there.cookies.items()}
    assert set_here == {settings.SESSION_COOKIE_NAME: "", settings.CSRF_COOKIE_NAME: ""}
