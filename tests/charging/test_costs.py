"""A file of costs, read without trust: every fault by its row, and then nothing is loaded."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from guildhall.audit.queries import trail_of
from guildhall.charging.costs import CostRow, read_costs
from guildhall.charging.errors import CostsAlreadyLoaded, CostsAlreadyWithdrawn, CostsNotReady, PeriodAlreadyClosed
from guildhall.charging.models import PoolCost
from guildhall.charging.operations import approve_period, load_costs, open_period, withdraw_costs
from guildhall.charging.queries.costs import load_in_force, preview_of_costs
from guildhall.charging.states import PeriodState
from guildhall.kernel import Money
from tests.cast import HELEN, HUGO, MONDAY_9AM
from tests.charging.months import FIRST_OF_JULY, JUNE, a_month_with_costs, a_pool, closed, cost_file, used

POOLS = ["accounts", "desk"]
HEADING = "pool,amount,ledger_reference,narrative,reason"
FIRST_ROW = "The first row must be: pool, amount, ledger_reference, narrative and, where needed, reason."


def errors_in(text: str) -> list[str]:
    return list(read_costs(text.encode(), name="june.csv", pools=POOLS).errors)


def a_spreadsheet(*rows: list) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


GOOD = (
    CostRow(2, "desk", Money.of("1234.50"), "GL 4410", "Licences, June"),
    CostRow(4, "accounts", Money.of("-12.00"), "GL 4411", "Credit", "Refund of May’s licence"),
)


def test_a_good_csv_file_is_read_row_by_row():
    desk = 'desk,"1,234.50",GL 4410,"Licences, June",'
    text = f"{HEADING}\n{desk}\n,,,,\naccounts,-12.00,GL 4411,Credit,Refund of May’s licence\n"

    file = read_costs(text.encode("utf-8-sig"), name="june.csv", pools=POOLS)

    assert (file.rows, file.errors, file.total) == (GOOD, (), Money.of("1222.50"))


def test_a_good_spreadsheet_is_read_like_csv():
    content = a_spreadsheet(
        ["pool", "amount", "ledger_reference", "narrative", "reason"],
        ["desk", 1234.5, "GL 4410", "Licences, June", None],
        [None, None, None, None, None],
        ["accounts", -12, "GL 4411", "Credit", "Refund of May’s licence"],
    )

    file = read_costs(content, name="june.xlsx", pools=POOLS)

    assert (file.rows, file.errors) == (GOOD, ())


FAULTS = {
    "a wrong column": (
        f"{HEADING},colour\n",
        ["“colour” is not a column of a cost file.", FIRST_ROW],
    ),
    "missing columns": (
        "pool,narrative\n",
        ["The column “amount” is missing.", "The column “ledger_reference” is missing.", FIRST_ROW],
    ),
    "a column twice": (
        "pool,pool,amount,ledger_reference,narrative\n",
        ["The column “pool” is there twice.", FIRST_ROW],
    ),
    "an unknown pool": (
        f"{HEADING}\ndsk,1.00,GL 1,Work,\n",
        ["Row 2: there is no pool “dsk”; the pools are accounts and desk."],
    ),
    "a duplicate line": (
        f"{HEADING}\ndesk,1.00,GL 1,Work,\ndesk,1.00,GL 2,Work,\ndesk,£1.00,GL 1,Again,\n",
        ["Row 4: the same pool, amount and ledger reference are in row 2; remove one."],
    ),
    "a negative without a reason": (
        f"{HEADING}\ndesk,-5.00,GL 1,Credit,\n",
        ["Row 2: −£5.00 is below zero; say why in “reason”."],
    ),
    "a formula in the narrative": (
        f"{HEADING}\ndesk,5.00,GL 1,=cmd()|'/c calc'!A0,\n",
        ["Row 2: “narrative” begins with “=”, as a formula does; type the value itself."],
    ),
    "other signs of a formula": (
        f"{HEADING}\n@desk,+5.00,\tGL,Work,\n",
        [
            "Row 2: “pool” begins with “@”, as a formula does; type the value itself.",
            "Row 2: “amount” begins with “+”, as a formula does; type the value itself.",
            "Row 2: “ledger_reference” begins with a tab, as a formula does; type the value itself.",
        ],
    ),
    "a malformed amount": (
        f"{HEADING}\ndesk,1e3,GL 1,Work,\ndesk,12.5,GL 1,Work,\n",
        [
            "Row 2: “1e3” is not an amount in pounds and pence, such as 1234.50.",
            "Row 3: “12.5” is not an amount in pounds and pence, such as 1234.50.",
        ],
    ),
    "empty cells": (
        f"{HEADING}\ndesk,,GL 1,,\ndesk\n",
        [
            "Row 2: “amount” is empty.",
            "Row 2: “narrative” is empty.",
            "Row 3: “amount” is empty.",
            "Row 3: “ledger_reference” is empty.",
            "Row 3: “narrative” is empty.",
        ],
    ),
    "more cells than columns": (
        f"{HEADING}\ndesk,1,234.50,GL 1,Work,\n",
        ["Row 2: it has more cells than the first row. Put an amount with a comma in quotation marks."],
    ),
    "too long": (
        f"{HEADING}\ndesk,1.00,{'x' * 61},Work,\n",
        ["Row 2: “ledger_reference” is longer than 60 characters."],
    ),
    "nothing": ("", [f"The file is empty. {FIRST_ROW}"]),
    "nothing but a heading": (f"{HEADING}\n", ["The file has no costs below its first row."]),
    "an open quotation": (
        f'{HEADING}\ndesk,"1.00,GL 1,Work,\n',
        ["The file is not CSV: a quotation mark is never closed. Save it again."],
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_said_in_a_whole_sentence_with_its_row(fault):
    text, sentences = FAULTS[fault]

    assert errors_in(text) == sentences


def test_a_file_in_another_alphabet_says_how_to_save_it():
    file = read_costs(f"{HEADING}\ndesk,£1.00,GL 1,Work,\n".encode("latin-1"), name="june.csv", pools=POOLS)

    assert file.errors == ("The file is not in UTF-8. Save it again as “CSV UTF-8”, or as a spreadsheet.",)


def test_a_spreadsheet_with_a_formula_or_half_pennies_is_refused():
    content = a_spreadsheet(
        ["pool", "amount", "ledger_reference", "narrative"],
        ["desk", "=1+1", "GL 1", "Work"],
        ["desk", 0.125, "GL 1", "Work"],
    )

    assert read_costs(content, name="june.xlsx", pools=POOLS).errors == (
        "Row 2: “amount” begins with “=”, as a formula does; type the value itself.",
        "Row 3: “0.125” is not an amount in pounds and pence, such as 1234.50.",
    )


def test_a_broken_or_swollen_spreadsheet_is_refused():
    swollen = io.BytesIO()
    with zipfile.ZipFile(swollen, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_001)

    broken = read_costs(b"PK\x03\x04 no more", name="june.xlsx", pools=POOLS)
    bomb = read_costs(swollen.getvalue(), name="june.xlsx", pools=POOLS)

    assert broken.errors == ("The spreadsheet cannot be read. Save it again as .xlsx, or as “CSV UTF-8”.",)
    assert bomb.errors == ("The spreadsheet is larger than 20 MB when unpacked. Leave out what is not needed.",)


# Loading


def load(period, file, *, total: Money | None = None):
    """By Hugo, with the control total that the file comes to, unless he typed another."""
    control = file.total if total is None else total
    return load_costs(period_id=period.id, terms=file, control_total=control, by=HUGO.actor, at=FIRST_OF_JULY)


@pytest.fixture
def june(on_platform):
    a_pool("desk")
    a_pool("accounts")
    used("northfield", 1)
    return open_period(month=JUNE, by=HUGO.actor, at=MONDAY_9AM)


def test_a_good_file_is_loaded_in_whole(june):
    load(june, cost_file("desk,10.00", "accounts,5.00"))

    june.refresh_from_db()
    assert june.state == PeriodState.REVIEW
    assert [(cost.pool.code, cost.amount, cost.row) for cost in PoolCost.objects.order_by("row")] == [
        ("desk", Money.of("10.00"), 2),
        ("accounts", Money.of("5.00"), 3),
    ]
    assert (trail_of(june)[0].what, trail_of(june)[0].details) == (
        "costs loaded",
        {"file": "june.csv", "total": "£15.00", "ledger": "Control total £15.00"},
    )


def test_a_file_that_leaves_a_pool_out_leaves_the_month_collecting(june):
    load(june, cost_file("desk,10.00"))

    june.refresh_from_db()
    assert june.state == PeriodState.COLLECTING


def test_one_bad_row_and_nothing_is_loaded(june):
    with pytest.raises(CostsNotReady) as refused:
        load(june, cost_file("desk,10.00", "dsk,5.00"))

    assert refused.value.reasons == ["Row 3: there is no pool “dsk”; the pools are accounts and desk."]
    assert PoolCost.objects.count() == 0


def test_a_second_file_is_refused_until_the_first_is_withdrawn(june):
    first, second = (
        cost_file("desk,10.00", "accounts,1.00"),
        cost_file("desk,11.00", "accounts,1.00", name="better.csv"),
    )
    load(june, first)

    with pytest.raises(CostsAlreadyLoaded) as another:
        load(june, second)
    with pytest.raises(CostsAlreadyLoaded) as same:
        load(june, first)
    withdraw_costs(period_id=june.id, reason="A wrong figure", by=HUGO.actor, at=FIRST_OF_JULY)
    load(june, second)

    assert another.value.reasons == ["The costs of June 2026 are loaded from june.csv. Withdraw them first."]
    assert same.value.reasons == ["This file was loaded for June 2026 on 1 July 2026. Choose another file."]
    in_force = PoolCost.objects.in_force().filter(pool__code="desk")
    assert [cost.amount for cost in in_force] == [Money.of("11.00")]


def test_the_same_file_does_not_serve_two_months(june):
    file = cost_file("desk,10.00", "accounts,1.00")
    load(june, file)
    july = open_period(month=JUNE.next, by=HUGO.actor, at=FIRST_OF_JULY)

    with pytest.raises(CostsAlreadyLoaded) as refused:
        load(july, file)

    assert refused.value.reasons == ["This file was loaded for June 2026 on 1 July 2026. Choose another file."]


def test_withdrawing_takes_the_approval_with_it(june):
    load(june, cost_file("desk,0.00", "accounts,0.00"))
    approve_period(period_id=june.id, load_id=load_in_force(june), by=HELEN.actor, at=FIRST_OF_JULY)

    withdraw_costs(period_id=june.id, reason="A wrong figure", by=HUGO.actor, at=FIRST_OF_JULY)

    june.refresh_from_db()
    assert (june.state, june.approved_at) == (PeriodState.OPEN, None)
    with pytest.raises(CostsAlreadyWithdrawn):
        withdraw_costs(period_id=june.id, reason="Again", by=HUGO.actor, at=FIRST_OF_JULY)


def test_costs_are_withdrawn_for_a_reason(june):
    load(june, cost_file("desk,10.00"))

    with pytest.raises(CostsNotReady) as refused:
        withdraw_costs(period_id=june.id, reason=" ", by=HUGO.actor, at=FIRST_OF_JULY)

    assert refused.value.reasons == ["Say why the costs are withdrawn."]


def test_a_closed_month_neither_takes_costs_nor_gives_them_back(on_platform):
    a_pool("desk")
    used("northfield", 1)
    month = closed(a_month_with_costs("desk,10.00"))

    with pytest.raises(PeriodAlreadyClosed):
        load(month, cost_file("desk,11.00"))
    with pytest.raises(PeriodAlreadyClosed):
        withdraw_costs(period_id=month.id, reason="wrong", by=HUGO.actor, at=FIRST_OF_JULY)


def test_a_preview_shows_each_pool_and_every_fault_and_loads_nothing(june):
    text = f"{HEADING}\ndesk,10.00,GL 1,Work,\ndesk,2.50,GL 2,Work,\ndsk,1.00,GL 3,Work,\n"

    preview = preview_of_costs(period=june, content=text.encode(), name="june.csv", control_total=Money(0))

    assert [(pool.code, pool.cost, pool.rows) for pool in preview.pools] == [
        ("accounts", None, 0),
        ("desk", Money.of("12.50"), 2),
    ]
    assert preview.errors == ("Row 4: there is no pool “dsk”; the pools are accounts and desk.",)
    assert (preview.may_be_loaded, preview.pools_without_cost) == (False, ["Accounts"])
    assert PoolCost.objects.count() == 0
