"""A statement's files follow the close: drawn once, whatever rings how often; or stuck, with the reason."""

import csv
import io

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from guildhall.charging.errors import AlreadyFiled, StatementNotStuck
from guildhall.charging.keys import Key
from guildhall.charging.models import Statement, StatementFile
from guildhall.charging.operations import DrawnFile, file_statement, report_stuck_statement, retry_statement
from guildhall.charging.queries.statements import file_of, statements_of
from guildhall.charging.tasks import a_statement_is_due, nobody_could_draw_it
from guildhall.kernel import SYSTEM, Money, NotAllowed
from guildhall.metering.units import Unit
from guildhall.notices.models import Delivery
from tenants.delivering import deliver_everything_waiting
from tests.cast import HUGO
from tests.charging.months import APPLICATIONS, FIRST_OF_JULY, a_month_with_costs, a_pool, closed, used
from tests.evidence import announced

pytestmark = pytest.mark.usefixtures("on_platform")


@pytest.fixture
def june(on_platform):
    a_pool()
    a_pool("hosting", key=Key.mixed({APPLICATIONS: 60, Unit.ROBOT_MINUTES: 40}), position=2)
    a_pool("overhead", key=Key(), position=3)
    used("northfield", 2)
    used("eastmoor", 1)
    used("northfield", 1, unit=Unit.ROBOT_MINUTES)
    return closed(a_month_with_costs("recruitment,1000.00", "hosting,300.00", "overhead,90.01"))


@pytest.fixture
def northfields(june):
    return june.statements.get(number="NF-2026-06")


def test_the_files_follow_the_close_once_for_each_partner(june):
    deliver_everything_waiting(at=FIRST_OF_JULY)

    assert {(s.number, s.state, s.files.count()) for s in june.statements.all()} == {
        ("NF-2026-06", "sent", 4),
        ("EM-2026-06", "sent", 4),
    }
    assert set(Delivery.objects.filter(hearer__startswith="guildhall.charging").values_list("state", flat=True)) == {
        "done"
    }


def test_a_ring_that_is_repeated_changes_nothing(northfields):
    a_statement_is_due(statement_id=northfields.id, at=FIRST_OF_JULY)
    first = list(StatementFile.objects.order_by("id").values_list("id", "digest"))

    a_statement_is_due(statement_id=northfields.id, at=FIRST_OF_JULY)

    assert list(StatementFile.objects.order_by("id").values_list("id", "digest")) == first


def test_two_workers_that_drew_the_same_statement_file_it_once(northfields):
    files = [DrawnFile("csv", "statement.csv", b"pool")]
    file_statement(statement_id=northfields.id, files=files, by=SYSTEM, at=FIRST_OF_JULY)

    with pytest.raises(AlreadyFiled) as refused:
        file_statement(statement_id=northfields.id, files=files, by=SYSTEM, at=FIRST_OF_JULY)

    assert refused.value.reasons == ["The files of statement NF-2026-06 are drawn already."]
    assert northfields.files.count() == 1


def test_a_statement_that_cannot_be_drawn_is_stuck_with_its_reason_and_can_be_tried_again(northfields):
    nobody_could_draw_it(statement_id=northfields.id, reason="Pango is missing.", at=FIRST_OF_JULY)
    northfields.refresh_from_db()
    assert (northfields.state, northfields.stuck_reason) == ("stuck", "Pango is missing.")

    retry_statement(statement_id=northfields.id, by=HUGO.actor, at=FIRST_OF_JULY)
    assert announced()[-1] == "charging.statement_due"
    deliver_everything_waiting(at=FIRST_OF_JULY)

    northfields.refresh_from_db()
    assert (northfields.state, northfields.stuck_reason) == ("sent", "")


def test_only_what_is_stuck_is_tried_again(northfields):
    with pytest.raises(StatementNotStuck):
        retry_statement(statement_id=northfields.id, by=HUGO.actor, at=FIRST_OF_JULY)


def test_what_is_filed_does_not_get_stuck(northfields):
    file_statement(statement_id=northfields.id, files=[], by=SYSTEM, at=FIRST_OF_JULY)

    with pytest.raises(AlreadyFiled):
        report_stuck_statement(statement_id=northfields.id, reason="late", by=SYSTEM, at=FIRST_OF_JULY)


def test_nobody_files_a_statement_by_hand(northfields):
    for verb in (
        lambda: file_statement(statement_id=northfields.id, files=[], by=HUGO.actor, at=FIRST_OF_JULY),
        lambda: report_stuck_statement(statement_id=northfields.id, reason="x", by=HUGO.actor, at=FIRST_OF_JULY),
    ):
        with pytest.raises(NotAllowed):
            verb()


def drawn(statement: Statement, kind: str) -> bytes:
    a_statement_is_due(statement_id=statement.id, at=FIRST_OF_JULY)
    return bytes(file_of(statement=statement, kind=kind).content)


def test_the_pdf_is_tagged_and_says_what_the_page_says(northfields):
    pdf = PdfReader(io.BytesIO(drawn(northfields, "pdf")))

    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert bool(pdf.trailer["/Root"]["/MarkInfo"]["/Marked"])
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    assert pdf.metadata.title == "Statement NF-2026-06: Northfield Hospitals NHS Trust, June 2026"
    for words in (
        "Your share of June 2026",
        str(northfields.total),
        "£1,000.00 × 2 ÷ 3 = £666.6666…",
        "£300.00 × (60% × 2 ÷ 3 + 40% × 1 ÷ 1) = £240.00",
        "Excluding VAT",
        "Partnership board, 12 March 2026",
        "Rounded down, and one odd penny added.",
        northfields.digest[:20],
    ):
        assert words in text


def test_the_spreadsheet_adds_up_to_the_statement(northfields):
    content = drawn(northfields, "xlsx")

    formulas = load_workbook(io.BytesIO(content)).worksheets[0]
    values = load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    last = formulas.max_row
    assert (formulas.cell(last, 1).value, formulas.cell(last, 7).value) == ("Total", f"=SUM(G6:G{last - 1})")
    assert Money.of(f"{values.cell(last, 7).value:.2f}") == northfields.total
    assert Money.of(f"{sum(values.cell(row, 7).value for row in range(6, last)):.2f}") == northfields.total


def test_the_csv_adds_up_to_the_statement(northfields):
    rows = list(csv.DictReader(io.StringIO(drawn(northfields, "csv").decode("utf-8-sig"))))

    assert [(row["service"], row["share"], row["exact_share_pence"]) for row in rows] == [
        ("recruitment", "666.67", "200000/3"),
        ("hosting", "240.00", "24000"),
        ("overhead", str(Money.of(rows[2]["share"]).plain), rows[2]["exact_share_pence"]),
    ]
    assert Money.total(Money.of(row["share"]) for row in rows) == northfields.total


def test_a_partner_finds_its_own_statements_and_their_files(northfields, eastmoor):
    deliver_everything_waiting(at=FIRST_OF_JULY)

    (mine,) = statements_of(partner_key=northfields.partner_key)

    assert (mine.number, mine.total, mine.state, mine.is_ready) == ("NF-2026-06", northfields.total, "sent", True)
    assert [file.name for file in mine.files] == [
        "statement-nf-2026-06.pdf",
        "statement-nf-2026-06.xlsx",
        "statement-nf-2026-06.csv",
        "statement-nf-2026-06-focus.csv",
    ]
    assert [row.number for row in statements_of(partner_key=eastmoor.schema_name)] == ["EM-2026-06"]
