"""Those who are no partners and pay: set up, changed, ended, and how they are taxed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from guildhall.audit.operations import record
from guildhall.charging.errors import CustomerAlreadySetUp, CustomerNotReady
from guildhall.charging.models import Customer, CustomerUse, CustomerVatPosition, Pool
from guildhall.charging.operations.invoicing import REASON_MAX, REFERENCE_MAX, is_gln
from guildhall.charging.operations.ledger import ASK
from guildhall.charging.queries.customers import first_open_day
from guildhall.charging.rules import may_keep_costs
from guildhall.database.operation import operation, step
from guildhall.kernel import Actor, Month, NotAllowed, require
from guildhall.notices.sending import is_address

THIRD_PARTIES = "charging third parties"
CODE, TAKEN = re.compile(r"[a-z0-9][a-z0-9-]{0,31}"), ("new", "use")
"""What a code may be, and the words that addresses need for themselves."""


@step
def beside_closes() -> None:
    """Wait for a close that goes on, and have the next one wait for us: what decides what customers pay stays still
    while a month is charged. Those who write it do not wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [THIRD_PARTIES])


@step
def hold_third_parties_still() -> None:
    """Let nothing that decides what customers pay be written until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [THIRD_PARTIES])


@dataclass(frozen=True, slots=True)
class Details:
    """What a customer's invoices say of it: its name, where they go, what they quote, and in how many days they are
    paid. `gln` is its location number for e-invoices, or empty; `email`, where they are sent, or empty.
    """

    name: str
    address: str
    reference: str
    gln: str = ""
    payment_days: int = 30
    email: str = ""


@dataclass(frozen=True, slots=True)
class CustomerTerms:
    """A customer from a day on; its code does not change."""

    code: str
    from_on: date
    details: Details


@operation
def set_up_customer(*, terms: CustomerTerms, by: Actor, at: datetime) -> Customer:
    """Take an organisation that is no member as a customer; it pays once it has a rate card and uses something.

    Refuses: NotAllowed, CustomerAlreadySetUp, CustomerNotReady (every reason at once).
    """
    require(may_keep_costs(by), NotAllowed("set up a customer", ask=ASK))
    require(not Customer.objects.filter(code=terms.code).exists(), CustomerAlreadySetUp(terms.code))
    faults = what_is_wrong_with_details(terms.details)
    if not CODE.fullmatch(terms.code) or terms.code in TAKEN:
        faults.insert(0, "Give a code of small letters, digits and hyphens, such as gp-federation.")
    if faults:
        raise CustomerNotReady(faults)

    customer = Customer.objects.create(code=terms.code, from_on=terms.from_on, **_columns(terms.details))

    record("customer set up", customer, by=by, at=at, details={"name": customer.name})
    return customer


@operation
def change_details(*, customer_id: int, terms: Details, by: Actor, at: datetime) -> Customer:
    """Change what a customer's next invoices say of it; those that were issued stay as they are.

    Refuses: NotAllowed, CustomerNotReady (every reason at once).
    """
    customer = Customer.objects.locked(customer_id)

    require(may_keep_costs(by), NotAllowed("change a customer", ask=ASK))
    if faults := what_is_wrong_with_details(terms):
        raise CustomerNotReady(faults)
    columns = _columns(terms)
    changed = {
        name: f"{getattr(customer, name)} → {new}" for name, new in columns.items() if getattr(customer, name) != new
    }

    for name, new in columns.items():
        setattr(customer, name, new)
    customer.save(update_fields=list(columns))

    record("customer changed", customer, by=by, at=at, details=changed)
    return customer


def _columns(details: Details) -> dict[str, str | int]:
    return {
        "name": details.name.strip(),
        "address": details.address.strip(),
        "reference": details.reference.strip(),
        "gln": details.gln.strip(),
        "payment_days": details.payment_days,
        "email": details.email.strip(),
    }


def what_is_wrong_with_details(details: Details) -> list[str]:
    """Everything that an invoice could not say."""
    faults = []
    if not 0 < len(details.name.strip()) <= 120:
        faults.append("Give a name of up to 120 characters.")
    if not 0 < len(details.address.strip()) <= 300:
        faults.append("Give an address of up to 300 characters.")
    if not 0 < len(details.reference.strip()) <= REFERENCE_MAX:
        faults.append(f"Give an order number or a buyer reference of up to {REFERENCE_MAX} characters.")
    if details.gln.strip() and not is_gln(details.gln.strip()):
        faults.append("A location number (GLN) has 13 digits, of which the last checks the others.")
    if details.email.strip() and not is_address(details.email.strip()):
        faults.append(f"“{details.email.strip()}” is no e-mail address.")
    if not 0 <= details.payment_days <= 365:
        faults.append("Give from 0 to 365 days to pay in.")
    return faults


@operation
def end_customer(*, customer_id: int, until_on: date, by: Actor, at: datetime) -> Customer:
    """Say from which day on an organisation is no customer any more; its invoices stay.

    Takes: `until_on`, its first day without us, in a month that is open or later.
    Refuses: NotAllowed, CustomerNotReady (every reason at once: the day is in a closed month; use was recorded after).
    """
    beside_closes()
    customer = Customer.objects.locked(customer_id)
    open_from = first_open_day()

    require(may_keep_costs(by), NotAllowed("end a customer", ask=ASK))
    faults = []
    if until_on <= customer.from_on:
        faults.append(f"They are a customer from {_uk(customer.from_on)}. End it after that.")
    if open_from and min(until_on, customer.until_on or until_on) < open_from:
        faults.append(f"What is before {_uk(open_from)} is closed. Choose a day from then on.")
    if CustomerUse.objects.filter(customer=customer, used_on__gte=until_on).exists():
        faults.append(f"Use is recorded on {_uk(until_on)} or after. Choose a later day.")
    if faults:
        raise CustomerNotReady(faults)

    customer.until_on = until_on
    customer.save(update_fields=["until_on"])

    record("customer ended", customer, by=by, at=at, details={"until": _uk(until_on)})
    return customer


@dataclass(frozen=True, slots=True)
class CustomerVatTerms:
    """How one service is taxed for a customer from a month on: category O, E or S, a rate in percent for S, a reason
    for O and E.
    """

    pool_code: str
    from_month: Month
    category: str
    rate: Decimal = Decimal(0)
    reason: str = ""


@operation
def set_customer_vat(*, customer_id: int, terms: CustomerVatTerms, by: Actor, at: datetime) -> CustomerVatPosition:
    """Set down how a service is taxed for a customer, from an open month on; what was set before stays readable.

    Refuses: NotAllowed, CustomerNotReady (every reason at once).
    Rule: cost_sharing.md, public-sector rules: it belongs to customer, supply and date, and is never inferred.
    """
    beside_closes()
    customer = Customer.objects.locked(customer_id)
    pool = Pool.objects.filter(code=terms.pool_code).first()

    require(may_keep_costs(by), NotAllowed("set a VAT position", ask=ASK))
    faults = _what_is_wrong_with_vat(terms)
    if faults or pool is None:
        raise CustomerNotReady(faults or ["Choose a service."])

    position = CustomerVatPosition.objects.create(
        customer=customer, pool=pool, from_on=terms.from_month.first_day, category=terms.category, rate=terms.rate,
        reason=terms.reason.strip(), set_at=at, set_by_id=by.person_id,
    )  # fmt: skip

    details = {"service": pool.name, "position": position.words, "from": terms.from_month.title}
    record("customer’s VAT position set", customer, by=by, at=at, details=details)
    return position


def _what_is_wrong_with_vat(terms: CustomerVatTerms) -> list[str]:
    if terms.category not in ("O", "E", "S"):
        return ["Choose how they are taxed."]
    taxed, faults, reason = terms.category == "S", [], terms.reason.strip()
    if taxed and not 0 < terms.rate <= 100:
        faults.append("Give a rate above 0, up to 100 percent.")
    if not taxed and terms.rate:
        faults.append("Leave the rate empty: no tax is charged.")
    if taxed and reason:
        faults.append("Leave the reason empty: it says why no tax is charged.")
    if not taxed and not 0 < len(reason) <= REASON_MAX:
        faults.append(f"Say in up to {REASON_MAX} characters why no tax is charged; the invoice must say it.")
    return [*faults, *what_is_backwards(terms.from_month)]


def what_is_backwards(from_month: Month) -> list[str]:
    """Why nothing that decides a charge can start in a month: it is closed. Nothing, if it is not."""
    open_from = first_open_day()
    if open_from is None or from_month.first_day >= open_from:
        return []
    return [f"{from_month.title} is closed. Start with a month that is open."]


def _uk(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
