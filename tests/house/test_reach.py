"""The reach check: what only Northfield knows is looked for in everything that everybody else can get hold of.

The canaries are not planted but gathered: every sentence, name and address that stands in Northfield's schema, and
neither in Eastmoor's nor on the public jobs board. A table or a field that is added tomorrow is looked for tomorrow.
"""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache

from tests import cast
from tests.house.canaries import digests_of, only_known_to
from tests.house.holdings import PARAMETER, Held, filled, northfields_own
from tests.house.plan import addresses

ADDRESSES = sorted({(kind, path) for kind, path, _ in addresses()})
OTHERS = [
    (None, "northfield"), (cast.EDEN, "northfield"), (cast.EDEN, "eastmoor"), (cast.EWAN, "eastmoor"),
    (None, "jobs"), (cast.CARLA, "jobs"), (cast.HUGO, "base"), (cast.OSKAR, "base"),
]  # fmt: skip


@pytest.fixture
def own(northfield) -> dict:
    named = {name: Held("1", "1") for _, path in ADDRESSES for name in PARAMETER.findall(path)}  # the libraries' own
    return named | northfields_own(northfield)


@pytest.fixture
def canaries(own, northfield, eastmoor) -> set[str]:
    return only_known_to(northfield, not_to=eastmoor)


def _everything_sent_to(visitor: Any, host: str, own: dict) -> str:
    """All that somebody gets who fetches every address of a host, and sends to it, headers and files included."""
    kind = host if host in ("base", "jobs") else "partner"
    said = []
    for path in (filled(path, own, "real") for served, path in ADDRESSES if served == kind and "sign-out" not in path):
        for answer in (visitor.get(path), visitor.post(path)):
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            said += [str(answer.headers), content.decode(errors="replace")]
    return "\n".join(said)


def test_there_is_much_that_only_northfield_knows(canaries):
    assert len(canaries) > 25
    assert "Casey Morgan" in canaries
    assert "The directory of Northfield General is being moved." in canaries


def test_northfields_recruiter_does_read_what_nobody_else_may(canaries, own, visit):
    read = _everything_sent_to(visit(cast.RITA), "northfield", own)

    assert len([word for word in canaries if word in read]) >= 5, "If nothing is there to be read, nothing can leak."


@pytest.mark.parametrize(("player", "host"), OTHERS, ids=lambda one: getattr(one, "name", str(one)))
def test_nothing_of_northfields_reaches_anybody_else(canaries, own, visit, caplog, northfield, player, host):
    caplog.set_level(logging.DEBUG)
    before, sent = digests_of(northfield), len(mail.outbox)

    said = _everything_sent_to(visit(player, host=host), host, own)

    written = "\n".join(message.message().as_string() for message in mail.outbox[sent:])
    kept = str(getattr(cache, "_cache", ""))
    crossed = {
        where: sorted(word for word in canaries if word in text)
        for where, text in (("answers", said), ("mail", written), ("log", caplog.text), ("cache", kept))
    }
    assert crossed == {"answers": [], "mail": [], "log": [], "cache": []}
    assert digests_of(northfield) == before, "Who has no business here changed something."
