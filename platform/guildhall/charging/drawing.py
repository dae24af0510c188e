"""Drawing files, outside any transaction: the same figures give the same files."""

from __future__ import annotations

from datetime import datetime

from django.template.loader import render_to_string

from guildhall.charging.customer_documents import InvoiceDocument
from guildhall.charging.invoicing import InvoiceTerms, e_invoices_of
from guildhall.charging.operations.statements import DrawnFile
from guildhall.charging.presenters import CSV_COLUMNS, FOCUS_COLUMNS, StatementDocument, focus_rows
from guildhall.charging.presenters.exits import ExitDocument
from guildhall.charging.ubl import ubl_file
from guildhall.documents.csv import csv_file
from guildhall.documents.pdf import tagged_pdf
from guildhall.documents.spreadsheets import spreadsheet
from guildhall.notices.sending import LetterFile


def files_of(document: StatementDocument, *, at: datetime, terms: InvoiceTerms | None = None) -> list[DrawnFile]:
    """A statement as PDF, spreadsheet, CSV and FOCUS rows, and as e-invoices, if there are terms for them.

    Raises: DocumentsUnavailable, when this machine cannot draw PDF files.
    """
    name = document.files_name
    html = render_to_string(document.template, {"page": document})
    return [
        DrawnFile("pdf", f"{name}.pdf", tagged_pdf(html)),
        DrawnFile("xlsx", f"{name}.xlsx", spreadsheet(document.sheets(), title=document.title, made_at=at)),
        DrawnFile("csv", f"{name}.csv", csv_file(CSV_COLUMNS, document.csv_rows())),
        DrawnFile("focus", f"{name}-focus.csv", csv_file(FOCUS_COLUMNS, focus_rows(document))),
        *(_e_invoices(document, terms) if terms else ()),
    ]


def exit_pdf(document: ExitDocument) -> bytes:
    """An exit statement as a tagged PDF. Raises: DocumentsUnavailable, when this machine cannot draw PDF files."""
    return tagged_pdf(render_to_string(document.template, {"page": document}))


def customer_pdf(document: InvoiceDocument) -> LetterFile:
    """An invoice or a credit note as a tagged PDF. Raises: DocumentsUnavailable, when this machine cannot draw it."""
    content = tagged_pdf(render_to_string(document.template, {"page": document}))
    return LetterFile(f"{document.files_name}.pdf", "application/pdf", content)


def customer_e_invoice(document: InvoiceDocument) -> LetterFile | None:
    """The same as an e-invoice (UBL); None, where something of it is missing."""
    if document.e_invoice is None:
        return None
    return LetterFile(f"{document.files_name}.xml", "application/xml", ubl_file(document.e_invoice))


def customer_files(document: InvoiceDocument) -> list[LetterFile]:
    """All that is sent to a customer: the PDF, and the e-invoice, where there is one."""
    e_invoice = customer_e_invoice(document)
    return [customer_pdf(document), *([e_invoice] if e_invoice else [])]


def _e_invoices(document: StatementDocument, terms: InvoiceTerms) -> list[DrawnFile]:
    return [
        DrawnFile("ubl", f"e-invoice-{invoice.number.lower()}.xml", ubl_file(invoice), month)
        for month, invoice in e_invoices_of(document, terms=terms).items()
    ]
