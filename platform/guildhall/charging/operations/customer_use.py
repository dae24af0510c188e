"""What customers used: taken in by form or by file, once, and corrected by rows that name what they correct."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import Sum

from guildhall.audit.operations import record, record_each
from guildhall.charging.customer_files import UseFile
from guildhall.charging.errors import UseAlreadyRecorded, UseNotReady
from guildhall.charging.models import Customer, CustomerUse, Pool
from guildhall.charging.operations.customers import beside_closes
from guildhall.charging.operations.ledger import ASK, in_turn
from guildhall.charging.queries.customers import what_is_wrong_with_use, what_is_wrong_with_uses
from guildhall.charging.rate_cards import plain_number
from guildhall.charging.rules import may_keep_costs
from guildhall.database.operation import operation
from guildhall.kernel import LONDON, Actor, NotAllowed, require
from guildhall.metering.units import Unit

WORDS_MAX = {"reference": 60, "evidence": 200}


@dataclass(frozen=True, slots=True)
class UseTerms:
    """So much that a customer used on a day. The reference makes it count once; the evidence says what shows it."""

    pool_code: str
    unit: Unit
    used_on: date
    quantity: Fraction
    reference: str
    evidence: str


@operation
def record_use(*, customer_id: int, terms: UseTerms, by: Actor, at: datetime) -> CustomerUse:
    """Write down what a customer used; it is charged by the card of its month, or corrects it if that is closed.

    Refuses: NotAllowed, UseAlreadyRecorded (the same reference), UseNotReady (every reason at once).
    Rule: cost_sharing.md, invariant 3.
    """
    beside_closes()
    customer = Customer.objects.get(id=customer_id)
    in_turn(f"use of {customer.code}")
    reference = terms.reference.strip()

    require(may_keep_costs(by), NotAllowed("record use", ask=ASK))
    require(
        not CustomerUse.objects.filter(customer=customer, reference=reference).exists(), UseAlreadyRecorded(reference)
    )
    pool = Pool.objects.filter(code=terms.pool_code).first()
    faults = _what_is_wrong_with_words(reference, terms.evidence)
    faults += what_is_wrong_with_use(
        customer=customer, pool=pool, unit=terms.unit, used_on=terms.used_on, quantity=terms.quantity,
        on=at.astimezone(LONDON).date(),
    )  # fmt: skip
    if faults or pool is None:
        raise UseNotReady(faults)

    use = CustomerUse.objects.create(
        customer=customer, pool=pool, unit=terms.unit.value, used_on=terms.used_on, quantity=_decimal(terms.quantity),
        reference=reference, evidence=terms.evidence.strip(), recorded_at=at, recorded_by_id=by.person_id,
    )  # fmt: skip

    record("use recorded", use, by=by, at=at, details={"customer": customer.name, "use": use.words})
    return use


@dataclass(frozen=True, slots=True)
class RightUse:
    """What a use that was recorded wrongly really was: from none up."""

    quantity: Fraction
    reference: str
    evidence: str


@operation
def correct_use(*, use_id: int, terms: RightUse, by: Actor, at: datetime) -> CustomerUse:
    """Put a recorded use right by a row for the difference; both are kept, and a closed month is corrected by the next
    close.

    Refuses: NotAllowed, UseAlreadyRecorded (the same reference), UseNotReady (every reason at once: it is a correction
    itself; it is that much already).
    Rule: cost_sharing.md, goals: a correcting event names the original, both are kept.
    """
    beside_closes()
    original = CustomerUse.objects.select_related("customer", "pool").get(id=use_id)
    in_turn(f"use of {original.customer.code}")
    reference = terms.reference.strip()
    corrected = CustomerUse.objects.filter(corrects=original).aggregate(sum=Sum("quantity", default=Decimal(0)))["sum"]
    difference = terms.quantity - original.amount - Fraction(corrected)

    require(may_keep_costs(by), NotAllowed("correct use", ask=ASK))
    same = CustomerUse.objects.filter(customer=original.customer, reference=reference)
    require(not same.exists(), UseAlreadyRecorded(reference))
    faults = _what_is_wrong_with_words(reference, terms.evidence)
    if original.corrects_id is not None:
        faults.append("This row corrects another one. Correct that one instead.")
    elif not difference:
        faults.append("It is recorded as that much already, so there is nothing to correct.")
    if terms.quantity < 0:
        faults.append("Give a quantity from 0 up.")
    if faults:
        raise UseNotReady(faults)

    use = CustomerUse.objects.create(
        customer=original.customer, pool=original.pool, unit=original.unit, used_on=original.used_on,
        quantity=_decimal(difference), reference=reference, evidence=terms.evidence.strip(), corrects=original,
        recorded_at=at, recorded_by_id=by.person_id,
    )  # fmt: skip

    details = {"corrects": original.reference, "difference": use.words}
    record("use corrected", use, by=by, at=at, details=details)
    return use


def _what_is_wrong_with_words(reference: str, evidence: str) -> list[str]:
    faults = []
    if not 0 < len(reference) <= WORDS_MAX["reference"]:
        faults.append(f"Give a reference of up to {WORDS_MAX['reference']} characters, so that it counts once.")
    if not 0 < len(evidence.strip()) <= WORDS_MAX["evidence"]:
        faults.append(f"Say in up to {WORDS_MAX['evidence']} characters what shows it, such as a signed sheet.")
    return faults


@operation
def take_in_use(*, terms: UseFile, by: Actor, at: datetime) -> int:
    """Take the use of customers from a file: all of its rows, or none.

    Takes: a file as `guildhall.charging.customer_files.read_use` read it.
    Gives: how many rows were taken in.
    Refuses: NotAllowed, UseNotReady (every fault by its row: those of the file, a row that is recorded already, and
    what cannot be charged).
    """
    beside_closes()
    customers = {one.code: one for one in Customer.objects.all()}
    for code in sorted({row.customer for row in terms.rows} & set(customers)):
        in_turn(f"use of {code}")
    pools = {one.code: one for one in Pool.objects.all()}

    require(may_keep_costs(by), NotAllowed("take in use", ask=ASK))
    if faults := [*terms.errors, *what_is_wrong_with_uses(terms, on=at.astimezone(LONDON).date())]:
        raise UseNotReady(faults)

    uses = CustomerUse.objects.bulk_create(
        CustomerUse(
            customer=customers[row.customer], pool=pools[row.pool], unit=row.unit.value, used_on=row.used_on,
            quantity=_decimal(row.quantity), reference=row.reference, evidence=row.evidence, file_name=terms.name[:200],
            recorded_at=at, recorded_by_id=by.person_id,
        )
        for row in terms.rows
    )  # fmt: skip

    record_each("use taken in", uses, by=by, at=at, details={"file": terms.name})
    return len(uses)


def _decimal(number: Fraction) -> Decimal:
    return Decimal(plain_number(number))
