"""Setting up what is shared, and by what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from guildhall.audit.operations import record
from guildhall.charging.errors import PoolAlreadySetUp, PoolNotReady
from guildhall.charging.keys import Key
from guildhall.charging.models import KeyVersion, Period, Pool
from guildhall.charging.queries.keys import what_is_wrong_with
from guildhall.charging.rules import may_keep_costs
from guildhall.database.operation import operation, step
from guildhall.kernel import Actor, Month, NotAllowed, require

ASK = "the shared service’s finance team"


@dataclass(frozen=True, slots=True)
class PoolTerms:
    """A service whose cost is shared. `agreed_by` says who agreed its key and when, in words for the statement."""

    code: str
    name: str
    key: Key
    from_month: Month
    agreed_by: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class KeyTerms:
    """How a pool is shared from a month on."""

    key: Key
    from_month: Month
    agreed_by: str


@operation
def set_up_pool(*, terms: PoolTerms, by: Actor, at: datetime) -> Pool:
    """Begin to share the cost of a service, by a key that was agreed.

    Refuses: NotAllowed, PoolAlreadySetUp, PoolNotReady (every fault of the key at once).
    Rule: cost_sharing.md, governance: a key starts with a month that is not closed.
    """
    require(may_keep_costs(by), NotAllowed("set up a pool", ask=ASK))
    require(not Pool.objects.filter(code=terms.code).exists(), PoolAlreadySetUp(terms.code))
    key = KeyTerms(terms.key, terms.from_month, terms.agreed_by)
    if faults := _what_is_wrong(key, terms.code):
        raise PoolNotReady(faults)

    pool = Pool.objects.create(
        code=terms.code, name=terms.name, position=terms.position, from_on=terms.from_month.first_day
    )
    add_version(pool, key, number=1, by=by, at=at)

    record("pool set up", pool, by=by, at=at, details={"shared by": terms.key.words, "agreed by": terms.agreed_by})
    return pool


@operation
def adopt_key(*, pool_id: int, terms: KeyTerms, by: Actor, at: datetime) -> KeyVersion:
    """Share a pool by another key from a month on; the months before keep theirs.

    Refuses: NotAllowed, PoolNotReady (every fault of the key at once; a closed month, or one with a later key).
    Rule: cost_sharing.md, governance: the first of an open month, never backwards.
    """
    pool = Pool.objects.locked(pool_id)

    require(may_keep_costs(by), NotAllowed("change a key", ask=ASK))
    latest = pool.key_versions.order_by("-number").first()
    faults = _what_is_wrong(terms, pool.code)
    if terms.from_month.first_day <= latest.from_on:
        faults.append(
            f"A key of {pool.name} starts in {Month(latest.from_on.year, latest.from_on.month).title} already."
        )
    if faults:
        raise PoolNotReady(faults)

    version = add_version(pool, terms, number=latest.number + 1, by=by, at=at)

    record("key adopted", pool, by=by, at=at, details={"shared by": terms.key.words, "agreed by": terms.agreed_by})
    return version


@step
def add_version(pool: Pool, terms: KeyTerms, *, number: int, by: Actor, at: datetime) -> KeyVersion:
    """Write a pool's next key. Takes: `number`, one above its last."""
    return KeyVersion.objects.create(
        pool=pool,
        number=number,
        rule=terms.key.rule,
        from_on=terms.from_month.first_day,
        agreed_by=terms.agreed_by,
        set_by_id=by.id,
        set_at=at,
    )


def _what_is_wrong(terms: KeyTerms, pool_code: str) -> list[str]:
    faults = what_is_wrong_with(terms.key, pool_code=pool_code)
    if not terms.agreed_by.strip():
        faults.append("Say who agreed this key, and when.")
    if Period.objects.closed().filter(month_on__gte=terms.from_month.first_day).exists():
        faults.append(f"{terms.from_month.title} is closed. Start with a month that is open.")
    return faults
