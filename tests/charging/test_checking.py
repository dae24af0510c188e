"""What the owner of the tables does behind the triggers' backs: refused where it can be, and named where it cannot."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from guildhall.charging.models import Line, PoolTotal
from guildhall.charging.queries import first_broken_link, first_row_not_in_books, replay
from guildhall.charging.queries.working import what_stops_closing
from tenants.context import as_owner
from tests.charging.months import JULY, JUNE, MAY, a_month_with_costs, a_pool, closed, used

pytestmark = pytest.mark.usefixtures("on_platform")
NOT_CLOSED = "It is not what was closed."
NOT_COUNTED = "Its events, costs or key are not those that were counted."


@pytest.fixture
def july(on_platform):
    """May, June and July are closed; July corrects June."""
    a_pool()
    for month in (MAY, JUNE, JULY):
        used("northfield", 2, month=month)
        used("eastmoor", 1, month=month)
    closed(a_month_with_costs("recruitment,500.00", month=MAY))
    closed(a_month_with_costs("recruitment,1000.00"))
    used("eastmoor", 3, mark="late")
    return closed(a_month_with_costs("recruitment,900.00", month=JULY))


@contextmanager
def doctored(table: str):
    """As a restored and doctored backup would look: the triggers were off while it was changed."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def found() -> tuple:
    row = first_row_not_in_books()
    return (row.month, row.row, row.reason)


def test_books_that_nobody_touched_are_those_that_were_closed(july):
    assert first_row_not_in_books() is None


def test_a_doctored_line_is_named(july):
    line = Line.objects.get(period__month_on=JUNE.first_day, total__corrects=None, weight="1")
    with doctored("charging_line") as cursor:
        cursor.execute("UPDATE charging_line SET pence = pence + 1 WHERE id = %s", [line.id])

    assert found() == (JUNE, "the line of eastmoor for recruitment, used in June 2026", NOT_CLOSED)
    assert first_broken_link() is None


def test_a_doctored_correction_is_named_in_the_month_that_it_is_billed_in(july):
    with doctored("charging_line") as cursor:
        cursor.execute(
            "UPDATE charging_line SET pence = pence - 1, recomputed_pence = recomputed_pence - 1"
            " WHERE charged_pence = 66667"
        )

    assert found() == (JULY, "the line of northfield for recruitment, used in June 2026", NOT_CLOSED)


def test_a_line_put_in_and_one_taken_out_are_named(july):
    line = Line.objects.filter(period=july, total__corrects=None).order_by("id").first()
    with doctored("charging_line") as cursor:
        cursor.execute("UPDATE charging_line SET partner_key = 't_somebody' WHERE id = %s", [line.id])

    assert found() == (JULY, "the line of eastmoor for recruitment, used in July 2026", NOT_CLOSED)


def test_a_doctored_total_is_named(july):
    with doctored("charging_pooltotal") as cursor:
        cursor.execute("UPDATE charging_pooltotal SET total_weight = '7' WHERE used_on = %s", [MAY.first_day])

    assert found() == (MAY, "the total of recruitment, used in May 2026", NOT_CLOSED)


@pytest.mark.parametrize("change", ["quantity = 9", "digest = repeat('0', 64)", "day = '2026-06-01'"])
def test_the_line_that_a_doctored_event_is_behind_is_named(july, change):
    with doctored("metering_usageevent") as cursor:
        cursor.execute(f"UPDATE metering_usageevent SET {change} WHERE subject = '2026-05-1'")

    month, row, reason = found()
    assert (month, row.startswith("what is behind the line of"), reason) == (MAY, True, NOT_COUNTED)


def test_a_late_event_that_is_doctored_is_found_in_the_month_that_corrected_it(july):
    with doctored("metering_usageevent") as cursor:
        cursor.execute("DELETE FROM metering_usageevent WHERE subject = '2026-06late-1'")

    assert found()[0::2] == (JULY, NOT_COUNTED)
    assert [replay(period=period).is_same for period in (july,)] == [False]


def test_a_doctored_cost_is_named(july):
    with doctored("charging_poolcost") as cursor:
        cursor.execute("UPDATE charging_poolcost SET amount_pence = 1 WHERE amount_pence = 50000")

    month, row, reason = found()
    assert (month, row.startswith("what is behind the line of eastmoor"), reason) == (MAY, True, NOT_COUNTED)


def test_no_month_is_closed_on_top_of_lines_that_somebody_changed(july):
    with doctored("charging_line") as cursor:
        cursor.execute(
            "UPDATE charging_line SET pence = 1 WHERE charged_pence IS NULL AND used_on = %s", [JUNE.first_day]
        )
    used("northfield", 1, mark="later")
    august = a_month_with_costs("recruitment,90.00", month=JULY.next)

    assert what_stops_closing(period=august, at=august.month.period.until)[-1] == (
        "The lines of Recruitment in June 2026 are not those that were closed. Somebody changed them in the database: "
        "restore the books before you close a month on top of them."
    )


# What the database refuses of a correction


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"cost_pence": 1}, "pool_total_that_corrects_costs_nothing_and_says_why"),
        ({"reason": ""}, "pool_total_that_corrects_costs_nothing_and_says_why"),
        ({"used_on": MAY.first_day}, "does not name what it corrects"),
        ({"used_on": JULY.next.first_day}, "does not name what it corrects"),
        ({"corrects": None, "reason": "", "total_weight_before": ""}, "corrects nothing"),
    ],
)
def test_the_database_refuses_a_correction_that_does_not_say_the_truth(july, wrong, words):
    august = a_month_with_costs("recruitment,90.00", month=JULY.next)
    right = PoolTotal.objects.get(period=july, corrects__isnull=False)
    columns = {field.attname: getattr(right, field.attname) for field in PoolTotal._meta.fields if field.name != "id"}
    total = PoolTotal(**columns | {"period_id": august.id, "used_on": JUNE.first_day})
    for column, value in wrong.items():
        setattr(total, column, value)

    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        total.save(force_insert=True)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"pence": 1}, "line_that_corrects_is_the_difference"),
        ({"used_on": MAY.first_day}, "not of the pool and months of its total"),
        ({"charged_pence": None, "recomputed_pence": None, "weight_before": ""}, "not of the pool and months"),
    ],
)
def test_the_database_refuses_a_line_that_is_not_its_totals(july, wrong, words):
    august = a_month_with_costs("recruitment,90.00", month=JULY.next)
    total = PoolTotal.objects.get(period=july, corrects__isnull=False)
    total.pk, total.period = None, august
    line = Line.objects.filter(period=july, total__corrects__isnull=False).first()
    line.pk, line.period, line.partner_key = None, august, "t_somebody"
    for column, value in wrong.items():
        setattr(line, column, value)

    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        total.save(force_insert=True)
        line.total = total
        line.save(force_insert=True)
