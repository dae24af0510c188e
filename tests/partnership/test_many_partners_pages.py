"""With more partners than a page holds: tables turn together, totals stay those of all, files are whole."""

from __future__ import annotations

import pytest

from apps.partnership.presenters.front import BARS
from guildhall.charging.models import Statement
from guildhall.charging.operations import report_stuck_statement
from guildhall.charging.operations.ledger import Payment, bring_in
from guildhall.kernel import SYSTEM, Money
from tenants.context import on_the_platform
from tenants.models import Partner
from tests.cast import HUGO, MONDAY_9AM
from tests.charging.members import used_by
from tests.charging.months import FIRST_OF_JULY, JUNE, a_month_with_costs, a_pool, closed
from tests.partnership.partners import many_partners

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def june():
    """June is closed between 62 partners, a pound each."""
    with on_the_platform():
        a_pool()
        many_partners(60)
        for code in Partner.objects.values_list("code", flat=True):
            used_by(code, 1, month=JUNE)
        return closed(a_month_with_costs("recruitment,62.00", month=JUNE))


def rows_of(page: str, *, caption: str) -> int:
    return page.split(caption, 1)[1].split("</tbody>")[0].count("<tr>") - 1  # without its head


def test_a_months_tables_turn_together_and_total_all(june, visit):
    hugo = visit(HUGO)
    first, second = (hugo.get(f"/months/2026-06/?page={page}").content.decode() for page in (1, 2))

    for page, rows in ((first, 50), (second, 12)):
        assert rows_of(page, caption="What each partner bears") == rows
        assert rows_of(page, caption=">Statements<") == rows
    assert "Total of all 62" in second
    assert second.split("<tfoot>")[1].split("</tfoot>")[0].count("£62.00") == 2
    words = hugo.read("/months/2026-06/?page=2")
    assert ("51 to 62 of 62 partners" in words, "51 to 62 of 62 statements" in words) == (True, True)


def test_a_statement_that_is_stuck_comes_first_and_is_counted(june, visit):
    with on_the_platform():
        first, last = Statement.objects.order_by("number")[0], Statement.objects.order_by("-number")[0]
        report_stuck_statement(statement_id=last.id, reason="No fonts.", by=SYSTEM, at=MONDAY_9AM)

    words = visit(HUGO).read("/months/2026-06/")

    assert "Statements drawn 0 of 62, 1 stuck" in words
    assert words.index(last.number) < words.index(first.number)


def test_what_each_bears_is_downloaded_whole(june, visit):
    file = visit(HUGO).get("/months/2026-06/shares/")

    head, *rows = file.content.decode("utf-8-sig").splitlines()
    assert head == "partner,name,recruitment,corrections,total"
    assert len(rows) == 62
    assert {row.rsplit(",", 3)[1:] == ["1.00", "0.00", "1.00"] for row in rows} == {True}


def test_the_desks_home_draws_those_that_bear_most_and_says_what_the_others_bear(june, visit):
    words = visit(HUGO).read("/home/")

    assert f"excluding VAT; {62 - BARS} others: £{62 - BARS}.00" in words


def test_balances_and_terms_of_invoices_have_pages_too(june, visit):
    with on_the_platform():
        for key in Partner.objects.values_list("schema_name", flat=True):
            credit = Payment(key, Money.of("5.00"), JUNE.next.first_day, f"credit of {key}")
            bring_in(terms=credit, by=HUGO.actor, at=FIRST_OF_JULY)

    assert "51 to 62 of 62 partners" in visit(HUGO).read("/balances/?page=2")
    assert "51 to 62 of 62 partners" in visit(HUGO).read("/invoicing/?page=2")
