"""What a partner's own front office does by itself: it writes to the people whom the partner's money concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from guildhall.access.queries import Person, people_with_role
from guildhall.access.roles import Role
from guildhall.charging.models import ReportOrder
from guildhall.charging.queries.reports import usage_report, year_report
from guildhall.database.operation import operation, step
from guildhall.database.place import partner_here
from guildhall.kernel import LONDON, Actor, NotAllowed, require
from guildhall.notices.letters import write_letter
from tenants.hosts import address_of
from tenants.models import Partner


@dataclass(frozen=True, slots=True)
class News:
    """What a partner's finance officers are told: a letter by its template, its subject, and what its words need."""

    template: str
    subject: str
    told: Mapping[str, Any] = field(default_factory=dict)


@operation
def write_to_finance(*, news: News, by: Actor, at: datetime) -> int:
    """Write to every finance officer of the partner we are with.

    Gives: how many letters were written.
    Refuses: NotAllowed.
    """
    require(by.is_system, NotAllowed("write in Guildhall's name"))

    people = people_with_role(Role.FINANCE)
    for person in people:
        write_to(person, news, at=at)
    return len(people)


@step
def write_to(person: Person, news: News, *, at: datetime) -> None:
    """Write to one person here, by their first name."""
    context = {**news.told, "name": person.name.split(" ")[0]}
    write_letter(to=person.email, subject=news.subject, template=news.template, context=context, at=at)


@operation
def send_reports(*, by: Actor, at: datetime) -> int:
    """Write the reports that are due at the partner we are with, each to whoever ordered it; each day's once.

    One whose reader is no finance officer here any more is ended.

    Gives: how many letters were written.
    Refuses: NotAllowed.
    """
    key, day = partner_here(), at.astimezone(LONDON).date()
    orders = list(ReportOrder.objects.standing().filter(partner_key=key).select_for_update().order_by("id"))

    require(by.is_system, NotAllowed("write in Guildhall's name"))

    readers = {person.id: person for person in people_with_role(Role.FINANCE)} if orders else {}
    due = [order for order in orders if order.user_id in readers and order.is_due(day)]
    news = {report: _report_news(report, key, day) for report in {order.report for order in due}}
    for order in due:
        write_to(readers[order.user_id], news[order.report], at=at)
        order.sent_on = day
    for order in orders:
        order.ended_at = None if order.user_id in readers else at
    ReportOrder.objects.bulk_update(orders, ["sent_on", "ended_at"])
    return len(due)


def _report_news(report: str, key: str, day: date) -> News:
    partner = Partner.objects.get(schema_name=key)
    told: dict[str, Any] = {"partner": partner, "reports_address": address_of(partner, "/reports/")}
    if report == ReportOrder.Report.USAGE:
        usage = usage_report(partner_key=key, on=day)
        told |= {"report": usage, "address": address_of(partner, "/usage/")}
        return News("report_usage", f"What {partner.short_name} used in {usage.month.title}", told)
    year = year_report(partner_key=key, on=day)
    told |= {"report": year, "address": address_of(partner, "/year/")}
    return News("report_year", f"What {year.year} costs {partner.short_name}", told)
