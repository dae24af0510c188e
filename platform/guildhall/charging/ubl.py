"""An e-invoice as XML: UBL 2.1 in the shape of Peppol BIS Billing 3.0. Plain Python; amounts are exact strings."""

from __future__ import annotations

from xml.etree import ElementTree

from guildhall.charging.correcting import DocumentType
from guildhall.charging.invoicing import EInvoice, InvoiceLine, InvoiceTerms, Party
from guildhall.charging.sharing import Weight
from guildhall.charging.taxing import OUT_OF_SCOPE
from guildhall.kernel import Money

NAMESPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
CUSTOMISATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
GLN, ONE, COUNTRY, CURRENCY = "0088", "C62", "GB", "GBP"
WORDS = {
    DocumentType.INVOICE: ("Invoice", "InvoiceTypeCode", "380", "InvoiceLine", "InvoicedQuantity"),
    DocumentType.CREDIT_NOTE: ("CreditNote", "CreditNoteTypeCode", "381", "CreditNoteLine", "CreditedQuantity"),
}
"""Root, type's element, type's code (UNTDID 1001), a line's element and its quantity's."""


def ubl_file(invoice: EInvoice) -> bytes:
    """Write one e-invoice or credit note.

    Rule: EN 16931; Peppol BIS Billing 3.0: the order of elements is the schema's.
    """
    root_name, type_element, type_code, line_element, quantity_element = WORDS[invoice.type]
    root = ElementTree.Element(
        root_name,
        {
            "xmlns": f"{NAMESPACE}{root_name}-2",
            "xmlns:cac": f"{NAMESPACE}CommonAggregateComponents-2",
            "xmlns:cbc": f"{NAMESPACE}CommonBasicComponents-2",
        },
    )
    _text(root, "CustomizationID", CUSTOMISATION)
    _text(root, "ProfileID", PROFILE)
    _text(root, "ID", invoice.number)
    _text(root, "IssueDate", invoice.issued_on.isoformat())
    if invoice.due_on:
        _text(root, "DueDate", invoice.due_on.isoformat())
    _text(root, type_element, type_code)
    _text(root, "DocumentCurrencyCode", CURRENCY)
    _text(root, "BuyerReference", invoice.terms.reference)
    period = _group(root, "InvoicePeriod")
    _text(period, "StartDate", invoice.period.first_day.isoformat())
    _text(period, "EndDate", invoice.period.last_day.isoformat())
    if invoice.corrects:
        _text(_group(_group(root, "BillingReference"), "InvoiceDocumentReference"), "ID", invoice.corrects)
    taxed = invoice.terms.vat.category != OUT_OF_SCOPE
    _party(_group(root, "AccountingSupplierParty"), invoice.terms.seller, with_vat_number=taxed)
    _party(_group(root, "AccountingCustomerParty"), invoice.terms.buyer, with_vat_number=False)
    _text(_group(root, "PaymentTerms"), "Note", invoice.payment)
    _taxes(root, invoice)
    _totals(root, invoice)
    for number, line in enumerate(invoice.lines, start=1):
        _line(_group(root, line_element), number, line, quantity_element, invoice.terms)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _party(side: ElementTree.Element, who: Party, *, with_vat_number: bool) -> None:
    party = _group(side, "Party")
    _text(party, "EndpointID", who.gln, schemeID=GLN)
    _text(_group(_group(party, "PostalAddress"), "Country"), "IdentificationCode", COUNTRY)
    if with_vat_number and who.vat_number:
        scheme = _group(party, "PartyTaxScheme")
        _text(scheme, "CompanyID", who.vat_number)
        _text(_group(scheme, "TaxScheme"), "ID", "VAT")
    legal = _group(party, "PartyLegalEntity")
    _text(legal, "RegistrationName", who.name)
    _text(legal, "CompanyID", who.gln, schemeID=GLN)


def _taxes(root: ElementTree.Element, invoice: EInvoice) -> None:
    totals, total = invoice.totals, _group(root, "TaxTotal")
    _amount(total, "TaxAmount", Money.total(part.tax for part in totals.vat))
    for part in totals.vat:
        subtotal = _group(total, "TaxSubtotal")
        _amount(subtotal, "TaxableAmount", part.base)
        _amount(subtotal, "TaxAmount", part.tax)
        _category(_group(subtotal, "TaxCategory"), invoice.terms, reason=invoice.terms.reason)


def _category(element: ElementTree.Element, terms: InvoiceTerms, *, reason: str = "") -> None:
    _text(element, "ID", terms.vat.category)
    if terms.vat.category != OUT_OF_SCOPE:
        _text(element, "Percent", _percent(terms.vat.rate))
    if reason:
        _text(element, "TaxExemptionReason", reason)
    _text(_group(element, "TaxScheme"), "ID", "VAT")


def _totals(root: ElementTree.Element, invoice: EInvoice) -> None:
    totals, element = invoice.totals, _group(root, "LegalMonetaryTotal")
    _amount(element, "LineExtensionAmount", totals.line_total)
    _amount(element, "TaxExclusiveAmount", totals.tax_exclusive)
    _amount(element, "TaxInclusiveAmount", totals.tax_inclusive)
    _amount(element, "PayableAmount", totals.payable)


def _line(
    element: ElementTree.Element, number: int, line: InvoiceLine, quantity_element: str, terms: InvoiceTerms
) -> None:
    """A price is never below zero, so what is taken off a document is minus one of it."""
    _text(element, "ID", str(number))
    _text(element, quantity_element, "-1" if line.net.pence < 0 else "1", unitCode=ONE)
    _amount(element, "LineExtensionAmount", line.net)
    item = _group(element, "Item")
    _text(item, "Name", line.name)
    _category(_group(item, "ClassifiedTaxCategory"), terms)
    _amount(_group(element, "Price"), "PriceAmount", abs(line.net))


def _group(parent: ElementTree.Element, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, f"cac:{name}")


def _text(parent: ElementTree.Element, name: str, words: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, f"cbc:{name}", attributes).text = words


def _amount(parent: ElementTree.Element, name: str, amount: Money) -> None:
    _text(parent, name, amount.plain, currencyID=CURRENCY)


def _percent(rate: Weight) -> str:
    """A rate without needless zeros: "20", "5.5". It has two places at most."""
    whole, hundredths = divmod(int(rate * 100), 100)
    return f"{whole}.{hundredths:02}".rstrip("0").rstrip(".")
