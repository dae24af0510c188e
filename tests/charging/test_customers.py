"""Customers who are no partners: who may set what, from when on, and use that counts once."""

from datetime import date
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction

from guildhall.charging.customer_files import read_use
from guildhall.charging.errors import (
    CustomerAlreadySetUp,
    CustomerNotReady,
    RateCardAlready,
    RateCardNotReady,
    UseAlreadyRecorded,
    UseNotReady,
)
from guildhall.charging.models import Customer, CustomerUse, CustomerVatPosition, RateCard
from guildhall.charging.operations.customer_use import UseTerms, record_use, take_in_use
from guildhall.charging.operations.customers import Details, change_details, end_customer
from guildhall.charging.operations.rate_cards import approve_rate_card, withdraw_rate_card
from guildhall.charging.queries.customers import preview_of_use
from guildhall.kernel import NotAllowed
from tenants.context import as_owner
from tests.cast import FIONA, HELEN, HUGO
from tests.charging.customers import (
    A_JULY_DAY,
    A_JUNE_DAY,
    DETAILS,
    IN_AUGUST,
    IN_MAY,
    UNIT,
    a_customer,
    a_priced_customer,
    graduated,
    priced,
    put_right,
    taxed,
    used_by,
    waiting,
)
from tests.charging.months import JULY, JUNE, MAY, a_month_with_costs, a_pool, closed, used

pytestmark = pytest.mark.usefixtures("on_platform")
TWO_POUNDS = graduated((None, "2.00"))


@pytest.fixture
def may_is_closed(on_platform) -> None:
    a_pool()
    used("northfield", 1, month=MAY)
    closed(a_month_with_costs("recruitment,100.00", month=MAY))


def test_a_customer_is_set_up_once():
    a_customer()

    with pytest.raises(CustomerAlreadySetUp):
        a_customer()


def test_every_reason_is_said_at_once():
    with pytest.raises(CustomerNotReady) as refused:
        a_customer(name=" ", address="", reference="", gln="5060000000048", payment_days=400)

    assert refused.value.reasons == [
        "Give a name of up to 120 characters.",
        "Give an address of up to 300 characters.",
        "Give an order number or a buyer reference of up to 60 characters.",
        "A location number (GLN) has 13 digits, of which the last checks the others.",
        "Give from 0 to 365 days to pay in.",
    ]


def test_who_keeps_no_books_sets_nothing():
    a_pool()
    customer = a_priced_customer()
    card = waiting(customer, TWO_POUNDS, month=JUNE)
    terms = UseTerms("recruitment", UNIT, A_JUNE_DAY, Fraction(1), "1", "Sheet")

    for act in (
        lambda: change_details(customer_id=customer.id, terms=DETAILS, by=FIONA.actor, at=IN_MAY),
        lambda: end_customer(customer_id=customer.id, until_on=A_JULY_DAY, by=FIONA.actor, at=IN_MAY),
        lambda: approve_rate_card(card_id=card.id, by=FIONA.actor, at=IN_MAY),
        lambda: withdraw_rate_card(card_id=card.id, reason="x", by=FIONA.actor, at=IN_MAY),
        lambda: record_use(customer_id=customer.id, terms=terms, by=FIONA.actor, at=IN_AUGUST),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_prices_take_two_people():
    a_pool()
    card = waiting(a_customer(), TWO_POUNDS)

    with pytest.raises(NotAllowed, match="approve a rate card that you set"):
        approve_rate_card(card_id=card.id, by=HUGO.actor, at=IN_MAY)
    approve_rate_card(card_id=card.id, by=HELEN.actor, at=IN_MAY)
    with pytest.raises(RateCardAlready, match="approved already"):
        withdraw_rate_card(card_id=card.id, reason="Too late", by=HUGO.actor, at=IN_MAY)

    assert RateCard.objects.approved().get().approved_by_id == HELEN.actor.id


def test_withdrawn_prices_are_never_in_force():
    a_pool()
    card = waiting(a_customer(), TWO_POUNDS)
    with pytest.raises(RateCardNotReady, match="Say why"):
        withdraw_rate_card(card_id=card.id, reason=" ", by=HUGO.actor, at=IN_MAY)

    withdraw_rate_card(card_id=card.id, reason="A slip", by=HUGO.actor, at=IN_MAY)

    with pytest.raises(RateCardAlready, match="withdrawn already"):
        approve_rate_card(card_id=card.id, by=HELEN.actor, at=IN_MAY)


def test_one_card_for_a_unit_starts_in_a_month():
    a_pool()
    customer = a_priced_customer()

    with pytest.raises(RateCardAlready, match="starts in May 2026 already"):
        priced(customer, graduated((None, "3.00")))


def test_prices_and_taxes_never_start_in_a_closed_month(may_is_closed):
    customer = a_customer()

    with pytest.raises(RateCardNotReady) as refused:
        waiting(customer, TWO_POUNDS)
    with pytest.raises(CustomerNotReady, match=r"May 2026 is closed\. Start with a month that is open\."):
        taxed(customer)

    assert refused.value.reasons == ["May 2026 is closed. Start with a month that is open."]


def test_a_card_whose_month_was_closed_meanwhile_is_not_approved():
    a_pool()
    card = waiting(a_customer(), TWO_POUNDS)
    used("northfield", 1, month=MAY)
    closed(a_month_with_costs("recruitment,100.00", month=MAY))

    with pytest.raises(RateCardNotReady, match="May 2026 is closed"):
        approve_rate_card(card_id=card.id, by=HELEN.actor, at=IN_MAY)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("customeruse", "UPDATE charging_customeruse SET quantity = 7"),
        ("customeruse", "DELETE FROM charging_customeruse"),
        ("ratecard", "UPDATE charging_ratecard SET rule = '{}'"),
        ("ratecard", "DELETE FROM charging_ratecard"),
        ("customervatposition", "UPDATE charging_customervatposition SET rate = 5"),
        ("customer", "UPDATE charging_customer SET from_on = '2026-01-01'"),
        ("customer", "DELETE FROM charging_customer"),
    ],
)
def test_the_database_refuses_what_the_verbs_do(table, change):
    a_pool()
    used_by(a_priced_customer(), 3)

    with pytest.raises(IntegrityError), as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_database_lets_no_card_start_in_a_closed_month(may_is_closed):
    card = waiting(a_customer(), TWO_POUNDS, month=JUNE)
    change = (
        "INSERT INTO charging_ratecard (customer_id, pool_id, unit, number, from_on, rule, set_at, set_by_id, "
        "approved_at, approved_by_id, withdrawn_reason) SELECT customer_id, pool_id, unit, 9, '2026-05-01', rule, "
        "set_at, set_by_id, set_at, gen_random_uuid(), '' FROM charging_ratecard WHERE id = %s"
    )

    with pytest.raises(IntegrityError, match="is closed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change, [card.id])


def test_the_same_reference_counts_once():
    a_pool()
    customer = a_priced_customer()
    used_by(customer, 3, reference="Sheet 7")

    with pytest.raises(UseAlreadyRecorded, match=r"“Sheet 7” is recorded for this customer already\."):
        used_by(customer, 4, reference=" Sheet 7 ")

    assert CustomerUse.objects.count() == 1


@pytest.mark.parametrize(
    ("quantity", "on", "fault"),
    [
        ("0", A_JUNE_DAY, "Give a quantity above 0, up to 1,000,000,000."),
        ("-2", A_JUNE_DAY, "Give a quantity above 0, up to 1,000,000,000."),
        ("1000000001", A_JUNE_DAY, "Give a quantity above 0, up to 1,000,000,000."),
        ("1", date(2026, 9, 1), "1 September 2026 has not come yet."),
        ("1", date(2026, 4, 30), "Fenland GP Federation is no customer on 30 April 2026."),
    ],
)
def test_use_that_makes_no_sense_is_refused_in_a_sentence(quantity, on, fault):
    a_pool()
    customer = a_priced_customer()

    with pytest.raises(UseNotReady) as refused:
        used_by(customer, quantity, on=on)

    assert (refused.value.reasons, CustomerUse.objects.count()) == ([fault], 0)


def test_use_of_a_closed_month_without_prices_then_can_never_be_charged(may_is_closed):
    customer = a_customer()
    priced(customer, TWO_POUNDS, month=JUNE)

    with pytest.raises(UseNotReady, match="May 2026 is closed, and no rate card"):
        used_by(customer, 3, on=date(2026, 5, 9))


def test_a_use_is_put_right_by_the_difference_and_both_are_kept():
    a_pool()
    use = used_by(a_priced_customer(), 30, reference="Sheet 1")

    put_right(use, 12)
    put_right(use, "12.5")

    assert [(one.reference, str(one.quantity)) for one in CustomerUse.objects.order_by("id")] == [
        ("Sheet 1", "30.000"),
        ("right Sheet 1 12", "-18.000"),
        ("right Sheet 1 12.5", "0.500"),
    ]


def test_a_correction_of_a_correction_and_one_of_nothing_are_refused():
    a_pool()
    use = used_by(a_priced_customer(), 30)
    correction = put_right(use, 12)

    with pytest.raises(UseNotReady, match="Correct that one instead"):
        put_right(correction, 5)
    with pytest.raises(UseNotReady, match="recorded as that much already"):
        put_right(use, 12, reference="again")


def test_no_correction_takes_back_more_than_was_used():
    a_pool()
    use = used_by(a_priced_customer(), 3)
    row = {
        name: getattr(use, name) for name in ("customer", "pool", "unit", "used_on", "recorded_at", "recorded_by_id")
    }

    with pytest.raises(IntegrityError, match="takes back no more"), transaction.atomic():
        CustomerUse.objects.create(**row, quantity=-4, reference="x", evidence="y", corrects=use)


def test_a_customer_ends_after_its_last_use_and_never_in_a_closed_month(may_is_closed):
    customer = a_customer()
    priced(customer, TWO_POUNDS, month=JUNE)
    used_by(customer, 3)

    for day, words in (
        (A_JUNE_DAY, "Use is recorded on"),
        (date(2026, 5, 31), "is closed"),
        (customer.from_on, "End it after"),
    ):
        with pytest.raises(CustomerNotReady, match=words):
            end_customer(customer_id=customer.id, until_on=day, by=HUGO.actor, at=IN_AUGUST)
    end_customer(customer_id=customer.id, until_on=JULY.first_day, by=HUGO.actor, at=IN_AUGUST)

    assert Customer.objects.get().until_on == JULY.first_day
    with pytest.raises(UseNotReady, match="is no customer on 10 July 2026"):
        used_by(customer, 3, on=A_JULY_DAY)


FIRST = "customer,pool,unit,used_on,quantity,reference,evidence"


def read(*rows: str, first: str = FIRST) -> list[str]:
    content = "\n".join([first, *rows]).encode()
    return preview_of_use(content=content, name="june.csv", on=IN_AUGUST.date())[1]


def test_a_file_of_use_is_taken_in_whole_and_once():
    a_pool()
    a_priced_customer()
    rows = ("fenland,recruitment,application_received,2026-06-10,12.5,S-1,Sheet", "", *[
        f"fenland,recruitment,application_received,2026-07-0{n},1,S-{n},Sheet" for n in (2, 3)
    ])  # fmt: skip
    content = "\n".join([FIRST, *rows]).encode()
    file, faults = preview_of_use(content=content, name="june.csv", on=IN_AUGUST.date())

    assert (faults, take_in_use(terms=file, by=HUGO.actor, at=IN_AUGUST)) == ([], 3)
    with pytest.raises(UseNotReady) as refused:
        take_in_use(terms=file, by=HUGO.actor, at=IN_AUGUST)

    assert refused.value.reasons[0] == "Row 2: “S-1” is recorded for this customer already."
    assert CustomerUse.objects.count() == 3


NUMBER = "must be a plain number such as 12 or 12.5, and not"
OF_FENLAND = "fenland,recruitment,application_received"


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        ("nobody,recruitment,application_received,2026-06-10,1,S-1,Sheet", ["there is no customer “nobody”."]),
        ("fenland,nothing,application_received,2026-06-10,1,S-2,Sheet", ["there is no pool “nothing”."]),
        (
            f"{OF_FENLAND},10/6/2026,NaN,S-3,Sheet",
            ["“10/6/2026” is no day; write it as 2026-10-05.", f"“quantity” {NUMBER} “NaN”."],
        ),
        (f"{OF_FENLAND},2026-06-10,1e400,S-4,Sheet", [f"“quantity” {NUMBER} “1e400”."]),
        (f"{OF_FENLAND},2026-06-10,-3,S-5,Sheet", [f"“quantity” {NUMBER} “-3”."]),
        (f"{OF_FENLAND},2026-06-10,0,S-6,Sheet", ["“quantity” is nothing. Leave the row out."]),
        (
            f"{OF_FENLAND},2026-06-10,1,S-7,=1+1",
            ["“evidence” begins with “=”, as a formula does; type the value itself."],
        ),
        (f"{OF_FENLAND},2026-06-11,2,S-9,", ["“evidence” is empty."]),
        (f"{OF_FENLAND},2026-09-11,2,S-9,Sheet", ["11 September 2026 has not come yet."]),
        (f"{OF_FENLAND},2026-06-11,2,S-0,Sheet", ["the same customer and reference are in row 2; remove one."]),
    ],
)
def test_every_fault_of_a_file_is_said_by_its_row(row, faults):
    a_pool()
    a_priced_customer()

    assert read(f"{OF_FENLAND},2026-06-10,1,S-0,Sheet", row) == [f"Row 3: {fault}" for fault in faults]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "The file is empty."),
        (b"\xff\xfe", "not in UTF-8"),
        (b"PK\x03\x04broken", "cannot be read"),
        (b"customer,pool,unit,used_on,quantity,reference", "The column “evidence” is missing."),
        (FIRST.encode(), "no use below its first row"),
        ((FIRST + ",colour").encode(), "“colour” is not a column"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(content, fault):
    file = read_use(content, name="x.csv", customers=["fenland"], pools=["recruitment"])

    assert fault in " ".join(file.errors)


def test_details_change_for_invoices_to_come_and_the_trail_says_what():
    customer = a_customer()

    new = Details("Fenland Alliance", "2 Mill Lane", "PO 9")
    change_details(customer_id=customer.id, terms=new, by=HUGO.actor, at=IN_AUGUST)

    assert (Customer.objects.get().name, CustomerVatPosition.objects.count()) == ("Fenland Alliance", 0)
