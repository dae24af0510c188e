"""A dispute through its pages: from a line's working to the answer, the decision and the letter."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guildhall.charging.models import Dispute
from tenants.context import inside
from tenants.delivering import deliver_everything_waiting
from tenants.models import Partner
from tests.cast import EDEN, FIONA, HELEN, HUGO
from tests.charging.months import FIRST_OF_JULY, a_month_with_costs, a_pool, closed, used
from tests.evidence import letters

HERE = "/statements/NF-2026-06/recruitment/dispute/"
TOLD = {"amount": "10.00", "reason": "Two of these were cancelled."}


@pytest.fixture
def june(on_platform, monday_9am) -> None:
    """Northfield's statement of June, £75.00 of £100.00; the clock stands on 1 July."""
    a_pool()
    used("northfield", 3)
    used("eastmoor", 1)
    closed(a_month_with_costs("recruitment,100.00"))
    monday_9am.move_to(FIRST_OF_JULY)


def test_from_the_line_to_the_letter(june, visit):
    fiona, hugo, helen = visit(FIONA), visit(HUGO), visit(HELEN)
    assert "Dispute this line" in fiona.read("/statements/NF-2026-06/")

    assert fiona.post(HERE, {**TOLD, "amount": "75.01"}).status_code == 422
    proof = SimpleUploadedFile("cancelled.csv", b"two,cancelled", content_type="text/csv")
    fiona.post(HERE, {**TOLD, "evidence": proof})
    here = f"/disputes/{Dispute.objects.get().id}/"
    assert "1 dispute waits" in hugo.read("/disputes/")
    assert hugo.get(f"{here}evidence/").content == fiona.get(f"{here}evidence/").content == b"two,cancelled"
    assert hugo.post(f"{here}answer/", {"give_back": "10.01", "answer": "Yes."}).status_code == 422
    hugo.post(f"{here}answer/", {"give_back": "10.00", "answer": "You are right."})
    assert hugo.post(f"{here}decision/").status_code == 403
    helen.post(f"{here}decision/")

    assert ("Upheld" in fiona.read("/disputes/"), "You are right." in fiona.read(here)) == (True, True)
    assert "The next month that closes" in hugo.read(here)
    deliver_everything_waiting(at=FIRST_OF_JULY)
    with inside(Partner.objects.get(code="northfield")):
        assert (FIONA.email, "Your dispute is upheld") in letters()


def test_a_dispute_is_withdrawn_by_its_partner_and_not_there_for_another(june, visit):
    fiona, eden = visit(FIONA), visit(EDEN)
    fiona.post(HERE, TOLD)
    here = f"/disputes/{Dispute.objects.get().id}/"

    assert [eden.get(here).status_code, eden.post(f"{here}withdrawal/").status_code] == [404, 404]
    fiona.post(f"{here}withdrawal/")

    assert "Withdrawn" in fiona.read("/disputes/")


def test_what_is_no_line_is_not_found(june, visit):
    fiona = visit(FIONA)

    odd = ("?month=2026-05", "?month=2026-13", "?month=x")

    assert [fiona.get(f"{HERE}{query}").status_code for query in odd] == [404, 404, 404]
    assert fiona.get("/statements/NF-2026-06/nowhere/dispute/").status_code == 404


@pytest.mark.parametrize("disputes", [0, 2])
def test_the_list_asks_a_constant_number_of_questions(june, visit, django_assert_num_queries, disputes):
    fiona, hugo = visit(FIONA), visit(HUGO)
    for _ in range(disputes):
        fiona.post(HERE, TOLD)
        fiona.post(f"/disputes/{Dispute.objects.latest('id').id}/withdrawal/")
    hugo.read("/disputes/")

    with django_assert_num_queries(5):
        hugo.read("/disputes/")
