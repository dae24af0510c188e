"""Partners that leave, join and merge, through their pages."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.partnership.errors import SettledWithAlready
from apps.partnership.operations.leaving import call_partner_back
from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.models import Contribution, Exit, Statement, Succession
from guildhall.charging.operations import DrawnFile, file_statement
from guildhall.charging.operations.ledger import Payment, bring_in, record_receipt
from guildhall.charging.operations.merging import approve_carry_over
from guildhall.kernel import SYSTEM, Money
from tenants.context import inside
from tenants.delivering import deliver_everything_waiting
from tests.cast import EDEN, FIONA, HELEN, HUGO, OSKAR
from tests.charging.members import (
    FIRST_HALF,
    IN_OCTOBER,
    LICENCE,
    carried_over,
    leaves,
    left,
    merger_prepared,
    merges,
    months_closed,
    more_partners,
    partner,
)
from tests.charging.months import a_pool
from tests.charging.years import a_running_year, held
from tests.evidence import letters

HERE = "/exits/northfield/"


@pytest.fixture
def half_a_year(on_platform, monday_9am) -> None:
    """Six closed months, of £90.00 each; the clock stands on 12 October."""
    a_running_year(budget="1800.00")
    a_pool(first=FIRST_HALF[0])
    months_closed(FIRST_HALF, cost="90.00")
    monday_9am.move_to(IN_OCTOBER)


def sums_on(page: str) -> list[str]:
    return re.findall(r"£[\d,.]+", page)


def licence() -> SimpleUploadedFile:
    return SimpleUploadedFile("licence.pdf", b"%PDF-1.7 licence", content_type="application/pdf")


def test_an_exit_goes_from_the_first_look_to_the_ledger_and_the_letter(half_a_year, visit):
    leaves("northfield")
    hugo, helen = visit(HUGO), visit(HELEN)
    assert "So far, Northfield owes £135" in hugo.read(HERE)

    behind = {"commitment": "60.00", "reason": LICENCE}
    assert hugo.post(f"{HERE}new/", behind).status_code == 422
    hugo.post(f"{HERE}new/", {**behind, "evidence": licence()})
    assert hugo.post(f"{HERE}approval/").status_code == 403
    assert "Waiting for approval" in hugo.read(HERE)
    helen.post(f"{HERE}approval/")

    assert held(LedgerAccount.CONTRIBUTION_DUE)["northfield"] == "£175.00"
    page = helen.read(HERE)
    assert ("Northfield owes £175" in page, "£60.00 × 2 ÷ 3 end users = £40" in page) == (True, True)
    assert helen.get(f"{HERE}evidence/").content == b"%PDF-1.7 licence"
    deliver_everything_waiting(at=IN_OCTOBER)
    with inside(partner("northfield")):
        assert (FIONA.email, "Your exit statement NF-exit-2026-09-30 is approved") in letters()


def test_its_document_is_drawn_and_downloaded(half_a_year, visit):
    leaves("northfield")
    left()
    hugo = visit(HUGO)
    assert hugo.get(f"{HERE}document/").status_code == 404

    deliver_everything_waiting(at=IN_OCTOBER)

    answer = hugo.get(f"{HERE}document/")
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert "Download the exit statement" in hugo.read(HERE)


def test_an_exit_is_withdrawn_with_a_reason(half_a_year, visit):
    leaves("northfield")
    hugo = visit(HUGO)
    hugo.post(f"{HERE}new/", {"commitment": "0.00"})

    assert hugo.post(f"{HERE}withdrawal/", {"reason": ""}).status_code == 422
    hugo.post(f"{HERE}withdrawal/", {"reason": "They stay a month longer."})

    assert Exit.objects.get().state == "withdrawn"
    assert "Prepare the exit" in hugo.read(HERE)


def test_a_leaver_sees_its_exit_as_far_as_it_is_while_it_can_sign_in(half_a_year, monday_9am, visit):
    leaves("northfield", last_day=date(2026, 10, 31))
    fiona = visit(FIONA)
    assert "So far" in fiona.read("/year/exit/")
    assert "Your exit" in fiona.read("/year/")
    assert visit(EDEN).get("/year/exit/").status_code == 404


def test_a_leaver_that_was_settled_with_sees_the_statement_and_is_not_called_back(half_a_year, visit):
    leaves("northfield")
    left(commitment="60.00")
    one = partner("northfield")
    one.leaves_on = date(2026, 12, 31)  # as if its doors were open on
    one.save()

    assert "Approved." in visit(FIONA).read("/year/exit/")
    with pytest.raises(SettledWithAlready):
        call_partner_back(partner_id=one.id, reason="They stay.", by=OSKAR.actor, at=IN_OCTOBER)


def test_a_joiners_contributions_are_tried_and_then_called(half_a_year, visit):
    more_partners("larkhill", joined_on=date(2026, 9, 1))
    hugo = visit(HUGO)
    assert "1 thing waits for you" in hugo.read("/membership/")

    assert "£50" in hugo.read("/joiners/larkhill/?weight=1")
    assert not Contribution.objects.filter(partner_key=partner("larkhill").schema_name).exists()
    assert hugo.post("/joiners/larkhill/contributions/", {"weight": "0"}).status_code == 422
    hugo.post("/joiners/larkhill/contributions/", {"weight": "1"})

    assert "Larkhill contributes £350 until the year ends" in hugo.read("/joiners/larkhill/")
    assert hugo.get("/joiners/northfield/").status_code == 404


def test_a_merger_goes_from_the_first_look_to_the_ledger_and_the_letter(half_a_year, visit):
    merges("northfield", into="eastmoor", from_day=date(2026, 10, 1))
    key = partner("northfield").schema_name
    bring_in(terms=Payment(key, Money.of("250.00"), IN_OCTOBER.date(), "opening"), by=HUGO.actor, at=IN_OCTOBER)
    hugo, helen, here = visit(HUGO), visit(HELEN), "/mergers/eastmoor/"
    assert "£250" in hugo.read(here)
    assert "1 thing waits for you" in hugo.read("/membership/")

    hugo.post(f"{here}preparation/")
    assert "Waiting for approval" in hugo.read("/membership/")
    assert hugo.post(f"{here}approval/").status_code == 403
    helen.post(f"{here}approval/")

    page = hugo.read(here)
    assert [word for word in ("Carried over", "Hugo Marsh, ", "Helen Sato, ") if word not in page] == []
    assert [helen.post(f"{here}{act}/").status_code for act in ("preparation", "approval")] == [409, 409]
    deliver_everything_waiting(at=IN_OCTOBER)
    with inside(partner("eastmoor")):
        assert (EDEN.email, "The books of Northfield Hospitals NHS Trust are yours now") in letters()


def test_books_are_carried_over_and_the_successor_reads_what_was_stated_before(half_a_year, visit):
    merges("northfield", into="eastmoor", from_day=date(2026, 10, 1))
    eden = visit(EDEN)
    prepared = merger_prepared()
    assert eden.get("/statements/NF-2026-06/").status_code == 404

    approve_carry_over(carry_over_id=prepared.id, by=HELEN.actor, at=IN_OCTOBER)

    assert "of Northfield Hospitals NHS Trust" in eden.read("/statements/")
    page = eden.get("/statements/NF-2026-06/").content.decode()
    assert ("of Northfield Hospitals NHS Trust" in page, "/dispute/" in page) == (True, False)
    for path in ("/statements/NF-2026-06/recruitment/", "/statements/NF-2026-06/recruitment/dispute/"):
        assert [eden.get(path).status_code, eden.post(path, {"amount": "1.00", "reason": "x"}).status_code][0] == 404


def test_a_successor_keeps_the_files_of_a_statement_of_those_before_it(half_a_year, visit):
    merges("northfield", into="eastmoor", from_day=date(2026, 10, 1))
    statement = Statement.objects.get(number="NF-2026-06")
    csv = DrawnFile("csv", "statement.csv", b"pool")
    file_statement(statement_id=statement.id, files=[csv], by=SYSTEM, at=IN_OCTOBER)
    eden, file = visit(EDEN), "/statements/NF-2026-06/files/csv/"
    assert eden.get(file).status_code == 404

    carried_over()

    assert eden.get(file).content == b"pool"


def test_a_merger_is_withdrawn_with_a_reason_and_prepared_again(half_a_year, visit):
    merges("northfield", into="eastmoor", from_day=date(2026, 10, 1))
    hugo, here = visit(HUGO), "/mergers/eastmoor/"
    assert hugo.get(f"{here}withdrawal/").status_code == 404
    hugo.post(f"{here}preparation/")
    assert hugo.post(f"{here}preparation/").status_code == 409

    assert hugo.post(f"{here}withdrawal/", {"reason": ""}).status_code == 422
    hugo.post(f"{here}withdrawal/", {"reason": "A payment is missing."})

    assert "Not prepared yet" in hugo.read(here)
    hugo.post(f"{here}preparation/")
    assert "Waiting for approval" in hugo.read(here)


def test_the_page_says_when_the_books_have_moved_since_a_merger_was_prepared(half_a_year, visit):
    merges("northfield", into="eastmoor", from_day=date(2026, 10, 1))
    helen, here = visit(HELEN), "/mergers/eastmoor/"
    merger_prepared()
    assert "Approve the merger" in helen.read(here)
    paid = Payment(partner("northfield").schema_name, Money.of("50.00"), IN_OCTOBER.date(), "BACS 1")
    record_receipt(terms=paid, by=HUGO.actor, at=IN_OCTOBER)

    page = helen.read(here)

    assert ("The books have moved since this was prepared" in page, "Approve the merger" in page) == (True, False)
    assert helen.post(f"{here}approval/").status_code == 422
    assert not Succession.objects.exists()


def test_a_successor_s_finance_officer_notices_nothing_of_a_merger_before_it_is_approved(half_a_year, visit):
    merges("northfield", into="eastmoor", from_day=date(2026, 10, 1))
    eden = visit(EDEN)
    before = [sums_on(eden.read(path)) for path in ("/year/", "/statements/")]

    prepared = merger_prepared()

    assert [sums_on(eden.read(path)) for path in ("/year/", "/statements/")] == before
    with inside(partner("eastmoor")):
        assert letters() == []
    approve_carry_over(carry_over_id=prepared.id, by=HELEN.actor, at=IN_OCTOBER)
    assert [sums_on(eden.read(path)) for path in ("/year/", "/statements/")] != before


def test_a_partner_s_finance_officer_finds_no_page_of_a_merger(half_a_year, visit):
    merges("northfield", into="eastmoor", from_day=date(2026, 10, 1))
    merger_prepared()

    for act in ("", "preparation/", "approval/", "withdrawal/"):
        assert visit(EDEN).post(f"/mergers/eastmoor/{act}").status_code == 404


def test_nobody_comes_or_goes(on_platform, monday_9am, visit):
    a_running_year()

    assert "Nobody joins, leaves or merges" in visit(HUGO).read("/membership/")
    assert visit(HUGO).get("/exits/northfield/").status_code == 404
    assert visit(HUGO).get("/mergers/northfield/").status_code == 404


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_asks_as_much_for_one_as_for_fifty(on_platform, monday_9am, visit, count):
    a_running_year()
    codes = [f"p{chr(97 + n // 26)}{chr(97 + n % 26)}x" for n in range(count)]
    for one in more_partners(*codes, joined_on=date(2026, 5, 1)):
        one.state, one.leaves_on, one.successor = "leaving", date(2026, 9, 30), partner("eastmoor")
        one.succeeded_from = date(2026, 11, 1)
        one.save()
    hugo = visit(HUGO)
    hugo.read("/membership/")

    with CaptureQueriesContext(connection) as asked:
        hugo.read("/membership/")

    assert len(asked) == 11
