"""Checking that the books are those that were closed: the first row that is not is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from guildhall.charging.models import CloseManifest, CustomerCharge, Line, PoolTotal
from guildhall.charging.queries.replays import body_from_the_ground
from guildhall.kernel import Month

Place: TypeAlias = tuple[str, str, str]
"""Where a row stands: the month it was used in, its pool, and its member's code, or nothing for the total."""


@dataclass(frozen=True, slots=True)
class RowNotInBooks:
    """A row that is not what was closed: the month it is billed in, which row it is, and what is wrong with it."""

    month: Month
    row: str
    reason: str


def first_row_not_in_books() -> RowNotInBooks | None:
    """Compare every total and line of every closed month with its manifest, then the events, costs and keys behind
    them; oldest month first. None, when all of them are what was closed.

    Whether the manifests themselves are whole is asked of `first_broken_link`.
    Rule: cost_sharing.md, invariants 4 and 5; scenario 4 of a sceptical finance director.
    """
    for manifest in CloseManifest.objects.select_related("period").order_by("period__month_on").iterator():
        closed = dict(_as_listed(manifest.body))
        if place := _first_difference(closed, dict(_as_stored(manifest))):
            return RowNotInBooks(manifest.period.month, _words(place), "It is not what was closed.")
        if place := _first_difference(closed, dict(_as_listed(body_from_the_ground(manifest)))):
            row = f"what is behind {_words(place)}"
            return RowNotInBooks(
                manifest.period.month, row, "Its events, costs or key are not those that were counted."
            )
    return None


def _first_difference(closed: Mapping[Place, Any], found: Mapping[Place, Any]) -> Place | None:
    """A line that differs comes before the total that it makes differ."""
    differ = [place for place in {*closed, *found} if closed.get(place) != found.get(place)]
    return min(differ, key=lambda place: (place[0], place[1], place[2] == "", place[2]), default=None)


def _words(place: Place) -> str:
    month, pool, code = place
    row = f"the line of {code} for {pool}" if code else f"the total of {pool}"
    return f"{row}, used in {Month.written(month).title}"


def _as_listed(body: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    for section in (body, *body.get("corrections", ())):
        for pool in section["pools"]:
            total = {key: value for key, value in pool.items() if key not in ("code", "lines")}
            if section is not body:
                del total["cost_pence"]  # the cost that is shared again; the row itself costs nothing
            yield (section["month"], pool["code"], ""), total
            for code, *line in pool["lines"]:
                yield (section["month"], pool["code"], code), line
    for charge in body.get("customers", {}).get("charges", ()):
        yield (charge["month"], charge["pool"], f"customer {charge['customer']} for {charge['unit']}"), charge


def _as_stored(manifest: CloseManifest) -> Iterator[tuple[Place, Any]]:
    codes = {
        key: code
        for section in (manifest.body, *manifest.body.get("corrections", ()))
        for code, key in section["members"]
    }
    for total in PoolTotal.objects.filter(period=manifest.period).select_related("pool", "key_version"):
        yield (str(total.used_in), total.pool.code, ""), _total(total)
    for line in Line.objects.filter(period=manifest.period).select_related("pool"):
        code = codes.get(line.partner_key, line.partner_key)
        yield (str(line.used_in), line.pool.code, code), _line(line)
    for charge in CustomerCharge.objects.filter(period=manifest.period).select_related("pool", "customer"):
        place = str(charge.used_on)[:7], charge.pool.code, f"customer {charge.customer.code} for {charge.unit}"
        yield place, _charge(charge)


def _total(total: PoolTotal) -> dict[str, Any]:
    key = {"key_version": total.key_version.number, "rule": total.key_version.rule, "total_weight": total.total_weight}
    if total.corrects_id is None:
        paid = {"income_pence": total.income_pence} if total.income_pence else {}
        return key | total.basis | {"cost_pence": total.cost_pence} | paid
    return key | {"reason": total.reason, "total_weight_before": total.total_weight_before}


def _line(line: Line) -> list[Any]:
    digests = [driver["digest"] for driver in line.drivers]
    if line.charged_pence is None:
        return [line.weight, line.exact_share, line.pence, digests, *([line.basis] if line.basis else [])]
    before = [line.weight_before, line.weight, line.exact_share, line.charged_pence, line.recomputed_pence]
    return [*before, line.pence, digests]


def _charge(charge: CustomerCharge) -> dict[str, Any]:
    """As it was rated, with the pence that are charged, so that either one of them alone is found changed."""
    before = {} if charge.charged_pence is None else {"charged_pence": charge.charged_pence}
    return charge.figures | {"quantity": charge.quantity, "pence": charge.pence} | before
