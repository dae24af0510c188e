"""Reports by letter: ordered by a finance officer, sent on their day however late the morning, and stopped."""

from __future__ import annotations

from datetime import datetime

import pytest

from apps.organisation.operations import send_reports
from guildhall.access.operations import end_membership
from guildhall.charging.errors import ReportAlreadyEnded, ReportAlreadyOrdered
from guildhall.charging.models import ReportOrder
from guildhall.charging.operations.reports import ReportTerms, end_report, order_report
from guildhall.kernel import SYSTEM, NotAllowed
from guildhall.notices.enclosures.models import Letter
from tests.cast import EDEN, FIONA, LONDON, RITA, player_id
from tests.evidence import letters

USAGE, YEAR = ReportOrder.Report.USAGE, ReportOrder.Report.YEAR
WEEKLY, MONTHLY = ReportOrder.Rhythm.WEEKLY, ReportOrder.Rhythm.MONTHLY
TUESDAY = datetime(2026, 6, 2, 10, 0, tzinfo=LONDON)


def on(day: int, month: int = 6) -> datetime:
    return datetime(2026, month, day, 6, 0, tzinfo=LONDON)


def ordered(report=USAGE, rhythm=WEEKLY) -> ReportOrder:
    return order_report(terms=ReportTerms(report, rhythm), by=FIONA.actor, at=TUESDAY)


def mornings(*days: int, month: int = 6) -> list[int]:
    """How many letters each morning wrote."""
    return [send_reports(by=SYSTEM, at=on(day, month)) for day in days]


def test_a_weekly_report_comes_on_mondays_and_once(northfield):
    ordered()

    assert mornings(3, 7, 8, 8, 9, 15) == [0, 0, 1, 0, 0, 1]


def test_a_monthly_report_comes_on_the_first_and_tells_of_the_month_that_is_over(northfield):
    ordered(rhythm=MONTHLY)

    assert [*mornings(8, 30), *mornings(1, 2, month=7)] == [0, 0, 1, 0]
    assert letters()[-1] == (FIONA.email, "What Northfield used in June 2026")


def test_a_morning_on_which_nothing_ran_is_made_up_for_once(northfield):
    ordered()

    assert mornings(10, 11) == [1, 0]


def test_the_report_of_the_year_says_what_is_due_and_how_to_stop_it(northfield):
    ordered(YEAR)
    mornings(8)

    body = Letter.objects.latest("id").body
    assert "2026-27 has cost Northfield" in body
    assert "To stop it: https://northfield." in body or "To stop it: http://northfield." in body


def test_one_report_of_a_kind_is_sent_to_a_person_until_they_stop_it(northfield):
    order = ordered()

    with pytest.raises(ReportAlreadyOrdered):
        ordered(rhythm=MONTHLY)
    end_report(order_id=order.id, by=FIONA.actor, at=TUESDAY)
    with pytest.raises(ReportAlreadyEnded):
        end_report(order_id=order.id, by=FIONA.actor, at=TUESDAY)
    assert mornings(8) == [0]


def test_a_recruiter_orders_none_and_nobody_stops_anothers(northfield):
    order = ordered()

    with pytest.raises(NotAllowed):
        order_report(terms=ReportTerms(USAGE, WEEKLY), by=RITA.actor, at=TUESDAY)
    with pytest.raises(NotAllowed):
        end_report(order_id=order.id, by=EDEN.actor, at=TUESDAY)
    with pytest.raises(NotAllowed):
        send_reports(by=FIONA.actor, at=TUESDAY)


def test_whoever_is_no_finance_officer_any_more_hears_nothing(northfield, administrator):
    order = ordered()
    end_membership(user_id=player_id(FIONA), by=administrator, at=TUESDAY)

    assert mornings(8) == [0]
    assert ReportOrder.objects.get(id=order.id).ended_at == on(8)


def test_a_finance_officer_orders_and_stops_reports_on_a_page(northfield, visit):
    fiona, eden = visit(FIONA), visit(EDEN)

    assert "Nothing is sent to you" in fiona.read("/reports/")
    assert fiona.post("/reports/", {"report": "usage"}).status_code == 422
    fiona.post("/reports/", {"report": "usage", "rhythm": "weekly"})
    fiona.post("/reports/", {"report": "year", "rhythm": "monthly"})
    page = fiona.read("/reports/")

    assert "Have a report sent to you" not in page
    order = ReportOrder.objects.get(report="usage")
    assert eden.post(f"/reports/{order.id}/end/").status_code == 404
    fiona.post(f"/reports/{order.id}/end/")
    assert [one.report for one in ReportOrder.objects.standing()] == ["year"]
    assert visit(RITA).get("/reports/").status_code == 404
