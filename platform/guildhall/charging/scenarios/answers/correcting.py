"""Corrections of closed months, and the documents they are sent as."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from guildhall.charging import correcting
from guildhall.charging.correcting import CHARGE_CLASS, HoursCharged, move_hours, recompute, refuse_unless_later
from guildhall.charging.scenarios.reading import Reader
from guildhall.charging.scenarios.values import (
    code,
    day,
    month,
    quantity,
    signed_amount,
    signed_quantity,
    text,
)
from guildhall.charging.scenarios.writing import Outputs, exact, plain
from guildhall.kernel import Money, Month


def late_event_correction(inputs: Reader) -> Callable[[], Outputs]:
    closed, open_ = inputs.take("closed_period", month), inputs.take("open_period", month)
    inputs.take("pool", code)
    cost = inputs.take("pool_cost", signed_amount)
    weights = inputs.key_weights("original_weights")
    late = inputs.map_of("late_weights", signed_quantity)

    def answer() -> Outputs:
        refuse_unless_later(closed, open_)
        found = recompute(cost, weights=weights, late=late)
        return {
            "original": plain(found.original),
            "recomputed": plain(found.recomputed),
            "correction_lines": plain(found.lines),
            "sum_of_corrections": Money.total(found.lines.values()).plain,
            "posted_in": str(open_),
            "refers_to": str(closed),
            "closed_statement_changed": False,
        }

    return answer


@dataclass(frozen=True, slots=True)
class _Original:
    charge_period: Month
    billing_period: Month
    row: HoursCharged
    unit_price: Fraction


@dataclass(frozen=True, slots=True)
class _Finding:
    open_billing_period: Month
    hours: Fraction
    consumer: str


def closed_period_correction(inputs: Reader) -> Callable[[], Outputs]:
    original = inputs.inside("original", _original)
    finding = inputs.inside("finding", _finding)

    def answer() -> Outputs:
        refuse_unless_later(original.billing_period, finding.open_billing_period)
        moved = move_hours(original.row, unit_price=original.unit_price, hours=finding.hours, to=finding.consumer)
        return {
            "delta_style": _rows(moved.delta),
            "ledger_style": _rows(moved.ledger),
            "net": moved.net.plain,
            "billing_period_of_correction": str(finding.open_billing_period),
            "charge_period_of_correction": str(original.charge_period),
            "original_rows_changed": 0,
            "charge_class": CHARGE_CLASS,
        }

    return answer


def _original(reader: Reader) -> _Original:
    charge_period, billing_period = reader.take("charge_period", month), reader.take("billing_period", month)
    consumer, hours = reader.take("consumer", code), reader.take("hours", quantity)
    unit_price = reader.take("unit_price", quantity)
    row = HoursCharged(consumer, reader.take("cost", signed_amount), hours)
    return _Original(charge_period, billing_period, row, unit_price)


def _finding(reader: Reader) -> _Finding:
    reader.take("found", day)
    return _Finding(
        reader.take("open_billing_period", month),
        reader.take("hours_of_other_consumer", quantity),
        reader.take("other_consumer", code),
    )


def _rows(rows: Iterable[HoursCharged]) -> list[Outputs]:
    return [{"consumer": row.consumer, "cost": row.cost.plain, "hours": exact(row.hours)} for row in rows]


def correction_documents(inputs: Reader) -> Callable[[], Outputs]:
    lines = inputs.map_of("correction_lines", signed_amount)
    open_, corrected = inputs.take("open_period", month), inputs.take("corrected_period", month)
    vat_category = inputs.take("vat_category", text)
    given = inputs.has("buyer_references")
    references = inputs.map_of("buyer_references", text) if given else {}

    def answer() -> Outputs:
        documents = correcting.correction_documents(
            lines, corrected=corrected, open_=open_, vat_category=vat_category, buyer_references=references
        )
        return {
            "documents": [
                {
                    "partner": one.partner,
                    "type": str(one.type),
                    "amount": one.amount.plain,
                    "vat_category": one.vat_category,
                    "document_period": str(one.document_period),
                    "refers_to": str(one.refers_to),
                    "issued_in": str(one.issued_in),
                    "missing": list(one.missing),
                }
                for one in documents
            ],
            "sum": Money.total(lines.values()).plain,
        }

    return answer
