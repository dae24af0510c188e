"""Replaying a month: what its events, costs and keys say, in whatever order they are read, and nothing else."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.keys import Bound, Key, KeyPart
from guildhall.charging.manifests import digest_of
from guildhall.charging.working import Member, PoolInMonth, WorkedMonth, worked_out
from guildhall.kernel import Money
from guildhall.metering.queries import EventsBehind
from guildhall.metering.units import Unit
from tests.charging.months import AGREED_BY, JUNE

USERS, DESK = Unit.APPLICATION_RECEIVED, Unit.OFFER_MADE
MEMBERS = [Member(code, f"t_{code}", code.title(), code[:2].upper()) for code in ("ash", "birch", "cedar", "elder")]
KEYS = [
    Key.by(USERS),
    Key.mixed({USERS: 40, DESK: 60}),
    Key.agreed({"ash": 3, "birch": 2, "cedar": 2}),
    Key(parts=(KeyPart(USERS),), floor=Bound(Money(100)), ceiling=Bound(Money(10**8))),
    Key(parts=(KeyPart(DESK),), serves=(("p0", 25),)),
    Key(),
]


def a_pool(number: int, key: Key, pence: int) -> PoolInMonth:
    return PoolInMonth(
        number, f"p{number}", f"Pool {number}", key, number, 1, date(2026, 4, 1), AGREED_BY, Money(pence)
    )


pools = st.lists(st.tuples(st.sampled_from(KEYS), st.integers(-(10**9), 10**9)), min_size=1, max_size=5).map(
    lambda drawn: [a_pool(number, key, pence) for number, (key, pence) in enumerate(drawn)]
)
evidence = st.dictionaries(
    st.tuples(st.sampled_from([member.key for member in MEMBERS]), st.sampled_from([USERS, DESK])),
    st.integers(1, 10**6).map(lambda used: EventsBehind(1, used, hashlib.sha256(str(used).encode()).hexdigest())),
    min_size=1,
)


def digest(worked: WorkedMonth) -> str:
    return digest_of(worked.manifest(last_event_id=7))


@given(pools, evidence, st.randoms(use_true_random=False))
def test_a_month_worked_out_again_from_what_was_kept_has_the_digest_it_had(pools, evidence, chance):
    closed = worked_out(JUNE, members=MEMBERS, pools=pools, evidence=evidence)
    kept = json.loads(json.dumps(closed.manifest(last_event_id=7)))

    members = [Member(code, key, code, "") for code, key in kept["members"]]
    in_another_order = list(evidence.items())
    chance.shuffle(in_another_order)
    again = worked_out(JUNE, members=members, pools=pools, evidence=dict(in_another_order))

    assert (again.manifest(last_event_id=7), digest(again)) == (kept, digest_of(kept))


@given(pools, evidence, st.data())
def test_one_more_of_anything_that_a_key_counts_is_another_digest(pools, evidence, data):
    closed = worked_out(JUNE, members=MEMBERS, pools=pools, evidence=evidence)
    counted = {part.unit for pool in pools for part in pool.key.parts}
    (key, unit), was = data.draw(st.sampled_from(sorted(evidence.items(), key=str)))

    one_more = evidence | {(key, unit): EventsBehind(was.count + 1, was.quantity + 1, "0" * 64)}
    again = worked_out(JUNE, members=MEMBERS, pools=pools, evidence=one_more)

    assert (digest(again) != digest(closed)) == (unit in counted)
