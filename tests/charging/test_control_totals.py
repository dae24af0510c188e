"""The costs of a month are those of the ledger: a total that somebody typed is held against them until the close."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from guildhall.charging.errors import CostsNotReady, PeriodNotReady
from guildhall.charging.models import CostLoad, PoolCost
from guildhall.charging.operations import approve_period, close_period, load_costs, open_period
from guildhall.charging.queries.costs import load_in_force, preview_of_costs
from guildhall.kernel import Money
from tenants.context import as_owner, on_the_platform
from tests.cast import HELEN, HUGO, MONDAY_9AM
from tests.charging.months import FIRST_OF_JULY, JUNE, a_month_with_costs, a_pool, closed, cost_file, used

FILE = b"pool,amount,ledger_reference,narrative,reason\ndesk,10.00,GL 1,Work,\ndesk,-0.50,GL 2,Credit,Refund\n"
SHORT = "The file adds up to £9.50 and the control total is £10.00: the file is £0.50 short."
OVER = "The file adds up to £9.50 and the control total is £9.49: the file is £0.01 over."
MISSED = (
    "The loaded costs miss the ledger’s control total by £0.01. Somebody changed them in the database: withdraw them "
    "and load the file again."
)


@pytest.fixture
def june(on_platform):
    a_pool("desk")
    used("northfield", 1)
    return open_period(month=JUNE, by=HUGO.actor, at=MONDAY_9AM)


def load(period, total: str) -> CostLoad:
    file = cost_file("desk,10.00", "desk,-0.50")
    return load_costs(period_id=period.id, terms=file, control_total=Money.of(total), by=HUGO.actor, at=FIRST_OF_JULY)


@pytest.mark.parametrize(("total", "sentence"), [("10.00", SHORT), ("9.49", OVER)])
def test_a_file_that_is_not_the_ledger_is_refused_in_one_sentence_and_nothing_is_loaded(june, total, sentence):
    with pytest.raises(CostsNotReady) as refused:
        load(june, total)

    assert (refused.value.reasons, PoolCost.objects.count()) == ([sentence], 0)


def test_what_somebody_typed_is_kept_with_the_file(june):
    assert load(june, "9.50").control_total == Money.of("9.50")


def test_a_preview_shows_both_totals_and_the_difference_to_the_penny(june):
    preview = preview_of_costs(period=june, content=FILE, name="june.csv", control_total=Money.of("9.49"))

    assert (preview.total, preview.control_total, preview.difference) == (
        Money.of("9.50"), Money.of("9.49"), Money(1),
    )  # fmt: skip
    assert (preview.errors, preview.may_be_loaded) == ((OVER,), False)


def test_a_file_with_bad_rows_is_not_added_up(june):
    preview = preview_of_costs(
        period=june, content=FILE + b"dsk,1.00,GL 3,Work,\n", name="x.csv", control_total=Money(0)
    )

    assert preview.errors == ("Row 4: there is no pool “dsk”; the pools are desk.",)


def test_rows_that_somebody_changed_stop_the_approval_and_the_close(june):
    load(june, "9.50")
    load_id = load_in_force(june)
    approve_period(period_id=june.id, load_id=load_id, by=HELEN.actor, at=FIRST_OF_JULY)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE charging_poolcost DISABLE TRIGGER USER")
        cursor.execute("UPDATE charging_poolcost SET amount_pence = amount_pence + 1 WHERE row = 2")
        cursor.execute("ALTER TABLE charging_poolcost ENABLE TRIGGER USER")

    with pytest.raises(PeriodNotReady) as refused:
        close_period(period_id=june.id, by=HUGO.actor, at=FIRST_OF_JULY)

    assert refused.value.reasons == [MISSED]


@pytest.mark.usefixtures("on_platform")
def test_the_database_refuses_another_control_total():
    a_pool("desk")
    used("northfield", 1)
    closed(a_month_with_costs("desk,10.00"))

    with as_owner(), pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        CostLoad.objects.update(control_total_pence=1)


def test_finance_types_the_total_looks_at_the_difference_and_loads(northfield, visit):
    with on_the_platform():
        a_pool("desk")
        used("northfield", 1)
        open_period(month=JUNE, by=HUGO.actor, at=MONDAY_9AM)
    hugo, here = visit(HUGO), f"/months/{JUNE}/costs/"

    without = hugo.post(here, {"file": SimpleUploadedFile("june.csv", FILE)})
    short = hugo.post(here, {"file": SimpleUploadedFile("june.csv", FILE), "control_total": "10.00"})
    good = hugo.post(here, {"file": SimpleUploadedFile("june.csv", FILE), "control_total": "£9.50"})

    assert (without.status_code, short.status_code, good.status_code) == (422, 422, 200)
    assert (b"Enter control total" in without.content, SHORT.encode() in short.content) == (True, True)
    assert b'name="control_total" value="9.50"' in good.content
