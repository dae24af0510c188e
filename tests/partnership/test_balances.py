"""Agreement of balances: what is owed at a day, what is disputed, and what is strictly over a threshold."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import pytest
from pypdf import PdfReader

from guildhall.charging.models import Statement
from guildhall.charging.operations.disputes import DisputeTerms, answer_dispute, decide_dispute, raise_dispute
from guildhall.charging.operations.ledger import Payment, bring_in, record_receipt
from guildhall.charging.queries.balances import balances_on
from guildhall.kernel import Money
from tenants.context import inside, on_the_platform
from tenants.models import Partner
from tests.cast import FIONA, HELEN, HUGO, LONDON, OSKAR
from tests.charging.months import FIRST_OF_JULY, JUNE, a_month_with_costs, a_pool, closed, used
from tests.charging.years import a_running_year, agreed
from tests.partnership.partners import many_partners

MIDYEAR = date(2026, 7, 2)
QUERY = "?on_day=2&on_month=7&on_year=2026"
DECIDED_AT = datetime(2026, 7, 10, 9, 0, tzinfo=LONDON)


@pytest.fixture
def july(db, northfield, eastmoor) -> None:
    """Northfield owes £66.67 a month, Eastmoor £33.33; by 2 July four instalments are due, and Eastmoor paid £33.32."""
    with on_the_platform():
        agreed(statement_threshold=Money.of("100.00"), agreement_threshold=Money.of("266.68"))
        a_running_year()
        a_pool()
        used("northfield", 3)
        used("eastmoor", 1)
        closed(a_month_with_costs("recruitment,100.00"))
        paid = Payment(eastmoor.schema_name, Money.of("33.32"), date(2026, 7, 1), "BACS 1")
        record_receipt(terms=paid, by=HUGO.actor, at=FIRST_OF_JULY)
        held = Payment(northfield.schema_name, Money.of("40.00"), date(2026, 7, 1), "Opening")
        bring_in(terms=held, by=HUGO.actor, at=FIRST_OF_JULY)


def balances(day: date) -> list[tuple[str, ...]]:
    """As finance reads them: partner, owes, owed, disputed, statement?, agreement?"""
    return [
        (
            row.code, str(row.owes), str(row.owed), str(row.disputed),
            *("yes" if required else "no" for required in (row.is_statement_required, row.is_agreement_required)),
        )
        for row in balances_on(day=day).rows
    ]  # fmt: skip


def disputed(amount: str) -> int:
    with on_the_platform():
        statement = Statement.objects.get(number="NF-2026-06")
    terms = DisputeTerms(statement.id, "recruitment", JUNE, Money.of(amount), "Two were cancelled.")
    with inside(Partner.objects.get(code="northfield")):
        return raise_dispute(terms=terms, by=FIONA.actor, at=FIRST_OF_JULY).id


def test_a_balance_is_stated_or_agreed_when_it_is_strictly_over(july):
    with on_the_platform():
        assert balances(MIDYEAR) == [
            ("eastmoor", "£100.00", "£0.00", "£0.00", "no", "no"),
            ("northfield", "£266.68", "£40.00", "£0.00", "yes", "no"),
        ]
        assert balances(date(2026, 8, 2)) == [
            ("eastmoor", "£133.33", "£0.00", "£0.00", "yes", "no"),
            ("northfield", "£333.35", "£40.00", "£0.00", "yes", "yes"),
        ]


def test_before_anything_was_agreed_nothing_is_required(july):
    with on_the_platform():
        assert (balances(date(2026, 3, 31)), balances_on(day=date(2026, 3, 31)).thresholds) == ([], None)


def test_what_is_disputed_is_marked_until_the_day_it_is_decided(july):
    dispute = disputed("10.00")
    with on_the_platform():
        answer_dispute(dispute_id=dispute, give_back=Money.of("5.00"), answer="Half.", by=HUGO.actor, at=FIRST_OF_JULY)
        decide_dispute(dispute_id=dispute, by=HELEN.actor, at=DECIDED_AT)

        found = {day: balances(date(2026, *day))[1][3] for day in ((6, 30), (7, 1), (7, 9), (7, 10))}

    assert found == {(6, 30): "£0.00", (7, 1): "£10.00", (7, 9): "£10.00", (7, 10): "£0.00"}


def test_the_page_the_list_and_the_statement_say_the_same(july, visit):
    disputed("10.00")
    hugo = visit(HUGO)

    words = hugo.read(f"/balances/{QUERY}")
    listed = hugo.get("/balances/export/" + QUERY)
    stated = hugo.get("/balances/northfield/file/" + QUERY)

    for said in ("No balance has to be agreed", "£266.68", "£40.00", "£10.00", "a balance over £100.00 is stated"):
        assert said in words
    assert list(csv.reader(io.StringIO(listed.content.decode("utf-8-sig"))))[1:] == [
        ["eastmoor", "Eastmoor Mental Health Trust", "2026-07-02", "100.00", "0.00", "0.00", "0.00", "no", "no"],
        ["northfield", "Northfield Hospitals NHS Trust", "2026-07-02", "266.68", "0.00", "40.00", "10.00", "yes", "no"],
    ]
    pdf = PdfReader(io.BytesIO(stated.content))
    text = " ".join(" ".join(one.extract_text() for one in pdf.pages).split())
    assert bool(pdf.trailer["/Root"]["/MarkInfo"]["/Marked"])
    assert pdf.metadata.title == "Statement of balance NF-2026-07-02: Northfield Hospitals NHS Trust"
    for said in ("£266.68", "2220 Technology credit held for partner £0.00 £40.00", "Recruitment, used in June 2026"):
        assert said in text


def test_who_keeps_no_books_finds_no_balances(july, visit):
    helen, oskar = visit(HELEN), visit(OSKAR)

    paths = ("/balances/", "/balances/export/", "/balances/northfield/file/")

    assert [helen.get(path + QUERY).status_code for path in paths] == [200, 200, 200]
    assert {oskar.get(path + QUERY).status_code for path in paths} <= {403, 404}
    assert helen.get("/balances/nobody/file/" + QUERY).status_code == 404


@pytest.mark.parametrize("count", [1, 50])
def test_the_page_asks_a_constant_number_of_questions(july, visit, django_assert_num_queries, count):
    with on_the_platform():
        for number, partner in enumerate(many_partners(count)):
            terms = Payment(partner.schema_name, Money.of("1.00"), date(2026, 7, 1), f"BACS {number + 2}")
            record_receipt(terms=terms, by=HUGO.actor, at=FIRST_OF_JULY)
    hugo = visit(HUGO)
    hugo.read(f"/balances/{QUERY}")

    with django_assert_num_queries(9):
        hugo.get("/balances/" + QUERY)
