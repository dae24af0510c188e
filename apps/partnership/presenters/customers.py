"""Customers who are no partners: the list, one of them, its prices and its use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

from guildhall.audit.queries import TrailEntry
from guildhall.charging.models import Customer, CustomerSending, CustomerUse, CustomerVatPosition, RateCard
from guildhall.charging.operations.rate_cards import CardTerms
from guildhall.charging.queries.customers import CustomerRow, CustomersTotal, InvoiceRow, MovedRow
from guildhall.charging.rate_cards import RatedMonth, figure, number_of, worked_examples
from guildhall.kernel import LONDON, Money
from guildhall.metering.units import Unit
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.paging import Paged
from guildhall.web.parts import Act, Cell, Column, Empty, Event, Figure, Link, Row, Table, Tag

SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class CustomersPage(Page):
    """Every customer, with what it was charged and what it owes."""

    template: ClassVar[str] = "pages/partnership/customers.html"
    noun: ClassVar[str] = "customers"
    figures: Sequence[Figure]
    links: Sequence[Link]
    table: Table
    paged: Paged[Any]
    empty: Empty

    @classmethod
    def of(cls, paged: Paged[CustomerRow], *, total: CustomersTotal, on: date) -> Self:
        return cls(
            title="Third parties",
            headline=spelling.plural(paged.count, "third party buys services", "third parties buy services")
            if paged.count
            else "No third party is here yet",
            figures=[
                Figure("Charged so far", total.charged, note="excluding VAT"),
                Figure("Owed", total.owes, url="/customer-invoices/", note="VAT included"),
                Figure(
                    "Prices to approve",
                    total.waiting,
                    note="by somebody who did not set them",
                    alert=bool(total.waiting),
                ),
            ],
            links=[
                Link("Set up a customer", "/customers/new/"),
                Link("Take in use from a file", "/customers/use/"),
                Link("Invoices", "/customer-invoices/"),
            ],
            table=Table("Third parties, by name", CUSTOMER_COLUMNS, [_customer(row, on) for row in paged.rows]),
            paged=paged,
            empty=Empty(
                "Nobody but members uses a service",
                "Set up a customer for each organisation that is no member and pays by a rate card. What it pays is "
                "taken off the cost of the service before the members share it.",
                Link("Set up a customer", "/customers/new/"),
            ),
        )


CUSTOMER_COLUMNS = [Column("Customer"), Column("Prices"), Column("Charged so far", True), Column("Owes", True)]


def _customer(row: CustomerRow, on: date) -> list[object]:
    one = row.customer
    ended = one.until_on is not None and one.until_on <= on
    note = f"until {spelling.uk_date(one.until_on)}" if ended and one.until_on else one.code
    prices = spelling.plural(row.cards, "card in force", "cards in force") if row.cards else "No prices yet"
    waits = f"{spelling.plural(row.waiting, 'card waits', 'cards wait')} for approval" if row.waiting else ""
    return [Cell(one.name, url=f"/customers/{one.code}/", note=note), Cell(prices, note=waits), row.charged, row.owes]


@dataclass(frozen=True, kw_only=True)
class CustomerPage(Page):
    """One customer: who it is, its prices, how it is taxed, what it used, and what it was asked for."""

    template: ClassVar[str] = "pages/partnership/customer.html"
    links: Sequence[Link]
    rows: Sequence[Row]
    tables: Sequence[Table]
    missing: Sequence[str]
    events: Sequence[Event]

    @classmethod
    def of(
        cls, one: Customer, *, cards: Sequence[RateCard], positions: Sequence[CustomerVatPosition],
        uses: Sequence[CustomerUse], invoices: Sequence[InvoiceRow], money: Sequence[MovedRow], credit: Money,
        trail: Sequence[TrailEntry],
    ) -> Self:  # fmt: skip
        here = f"/customers/{one.code}"
        tables = [
            _cards(cards, here) if cards else None,
            _positions(positions) if positions else None,
            uses_table(uses, here, f"What was used, the last {SHOWN} rows") if uses else None,
            invoices_table(invoices[:SHOWN], with_customer=False) if invoices else None,
            _money(money[:SHOWN]) if money else None,
        ]
        return cls(
            title=one.name,
            back=Link("Third parties", "/customers/"),
            links=[
                Link("Record use", f"{here}/use/new/"),
                Link("Set prices", f"{here}/cards/new/"),
                Link("Set the VAT position", f"{here}/vat/"),
                Link("Record a payment", f"{here}/payments/new/"),
                *([Link("Record a refund", f"{here}/refunds/new/")] if credit else []),
                Link("All use", f"{here}/use/"),
                Link("End it", f"{here}/end/"),
            ],
            rows=_details(one, here, owes=Money.total(row.left for row in invoices), credit=credit),
            tables=[table for table in tables if table],
            missing=_missing(one, cards, positions),
            events=events_of(trail),
        )


def events_of(trail: Sequence[TrailEntry]) -> list[Event]:
    """A record's history."""
    return [
        Event(f"{entry.what[:1].upper()}{entry.what[1:]}", entry.at, entry.by, changes=list(entry.details.values()))
        for entry in trail
    ]


def _details(one: Customer, here: str, *, owes: Money, credit: Money) -> list[Row]:
    rows = [
        Row("Code", one.code),
        Row("Address", one.address.splitlines(), f"{here}/details/"),
        Row("Invoices are sent to", one.email or "Nowhere: it has no e-mail address for them", f"{here}/details/"),
        Row("Invoices quote", one.reference, f"{here}/details/"),
        Row("Location number (GLN)", one.gln or "None, so no e-invoices", f"{here}/details/"),
        Row("Pays in", spelling.plural(one.payment_days, "day", "days"), f"{here}/details/"),
        Row("Customer from", one.from_on),
        Row("Not paid yet", owes),
        *([Row("In credit", credit, f"{here}/refunds/new/", "Pay it back")] if credit else []),
    ]
    return [*rows, Row("Customer until", one.until_on)] if one.until_on else rows


def _missing(one: Customer, cards: Sequence[RateCard], positions: Sequence[CustomerVatPosition]) -> list[str]:
    """What has to be there before use of this customer can be charged."""
    missing = [] if any(card.approved_at for card in cards) else ["It has no prices that somebody approved."]
    taxed = {position.pool_id for position in positions}
    priced = {card.pool_id: card.pool.name for card in cards if not card.withdrawn_at}
    return missing + [
        f"Nobody has said how {name} is taxed for it." for pool_id, name in priced.items() if pool_id not in taxed
    ]


def tag_of_card(card: RateCard) -> Tag:
    """Where a card stands."""
    if card.approved_at:
        return Tag("Approved", "green")
    return Tag("Withdrawn", "grey") if card.withdrawn_at else Tag("Waits for approval", "yellow")


def _cards(cards: Sequence[RateCard], here: str) -> Table:
    rows = [
        [
            Cell(f"Card {card.number}", url=f"{here}/cards/{card.id}/", note=f"from {card.from_month.title}"),
            Cell(card.pool.name, note=Unit(card.unit).plural),
            card.card.words(Unit(card.unit)),
            tag_of_card(card),
        ]
        for card in cards
    ]
    return Table("Prices, newest first", [Column("Card"), Column("Of"), Column("Prices"), Column("State")], rows)


def _positions(positions: Sequence[CustomerVatPosition]) -> Table:
    rows = [[one.pool.name, Cell(one.words, note=one.reason), one.from_on] for one in positions]
    return Table("How it is taxed, newest first", [Column("Service"), Column("VAT"), Column("From")], rows)


def _money(moved: Sequence[MovedRow]) -> Table:
    rows = [
        [row.on, Cell(row.words, url=f"/ledger/{row.journal_id}/"), row.came_in or "", row.went_back or ""]
        for row in moved
    ]
    return Table(
        "What it paid and was paid back, newest first",
        [Column("Day"), Column("What"), Column("Paid", True), Column("Paid back", True)],
        rows,
    )


def uses_table(uses: Sequence[CustomerUse], here: str, caption: str) -> Table:
    """Rows of use, with what each corrects, or where it is corrected."""
    rows = [
        [
            Cell(one.used_on),
            Cell(one.pool.name, note=Unit(one.unit).plural),
            figure(one.amount),
            Cell(one.reference, note=_of_use(one)),
            Link("Correct it", f"{here}/use/{one.id}/correction/", hidden=one.reference)
            if one.corrects is None
            else "A correction",
        ]
        for one in uses
    ]
    columns = [Column("Used on"), Column("Of"), Column("Quantity", True), Column("Reference"), Column("Put right")]
    return Table(caption, columns, rows)


def _of_use(one: CustomerUse) -> str:
    corrects = f"corrects {one.corrects.reference}; " if one.corrects else ""
    return f"{corrects}{one.evidence}"


def invoices_table(rows: Sequence[InvoiceRow], *, with_customer: bool, on: date | None = None) -> Table:
    """Invoices and credit notes, with what of each is not paid."""
    columns = [Column("Number"), Column("For"), Column("Due"), Column("Sent")]
    columns += [Column("Excluding VAT", True), Column("To pay", True), Column("Not paid", True)]
    return Table(
        "Invoices and credit notes, newest first",
        columns,
        [
            [
                Cell(
                    row.invoice.number,
                    url=f"/customer-invoices/{row.invoice.number}/",
                    note="credit note" if row.invoice.is_credit_note else "invoice",
                ),
                Cell(row.invoice.customer.name, note=row.invoice.used_in.title)
                if with_customer
                else row.invoice.used_in.title,
                Cell(row.invoice.due_on, note="late" if on and row.is_late(on) else ""),
                sent_cell(row.sending),
                row.invoice.net,
                row.invoice.gross,
                row.left,
            ]
            for row in rows
        ],
    )


def sent_cell(sending: CustomerSending | None) -> Cell:
    """Whether a document was sent, when and to whom, as it was last tried."""
    if sending is None:
        return Cell("Not sent")
    if sending.sent_at:
        return Cell(sending.sent_at.astimezone(LONDON).date(), note=f"to {sending.to}")
    return Cell("Stuck" if sending.stuck_at else "On its way", note=f"to {sending.to}")


@dataclass(frozen=True, kw_only=True)
class UsesPage(Page):
    """All that a customer used, a page at a time."""

    template: ClassVar[str] = "pages/partnership/uses.html"
    table: Table
    paged: Paged[Any]
    empty: Empty
    links: Sequence[Link]

    @classmethod
    def of(cls, one: Customer, paged: Paged[CustomerUse]) -> Self:
        here = f"/customers/{one.code}"
        return cls(
            title=f"Use of {one.name}",
            back=Link(one.name, f"{here}/"),
            table=uses_table(paged.rows, here, "What was used, newest first"),
            paged=paged,
            empty=Empty("Nothing is recorded yet", "Record what was used, or take it in from a file."),
            links=[Link("Record use", f"{here}/use/new/"), Link("Take in use from a file", "/customers/use/")],
        )


def examples_table(months: Sequence[RatedMonth], unit: Unit) -> Table:
    """What some months would come to, line by line."""
    rows = [
        [
            number_of(month.quantity, unit),
            [f"{line.words} = {line.amount}" for line in month.lines] or ["Nothing is due"],
            month.amount,
        ]
        for month in months
    ]
    return Table(
        "What a whole month would come to, excluding VAT",
        [Column("In a month"), Column("Working"), Column("Charged", True)],
        rows,
    )


@dataclass(frozen=True, kw_only=True)
class RateCardNewPage(Page):
    """Prices to be set: the form, and once it is checked, what it would come to."""

    template: ClassVar[str] = "pages/partnership/rate_card_new.html"
    form: Any
    words: Sequence[str]
    examples: Table | None

    @classmethod
    def of(cls, one: Customer, form: Any, *, checked: CardTerms | None = None) -> Self:
        return cls(
            title=f"Set prices for {one.name}",
            headline="Check the prices" if checked else "",
            back=Link(one.name, f"/customers/{one.code}/"),
            form=form,
            words=checked.card.words(checked.unit) if checked else (),
            examples=examples_table(worked_examples(checked.card, unit=checked.unit), checked.unit)
            if checked
            else None,
        )


@dataclass(frozen=True, kw_only=True)
class RateCardPage(Page):
    """One card, with what it comes to, for whoever approves it."""

    template: ClassVar[str] = "pages/partnership/rate_card.html"
    tag: Tag
    rows: Sequence[Row]
    examples: Table
    acts: Sequence[Act]
    links: Sequence[Link]

    @classmethod
    def of(cls, card: RateCard, *, people: Mapping[UUID, str]) -> Self:
        here, unit = f"/customers/{card.customer.code}/cards/{card.id}", Unit(card.unit)
        rows = [
            Row("Customer", Link(card.customer.name, f"/customers/{card.customer.code}/")),
            Row("Of", f"{card.pool.name}: {unit.plural}"),
            Row("In force from", card.from_month.title),
            Row("How", card.card.kind.words),
            Row("Prices", card.card.words(unit)),
            Row("Set", f"{people.get(card.set_by_id, '')}, {spelling.uk_datetime(card.set_at)}"),
        ]
        if card.approved_at and card.approved_by_id:
            rows.append(Row("Approved", _who(people, card.approved_by_id, spelling.uk_datetime(card.approved_at))))
        if card.withdrawn_at and card.withdrawn_by_id:
            rows.append(Row("Withdrawn", _who(people, card.withdrawn_by_id, spelling.uk_datetime(card.withdrawn_at))))
            rows.append(Row("Why it was withdrawn", card.withdrawn_reason))
        return cls(
            title=f"Card {card.number} of {card.customer.name}",
            back=Link(card.customer.name, f"/customers/{card.customer.code}/"),
            tag=tag_of_card(card),
            rows=rows,
            examples=examples_table(worked_examples(card.card, unit=unit), unit),
            acts=[Act("Approve these prices", f"{here}/approval/", kind="")] if card.is_waiting else [],
            links=[Link("Withdraw them", f"{here}/withdrawal/")] if card.is_waiting else [],
        )


def _who(people: Mapping[UUID, str], person: UUID, when: str) -> str:
    return f"{people.get(person, '')}, {when}"
