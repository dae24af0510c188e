"""Books that are open: every member sees the totals, the shares if the agreement says so, and each quarter's pack."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from guildhall.audit.queries import trail_of
from guildhall.charging.errors import BoardPackAlreadyFiled, BoardPackNotReady
from guildhall.charging.models import OpenShare, Period
from guildhall.charging.operations.opening import file_board_pack, open_books
from guildhall.charging.presenters.board_pack import BoardPackDocument
from guildhall.charging.queries.board_packs import figures_of_quarter, list_of_quarters
from guildhall.charging.queries.open_book import open_book_of
from guildhall.kernel import Money, NotAllowed, Quarter
from tenants.context import as_owner, inside, on_the_platform
from tenants.delivering import deliver_everything_waiting
from tenants.models import Partner
from tests.cast import EDEN, FIONA, HUGO, RITA
from tests.charging.months import FIRST_OF_JULY, JULY, JUNE, MAY, a_month_with_costs, a_pool, closed, used
from tests.charging.years import YEAR, agreed
from tests.evidence import announced, letters

APRIL_TO_JUNE = Quarter.of(JUNE)
pytestmark = pytest.mark.usefixtures("on_platform")


def three_months(*, cost: str = "100.00") -> None:
    """April to June closed at one cost, shared one to three."""
    a_pool(first=YEAR.months[0])
    for month in APRIL_TO_JUNE.months:
        used("northfield", 1, month=month)
        used("eastmoor", 3, month=month)
        closed(a_month_with_costs(f"recruitment,{cost}", month=month, mark=f"GL {month}"))


def refuses_to_change(table: str, change: str) -> None:
    """Even to whoever owns the table."""
    with as_owner(), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(f"UPDATE {table} SET {change}")


def shares_seen_by(code: str) -> dict[str, str]:
    with inside(Partner.objects.get(code=code)):
        book = open_book_of(year=YEAR)
    borne: dict[str, Money] = {}
    for row in book.shares:
        borne[row.member] = borne.get(row.member, Money(0)) + row.amount
    return {member: str(amount) for member, amount in borne.items()}


def test_where_the_agreement_opens_the_book_each_member_sees_what_every_other_bore():
    agreed(has_open_book=True)
    three_months()

    deliver_everything_waiting(at=FIRST_OF_JULY)

    assert shares_seen_by("northfield") == shares_seen_by("eastmoor")
    assert sorted(shares_seen_by("eastmoor").values()) == ["£225.00", "£75.00"]


@pytest.mark.parametrize("terms", [None, {"has_open_book": False}], ids=["no agreement", "shares kept apart"])
def test_otherwise_each_sees_the_totals_and_nobody_elses_share(terms):
    if terms is not None:
        agreed(**terms)
    three_months()

    deliver_everything_waiting(at=FIRST_OF_JULY)

    assert shares_seen_by("northfield") == {}
    with inside(Partner.objects.get(code="northfield")):
        book = open_book_of(year=YEAR)
    assert [(str(row.month), str(row.cost), row.total_weight) for row in book.totals] == [
        ("2026-04", "£100.00", "4"), ("2026-05", "£100.00", "4"), ("2026-06", "£100.00", "4"),
    ]  # fmt: skip


def test_an_open_share_is_written_once_and_never_changed():
    agreed(has_open_book=True)
    three_months()
    deliver_everything_waiting(at=FIRST_OF_JULY)
    deliver_everything_waiting(at=FIRST_OF_JULY)

    assert OpenShare.objects.count() == 6
    refuses_to_change("charging_openshare", "pence = 1")


def test_nobody_opens_a_month_by_hand():
    three_months()

    with pytest.raises(NotAllowed):
        open_books(period_id=Period.objects.of_month(JUNE).get().id, by=HUGO.actor, at=FIRST_OF_JULY)


def test_a_quarter_is_filed_once_its_three_months_are_closed_and_then_stays():
    three_months()
    used("northfield", 1, month=JULY)

    with pytest.raises(BoardPackNotReady) as not_ready:
        file_board_pack(quarter=Quarter.of(JULY), by=HUGO.actor, at=FIRST_OF_JULY)
    pack = file_board_pack(quarter=APRIL_TO_JUNE, by=HUGO.actor, at=FIRST_OF_JULY)

    assert not_ready.value.reasons == [
        f"{month} 2026 is not closed. Close it first." for month in ("July", "August", "September")
    ]
    assert [(one.what, one.by, one.details) for one in trail_of(pack)] == [
        ("board pack filed", HUGO.name, {"cost": "It cost £300.00"})
    ]
    with pytest.raises(BoardPackAlreadyFiled):
        file_board_pack(quarter=APRIL_TO_JUNE, by=HUGO.actor, at=FIRST_OF_JULY)
    refuses_to_change("charging_boardpack", "digest = 'x'")
    assert [(str(row.quarter), row.months_closed, row.filed_at) for row in list_of_quarters()] == [
        ("2026-27-q1", 3, FIRST_OF_JULY)
    ]


def test_a_recruiter_files_no_pack():
    three_months()

    with pytest.raises(NotAllowed):
        file_board_pack(quarter=APRIL_TO_JUNE, by=RITA.actor, at=FIRST_OF_JULY)


def test_the_finance_officers_of_every_member_are_told(northfield):
    with on_the_platform():
        three_months()
        deliver_everything_waiting(at=FIRST_OF_JULY)
        file_board_pack(quarter=APRIL_TO_JUNE, by=HUGO.actor, at=FIRST_OF_JULY)
        assert announced()[-2:] == ["charging.board_pack_filed"] * 2
        deliver_everything_waiting(at=FIRST_OF_JULY)

    assert letters()[-1] == (FIONA.email, "Board pack: April to June 2026")


def test_a_pack_says_what_was_used_what_it_cost_and_what_comes_back():
    agreed(has_open_book=True)
    three_months(cost="100.10")
    deliver_everything_waiting(at=FIRST_OF_JULY)

    pack = BoardPackDocument.of(figures_of_quarter(quarter=APRIL_TO_JUNE, at=FIRST_OF_JULY))

    use, cost, back, decided = pack.answers
    assert pack.headline == "April to June 2026 cost £300.30"
    assert use.sentences == ["12 applications received, 12 more than the quarter before."]
    assert [table.totals[-3] for table in cost.tables] == [Money.of("300.30")] * 2
    assert back.sentences[:2] == [
        "2026-27 cost £300.30 in 3 closed months.",
        "At this rate it comes to £1,201.20; nothing is contributed on account.",
    ]
    assert decided.sentences[0] == "No vote was counted."
    assert [row[0] for row in pack.proof.rows] == ["April 2026", "May 2026", "June 2026"]


def test_a_pack_of_an_earlier_quarter_knows_nothing_of_later_months():
    three_months()
    used("northfield", 1, month=JULY)
    before = figures_of_quarter(quarter=APRIL_TO_JUNE, at=FIRST_OF_JULY)
    closed(a_month_with_costs("recruitment,900.00", month=JULY))

    assert figures_of_quarter(quarter=APRIL_TO_JUNE, at=FIRST_OF_JULY) == before


def test_a_partner_reads_a_pack_once_it_is_filed_and_the_book_in_csv(visit):
    agreed(has_open_book=True)
    three_months()
    deliver_everything_waiting(at=FIRST_OF_JULY)
    hugo, eden = visit(HUGO), visit(EDEN)

    assert eden.get("/board-packs/2026-27-q1/").status_code == 404
    assert "Draft" in hugo.read("/board-packs/2026-27-q1/")
    hugo.post("/board-packs/2026-27-q1/filing/")

    assert "April to June 2026 cost £300" in eden.read("/board-packs/2026-27-q1/")
    assert eden.get("/board-packs/2026-27-q1/file/").content.startswith(b"%PDF")
    assert "All members’ share of 2026-27 is £300 so far" in eden.read("/open-book/?year=2026")
    rows = eden.get("/open-book/export/?year=2026").content.decode("utf-8-sig").splitlines()
    assert (len(rows), rows[1]) == (10, "2026-04,Recruitment,applications received,4,100.00,,")
    used_rows = eden.get("/usage/export/?year=2026").content.decode("utf-8-sig").splitlines()
    assert used_rows[1:3] == ["2026-04,Applications received,3,", "2026-04,Recruitment,,75.00"]


def test_a_month_before_the_first_closed_one_has_no_quarter_to_show(visit):
    a_pool(first=MAY)

    assert "No quarter to report on yet" in visit(HUGO).read("/board-packs/")
    assert visit(HUGO).get("/board-packs/2040-41-q1/").status_code == 404
    assert visit(HUGO).get("/board-packs/2026-28-q1/").status_code == 404
