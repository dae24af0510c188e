"""What people see of a correction: on the month's page before and after, on the statement and in its files."""

from __future__ import annotations

import csv
import io
import re

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader

from guildhall.charging.keys import Key
from guildhall.charging.models import Period, Statement
from guildhall.charging.queries.statements import file_of
from guildhall.charging.tasks import a_statement_is_due
from guildhall.kernel import Money
from tenants.context import on_the_platform
from tests.cast import FIONA, HUGO
from tests.charging.months import FIRST_OF_JULY, JULY, JUNE, MAY, a_month_with_costs, a_pool, closed, used
from tests.partnership.partners import many_partners


@pytest.fixture
def june(db):
    """May and June are closed, and Northfield's three for June came late. Nobody is anywhere."""
    with on_the_platform():
        a_pool()
        a_pool("overhead", key=Key(), position=3)
        for month in (MAY, JUNE, JULY):
            used("northfield", 2, month=month)
            used("eastmoor", 1, month=month)
        closed(a_month_with_costs("recruitment,500.00", "overhead,90.00", month=MAY))
        closed(a_month_with_costs("recruitment,1000.00", "overhead,90.00"))
        used("northfield", 3, mark="late")


@pytest.fixture
def july(june) -> Period:
    with on_the_platform():
        return closed(a_month_with_costs("recruitment,900.00", "overhead,9.00", month=JULY))


def page(answer) -> str:
    """A page's words. It is valid and has one h1."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(answer.content.decode())
    assert (answer.status_code, len(list(tree.iter("h1")))) == (200, 1)
    unlabelled = re.sub(r'<span class="app-table__head-in-cell[^>]*>[^<]*</span>', "", answer.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", unlabelled).split())


def test_the_months_page_shows_all_month_what_will_be_corrected(june, visit):
    with on_the_platform():
        a_month_with_costs("recruitment,900.00", "overhead,9.00", month=JULY)

    words = page(visit(HUGO).get("/months/2026-07/"))

    assert "If July 2026 were closed now, this would be posted with it. The closed months stay as they are." in words
    assert "Corrections of June 2026 Partner Recruitment Overhead Correction" in words
    assert (
        "Northfield Hospitals NHS Trust £166.66 £666.67 before, £833.33 now £15.00 £60.00 before, £75.00 now £181.66"
    ) in words
    assert "Recruitment: 3 applications received came late." in words
    assert "Overhead: Each member’s share of the services above was corrected." in words


def test_a_closed_months_page_shows_what_it_corrected_and_the_month_of_use_does_not_change(june, visit):
    before = page(visit(HUGO).get("/months/2026-06/"))
    with on_the_platform():
        closed(a_month_with_costs("recruitment,900.00", "overhead,9.00", month=JULY))

    after, words = page(visit(HUGO).get("/months/2026-06/")), page(visit(HUGO).get("/months/2026-07/"))

    assert before == after
    assert "Northfield Hospitals NHS Trust £666.67 £60.00 £726.67" in before
    assert "Posted in July 2026. The closed months stay as they are." in words
    assert "Northfield Hospitals NHS Trust £600.00 £6.00 £181.66 £787.66" in words


def test_a_months_page_asks_as_many_questions_for_many_members(june, visit):
    with on_the_platform():
        a_month_with_costs("recruitment,900.00", "overhead,9.00", month=JULY)

    def questions() -> int:
        hugo = visit(HUGO)
        with CaptureQueriesContext(connection) as asked:
            hugo.get("/months/2026-07/")
        return len(asked)

    with_two = questions()
    with on_the_platform():
        many_partners(48)

    assert (with_two, questions()) == (29, 29)


def test_the_statement_says_at_once_that_it_corrects_and_why(july, visit):
    words = page(visit(FIONA).get("/statements/NF-2026-07/"))

    assert (
        "This statement also corrects June 2026 by £181.66, because of what came to light after it was closed." in words
    )
    assert "Your statement for July 2026 is £787.66" in words
    assert (
        "June 2026 Recruitment late for June 2026 3 applications received came late 5 applications received "
        "2 applications received before £666.67 £833.33 £166.66"
    ) in words
    assert "You: 2 applications received before, 5 applications received now." in words
    assert "All members: 3 applications received before, 6 applications received now." in words
    assert "£1,000.00 × 5 ÷ 6 = £833.3333…. Rounded down." in words
    assert "£833.33 now − £666.67 charged before = £166.66." in words


def test_a_statement_without_corrections_says_nothing_of_them(july, visit):
    words = page(visit(FIONA).get("/statements/NF-2026-05/"))

    assert "Your share of May 2026 is £393.33" in words
    assert "orrect" not in words


def test_the_page_of_a_corrected_month_leads_to_the_statement_that_corrects_it(july, visit):
    words = page(visit(FIONA).get("/statements/NF-2026-06/"))

    assert "Your share of June 2026 is £726.67" in words
    assert "This statement stays as it is. Corrected by £181.66 on statement NF-2026-07" in words


def test_a_correction_leads_to_the_events_that_came_late(july, visit):
    fiona = visit(FIONA)

    late = page(fiona.get("/statements/NF-2026-07/recruitment/?month=2026-06"))
    own = page(fiona.get("/statements/NF-2026-07/recruitment/"))

    assert "3 applications received came late for June 2026" in late
    assert "The events are those that were charged" in late
    assert late.count("2026-06late-") == 3
    assert "2 applications received in July 2026" in own


@pytest.mark.parametrize("month", ["2026-05", "2026-7", "June", "2026-13"])
def test_a_month_that_is_not_corrected_leads_nowhere(july, visit, month):
    assert visit(FIONA).get(f"/statements/NF-2026-07/recruitment/?month={month}").status_code == 404


def test_to_another_partner_the_late_events_do_not_exist(july, visit):
    assert visit(FIONA).get("/statements/EM-2026-07/recruitment/?month=2026-06").status_code == 404


def test_usage_and_cost_comes_to_what_the_statements_say(july, visit):
    words = page(visit(FIONA).get("/usage/?year=2026"))

    assert "Your share of 2026-27 is £1,907.66 so far" in words
    assert "Latest month £787.66 July 2026" in words


# The files


def drawn(july: Period, number: str, kind: str) -> bytes:
    statement = Statement.objects.get(period=july, number=number)
    a_statement_is_due(statement_id=statement.id, at=FIRST_OF_JULY)
    return bytes(file_of(statement=statement, kind=kind).content)


def test_the_pdf_says_what_the_page_says(on_platform, july):
    pdf = PdfReader(io.BytesIO(drawn(july, "NF-2026-07", "pdf")))

    text = " ".join(" ".join(one.extract_text() for one in pdf.pages).split())
    assert bool(pdf.trailer["/Root"]["/MarkInfo"]["/Marked"])
    for words in (
        "Your share of July 2026 is £606.00, part of £909.00 that 2 members shared.",
        "This statement also corrects June 2026 by £181.66, because of what came to light after it was closed.",
        "3 applications received came late",
        "£1,000.00 × 5 ÷ 6 = £833.3333…",
        "£833.33 now − £666.67 charged before = £166.66",
        "£90.00 × £833.33 ÷ £1,000.00 = £74.9997",
        "Total of this statement £787.66",
        "Recruitment, late for June 2026",
    ):
        assert words in text


def test_the_spreadsheet_adds_both_up(on_platform, july):
    content = drawn(july, "NF-2026-07", "xlsx")

    formulas, values = (load_workbook(io.BytesIO(content), data_only=only) for only in (False, True))
    assert formulas.sheetnames == ["Statement", "Corrections", "Events"]
    shares, corrections = values["Statement"], values["Corrections"]
    assert formulas["Statement"].cell(shares.max_row, 7).value == f"=SUM(G6:G{shares.max_row - 1})"
    assert shares.cell(shares.max_row, 7).value == 787.66
    assert shares.cell(shares.max_row, 5).value == 909
    assert [cell.value for cell in corrections[5]][:3] == [
        "June 2026",
        "Recruitment",
        "3 applications received came late",
    ]
    assert [corrections.cell(corrections.max_row, column).value for column in (10, 11, 12)] == [908.33, 726.67, 181.66]


def test_the_csv_says_of_each_row_when_it_was_used_and_when_it_is_billed(on_platform, july):
    rows = list(csv.DictReader(io.StringIO(drawn(july, "EM-2026-07", "csv").decode("utf-8-sig"))))

    columns = ("used_in", "billed_in", "service", "cost", "charged_before", "share_now", "share", "cost_shared_again")
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("2026-07", "2026-07", "recruitment", "900.00", "", "", "300.00", ""),
        ("2026-07", "2026-07", "overhead", "9.00", "", "", "3.00", ""),
        ("2026-06", "2026-07", "recruitment", "0.00", "333.33", "166.67", "-166.66", "1000.00"),
        ("2026-06", "2026-07", "overhead", "0.00", "30.00", "15.00", "-15.00", "90.00"),
    ]
    total = Money.total(Money.of(row["share"]) for row in rows)
    assert total == Statement.objects.get(number="EM-2026-07").total


def test_the_files_of_who_left_say_that_they_share_nothing_of_the_month(on_platform, july):
    statement = Statement.objects.get(period=july, number="NF-2026-07")
    gone = statement.figures | {"is_member": False, "lines": [], "total_pence": 18166}
    Statement.objects.create(
        period=Period.objects.create(month_on=JULY.next.first_day, opened_at=FIRST_OF_JULY), partner_key="t_gone",
        number="ZZ-2026-08", figures=gone, total_pence=18166, digest="x", due_at=FIRST_OF_JULY,
    )  # fmt: skip

    pdf = PdfReader(io.BytesIO(drawn(Period.objects.get(month_on=JULY.next.first_day), "ZZ-2026-08", "pdf")))

    text = " ".join(" ".join(one.extract_text() for one in pdf.pages).split())
    for words in ("What corrects your earlier shares", "This statement corrects June 2026 by £181.66"):
        assert words in text
    assert "Your share of each service" not in text
