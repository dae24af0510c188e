"""Usage as it comes in: in which month it falls, and whether it counts."""

from __future__ import annotations

from collections.abc import Callable, Collection

from guildhall.charging.scenarios.reading import Reader
from guildhall.charging.scenarios.values import code, instant, number, signed_quantity, text, zone
from guildhall.charging.scenarios.writing import Outputs, exactly
from guildhall.kernel import Month
from guildhall.metering.ingesting import Judgement, Known, ReportedUsage, judge_in_order, sums_by_partner


def period_boundary(inputs: Reader) -> Callable[[], Outputs]:
    timezone, events = inputs.take("timezone", zone), inputs.values("events", instant)

    def answer() -> Outputs:
        months = [Month.of(event, zone=timezone) for event in events]
        return {
            "month": [str(month) for month in months],
            "financial_year": [str(month.financial_year) for month in months],
        }

    return answer


def idempotent_ingest(inputs: Reader) -> Callable[[], Outputs]:
    events = inputs.each("events", _event)
    partners = frozenset(inputs.codes("known_partners"))
    times = inputs.take_if_given("send_whole_batch_times", number(least=1)) or 1

    def answer() -> Outputs:
        known: Known = {}
        first = judge_in_order(events, known=known, partners=partners)
        sums, accepted = sums_by_partner(known, partners=partners), len(known)
        _send_again(events, known, partners, times - 1)
        return {
            "results": [str(judgement) for judgement in first],
            "accepted": accepted,
            "duplicates_first_pass": first.count(Judgement.DUPLICATE),
            "conflicts_first_pass": first.count(Judgement.CONFLICT),
            "rejected_first_pass": sum(judgement.is_rejection for judgement in first),
            "sums": exactly(sums),
            "after_all_sends": {
                "accepted_total": len(known),
                "sums_unchanged": sums_by_partner(known, partners=partners) == sums,
            },
        }

    return answer


def _send_again(events: list[ReportedUsage], known: Known, partners: Collection[str], times: int) -> None:
    """Send the batch so many times more; from the first time on that changes nothing, none can change anything."""
    for _ in range(times):
        before = len(known)
        judge_in_order(events, known=known, partners=partners)
        if len(known) == before:
            return


def _event(reader: Reader) -> ReportedUsage:
    event = ReportedUsage(
        source=reader.take("source", text),
        id=reader.take("id", text),
        at=reader.take("time", instant),
        partner=reader.take("partner", code),
        quantity=reader.take("quantity", signed_quantity),
        corrects=reader.take_if_given("corrects", text),
    )
    reader.parties.add(event.partner)
    return event
