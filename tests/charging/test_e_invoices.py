"""E-invoices: what they say to the penny, one document for each corrected month, and valid by the rules of EN 16931."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from guildhall.charging.errors import InvoicingNotReady
from guildhall.charging.models import BuyerReference, Period, Statement, StatementFile, VatPosition
from guildhall.charging.operations.invoicing import BuyerTerms, VatTerms, set_buyer_reference, set_vat_position
from guildhall.charging.queries.invoicing import invoice_terms_of
from guildhall.charging.tasks import a_statement_is_due
from guildhall.kernel import NotAllowed
from tenants.models import Partner
from tests.cast import FIONA, HUGO
from tests.charging.months import FIRST_OF_JULY, JULY, MAY, a_month_with_costs, a_pool, closed, used
from tests.charging.schematron import faults_of
from tests.evidence import shared_data

GLN_OF = {"northfield": "5060000000016", "eastmoor": "5060000000023"}
FROM = date(2026, 4, 1)
REASON = "Cost sharing between NHS bodies"
POSITIONS = {"O": (Decimal(0), REASON), "E": (Decimal(0), REASON), "S": (Decimal(20), "")}


@pytest.fixture
def seller(settings) -> None:
    settings.SELLER_NAME, settings.SELLER_GLN = "Guildhall Shared Service", "5060000000030"
    settings.SELLER_VAT_NUMBER = "GB123456789"


@pytest.fixture
def july(on_platform, seller) -> Period:
    """May and June are closed; then three of Northfield's for June and one of Eastmoor's for May came late."""
    a_pool()
    for month in (MAY, JULY.previous, JULY):
        used("northfield", 2, month=month)
        used("eastmoor", 1, month=month)
        if month != JULY:
            closed(a_month_with_costs("recruitment,1000.00", month=month, mark=f"GL {month}"))
    used("northfield", 3, mark="late")
    used("eastmoor", 1, month=MAY, mark="late")
    return closed(a_month_with_costs("recruitment,900.00", month=JULY))


def taxed(category: str = "S", partner: str = "northfield") -> None:
    """A VAT position and a buyer reference, set by Hugo."""
    key, (rate, reason) = Partner.objects.get(code=partner).schema_name, POSITIONS[category]
    set_vat_position(terms=VatTerms(key, FROM, category, rate, reason), by=HUGO.actor, at=FIRST_OF_JULY)
    quoted = BuyerTerms(key, FROM, "PO 4711 & more", GLN_OF[partner])
    set_buyer_reference(terms=quoted, by=HUGO.actor, at=FIRST_OF_JULY)


def documents_of(number: str) -> list[bytes]:
    statement = Statement.objects.get(number=number)
    a_statement_is_due(statement_id=statement.id, at=FIRST_OF_JULY)
    return [
        bytes(file.content) for file in StatementFile.objects.filter(statement=statement, kind="ubl").order_by("id")
    ]


def said(document: bytes) -> tuple[str, ...]:
    """As finance reads it: root, number, type, from, until, corrects, quoted, taxable, tax, to pay."""
    root = ElementTree.fromstring(document)
    names = (
        "ID", "InvoiceTypeCode", "CreditNoteTypeCode", "StartDate", "EndDate", "BuyerReference", "TaxableAmount",
        "TaxInclusiveAmount", "PayableAmount",
    )  # fmt: skip
    found = {name: root.findtext(f".//{{*}}{name}") for name in names}
    corrects = root.findtext(".//{*}InvoiceDocumentReference/{*}ID", default="")
    tax = root.findtext("{*}TaxTotal/{*}TaxAmount")
    return (
        root.tag.partition("}")[2], found["ID"], found["InvoiceTypeCode"] or found["CreditNoteTypeCode"],
        found["StartDate"], found["EndDate"], corrects, found["BuyerReference"], found["TaxableAmount"], tax,
        found["PayableAmount"],
    )  # fmt: skip


def test_a_corrected_month_has_a_document_of_its_own(july):
    taxed()

    assert [said(document) for document in documents_of("NF-2026-07")] == [
        ("Invoice", "NF-2026-07", "380", "2026-07-01", "2026-07-31", "", "PO 4711 & more",
         "600.00", "120.00", "720.00"),
        ("CreditNote", "NF-2026-07-C2026-05", "381", "2026-05-01", "2026-05-31", "NF-2026-05", "PO 4711 & more",
         "166.67", "33.33", "200.00"),
        ("Invoice", "NF-2026-07-C2026-06", "380", "2026-06-01", "2026-06-30", "NF-2026-06", "PO 4711 & more",
         "166.66", "33.33", "199.99"),
    ]  # fmt: skip


@pytest.mark.parametrize("category", ["O", "E", "S"])
def test_every_document_keeps_the_rules_of_en_16931(july, category):
    rules = shared_data("invoicing", "schematron", "EN16931-UBL-validation-preprocessed.sch")
    taxed(category), taxed(category, "eastmoor")

    documents = documents_of("NF-2026-07") + documents_of("EM-2026-07")

    assert [faults_of(document, rules=rules) for document in documents] == [[]] * 6


def test_the_rules_find_a_document_that_does_not_add_up(july):
    rules = shared_data("invoicing", "schematron", "EN16931-UBL-validation-preprocessed.sch")
    taxed()
    document = documents_of("NF-2026-07")[0].replace(b">720.00</cbc:Payable", b">720.01</cbc:Payable")

    assert faults_of(document, rules=rules) == ["BR-CO-16"]


def test_what_is_missing_is_named_and_nothing_is_drawn(july, settings):
    key = Partner.objects.get(code="northfield").schema_name
    settings.SELLER_VAT_NUMBER = ""

    assert documents_of("NF-2026-07") == []
    found = invoice_terms_of(partner_key=key, name="Northfield", day=FIRST_OF_JULY.date())
    assert (found.terms, found.missing) == (None, ["a VAT position", "a buyer reference"])
    taxed()
    assert invoice_terms_of(partner_key=key, name="Northfield", day=FIRST_OF_JULY.date()).missing == [
        "the seller’s VAT number"
    ]


@pytest.mark.parametrize(
    ("category", "rate", "reason", "fault"),
    [
        ("S", "0", "", "Give a rate above 0, up to 100 percent."),
        ("S", "20", REASON, "Leave the reason empty: it says why no tax is charged."),
        ("E", "5", REASON, "Leave the rate empty: no tax is charged."),
        ("O", "0", " ", "Say why no tax is charged; the e-invoice must say it."),
        ("Z", "0", "", "Choose how they are taxed."),
    ],
)
def test_a_position_that_no_invoice_could_carry_is_refused(on_platform, category, rate, reason, fault):
    with pytest.raises(InvoicingNotReady) as refused:
        set_vat_position(terms=VatTerms("t_x", FROM, category, Decimal(rate), reason), by=HUGO.actor, at=FIRST_OF_JULY)

    assert (refused.value.reasons, VatPosition.objects.count()) == ([fault], 0)


def test_a_reference_names_something_and_a_gln_checks_itself(on_platform):
    with pytest.raises(InvoicingNotReady) as refused:
        set_buyer_reference(terms=BuyerTerms("t_x", FROM, " ", "5060000000017"), by=HUGO.actor, at=FIRST_OF_JULY)

    assert (refused.value.reasons, BuyerReference.objects.count()) == (
        ["Give a reference of up to 60 characters.",
         "A location number (GLN) has 13 digits, of which the last checks the others."], 0,
    )  # fmt: skip


def test_a_partner_does_not_set_its_own_position(on_platform):
    for act in (
        lambda: set_vat_position(terms=VatTerms("t_x", FROM, "O", reason=REASON), by=FIONA.actor, at=FIRST_OF_JULY),
        lambda: set_buyer_reference(terms=BuyerTerms("t_x", FROM, "PO", "1"), by=FIONA.actor, at=FIRST_OF_JULY),
    ):
        with pytest.raises(NotAllowed):
            act()
