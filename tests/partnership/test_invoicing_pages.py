"""E-invoices through the pages: set up by host finance, missing by name, downloaded by the partner they are for."""

from __future__ import annotations

import pytest

from guildhall.charging.models import BuyerReference, VatPosition
from tenants.context import on_the_platform
from tenants.delivering import deliver_everything_waiting
from tests.cast import EDEN, FIONA, HUGO, OSKAR
from tests.charging.months import FIRST_OF_JULY, JULY, a_month_with_costs, a_pool, closed, used
from tests.partnership.partners import many_partners

FROM = {"from_on_day": "1", "from_on_month": "4", "from_on_year": "2026"}
VAT = {"category": "S", "rate": "20", "reason": "", **FROM}
QUOTED = {"reference": "PO 4711", "gln": "5060000000016", **FROM}


@pytest.fixture
def seller(settings) -> None:
    settings.SELLER_NAME, settings.SELLER_GLN = "Guildhall Shared Service", "5060000000030"
    settings.SELLER_VAT_NUMBER = "GB123456789"


@pytest.fixture
def june(db, seller, monday_9am) -> None:
    """June is closed, and three of Northfield's for it came late."""
    monday_9am.move_to(FIRST_OF_JULY)
    with on_the_platform():
        a_pool()
        used("northfield", 2)
        used("eastmoor", 1)
        closed(a_month_with_costs("recruitment,1000.00"))
        used("northfield", 3, mark="late")


def july_is_closed() -> None:
    with on_the_platform():
        used("northfield", 1, month=JULY)
        used("eastmoor", 1, month=JULY)
        closed(a_month_with_costs("recruitment,900.00", month=JULY))
    deliver_everything_waiting(at=FIRST_OF_JULY)


def test_from_the_setting_up_to_the_partners_download(june, visit):
    hugo, fiona = visit(HUGO), visit(FIONA)
    assert hugo.post("/invoicing/northfield/vat/", {**VAT, "rate": ""}).status_code == 422
    assert hugo.post("/invoicing/northfield/reference/", {**QUOTED, "gln": "5060000000017"}).status_code == 422
    hugo.post("/invoicing/northfield/vat/", VAT)
    hugo.post("/invoicing/northfield/reference/", QUOTED)
    words = hugo.read("/invoicing/")
    assert [said in words for said in ("20% VAT", "PO 4711", "5060000000016")] == [True] * 3

    july_is_closed()

    assert "Download E-invoice (UBL), correction of June 2026" in fiona.read("/statements/NF-2026-07/")
    own, correcting = (fiona.get(f"/statements/NF-2026-07/files/ubl/{query}") for query in ("", "?month=2026-06"))
    assert (own["content-type"], b"<cbc:ID>NF-2026-07</cbc:ID>" in own.content) == ("application/xml", True)
    assert b"<cbc:ID>NF-2026-07-C2026-06</cbc:ID>" in correcting.content
    assert visit(EDEN).get("/statements/NF-2026-07/files/ubl/").status_code == 404


def test_what_is_missing_is_said_to_host_finance(june, visit):
    hugo = visit(HUGO)
    hugo.post("/invoicing/northfield/vat/", VAT)
    hugo.post("/invoicing/northfield/reference/", QUOTED)
    hugo.post("/invoicing/eastmoor/vat/", VAT)

    july_is_closed()

    words = hugo.read("/months/2026-07/")
    assert words.count("No e-invoice.") == 1
    assert "Eastmoor Mental Health Trust No e-invoice. Missing: a buyer reference." in words


def test_who_keeps_no_books_sets_nothing(db, visit):
    oskar = visit(OSKAR)

    answers = [oskar.post("/invoicing/northfield/vat/", VAT), oskar.post("/invoicing/northfield/reference/", QUOTED)]

    assert {answer.status_code for answer in answers} <= {403, 404}
    with on_the_platform():
        assert (VatPosition.objects.count(), BuyerReference.objects.count()) == (0, 0)


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_asks_a_constant_number_of_questions(db, visit, django_assert_num_queries, count):
    with on_the_platform():
        many_partners(count)
    hugo = visit(HUGO)
    hugo.read("/invoicing/")

    with django_assert_num_queries(6):
        hugo.get("/invoicing/")
