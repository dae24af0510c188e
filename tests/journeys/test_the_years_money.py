"""The year's money: a third party pays by its card, members pay and are paid, and the year says how it stands."""

from __future__ import annotations

import io
from datetime import date, datetime

import pypdf

from tests.cast import LONDON
from tests.journeys.arrivals import code_for
from tests.journeys.screens import wide_and_phone
from tests.journeys.walker import House, Walker

pytestmark = wide_and_phone
NAME = "Weir Pharmacy Federation"
COLUMNS = "customer,pool,unit,used_on,quantity,reference,evidence\n"
PAID = {"1280": 1, "390": 2}
"""A number for each screen, in every amount: what one screen pays no other does."""


def _number(screen: tuple[str, bool]) -> int:
    return PAID[code_for("", screen)]


def _today() -> date:
    return datetime.now(LONDON).date()


def test_a_third_party_gets_prices_and_its_use_is_written_down(walk, house: House, screen):
    code = code_for("weir-", screen)
    hugo = walk("finance").sign_in("finance@guildhall.example", host="base", path="/customers/")
    hugo.look("third parties").follow("Set up a customer").look("a customer in the making")
    hugo.press("Set it up").sees("There is a problem").look("a customer without a name")
    hugo.fill(name=f"{NAME} {_number(screen)}", code=code, address="9 Lock Lane\nColdwell\nXG4 7AB", reference="PO 7")
    hugo.fill_day("from_on", date(2026, 10, 1)).press("Set it up").sees("is set up").look("a customer without prices")
    card = _set_prices(hugo, code)
    helen = walk("director").sign_in("director@guildhall.example", host="base", path=f"/customers/{code}/")
    helen.sees("Waits for approval").follow("Card").look("prices to be approved").press("Approve these prices")
    helen.sees("The prices are in force from October 2026").look("prices approved")
    hugo.page.goto(card)
    hugo.sees("Approved")

    _write_use_down(hugo, code)
    _take_a_file_in(hugo, code)
    hugo.open("base", f"/customers/{code}/").sees("Sheet 14 of October").look("a customer with use")
    hugo.open("base", "/months/2026-10/").look("the open month with third parties")
    row = hugo.page.locator("#third-parties tr", has_text=f"{NAME} {_number(screen)}")
    assert "£58.00" in row.inner_text()  # 4 at £9.50 and, of the file, 2 at £10.00


def _set_prices(hugo: Walker, code: str) -> str:
    """By the form, on examples first. Gives: where the card stands."""
    hugo.follow("Set the VAT position").select(pool="accounts").choose("Taxed at a rate").fill(rate="20")
    hugo.fill_day("from_on", date(2026, 10, 1)).look("how a customer is taxed").press("Set it").sees("It stands from")
    hugo.follow("Set prices").select(pool="accounts", unit="account_prepared")
    hugo.fill(price_1="9.50", up_to_1="4", price_2="10.00").fill_day("from_on", date(2026, 10, 1)).look("a rate card")
    hugo.press("Check the prices").sees("Nothing is set yet").look("prices on examples").press("Set these prices")
    hugo.sees("Somebody else approves them next").look("prices set")
    card = hugo.page.url
    hugo.press("Approve these prices")
    assert hugo.page.locator("h1").inner_text() == "You cannot do this"
    hugo.look("nobody approves prices that they set").open("base", f"/customers/{code}/")
    return card


def _write_use_down(hugo: Walker, code: str) -> None:
    hugo.open("base", f"/customers/{code}/").follow("Record use").press("Record it").sees("There is a problem")
    hugo.look("use without figures").select(pool="accounts", unit="account_prepared")
    hugo.fill(quantity="4", reference="Sheet 14", evidence="Sheet 14 of October, signed by the pharmacist")
    hugo.fill_day("used_on", date(2026, 10, 6)).press("Record it").sees("The use is recorded")


def _take_a_file_in(hugo: Walker, code: str) -> None:
    hugo.open("base", "/customers/").follow("Take in use from a file").look("choosing a file of use")
    _choose(hugo, "use.csv", f"{COLUMNS}{code},parking,account_prepared,2026-10-07,2,Sheet 15,Sheet 15\n")
    hugo.sees("Nothing can be taken in").look("a file of use with faults").follow("Choose another file")
    _choose(hugo, "use.csv", f"{COLUMNS}{code},accounts,account_prepared,2026-10-07,2,Sheet 15,Sheet 15 of October\n")
    hugo.sees("Check 1 row of use").look("use previewed").press("Take this use in").sees("1 row").look("use taken in")


def _choose(hugo: Walker, name: str, content: str) -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    hugo.page.locator('[name="file"]').set_input_files(file)
    hugo.press("Check the file")


def test_an_invoice_is_read_paid_and_exported(walk, house: House, screen):
    number = _number(screen)
    hugo = walk("finance").sign_in("finance@guildhall.example", host="base", path="/customers/coldwell-gps/")
    hugo.look("the federation").open("base", "/customer-invoices/").look("invoices")
    owed = _owed(hugo)
    hugo.page.locator("main tr", has_text="July 2026").get_by_role("link").first.click()
    hugo.sees("Coldwell GP Federation").look("an invoice")
    invoice = hugo.page.locator("h1").inner_text()
    pages = pypdf.PdfReader(io.BytesIO(hugo.download("Download PDF"))).pages
    assert invoice.split(": ")[1] in "".join(page.extract_text() for page in pages)
    hugo.sees("There is no e-invoice")  # the demo has no seller in its settings

    hugo.follow("Record a payment").look("a payment").press("Record the payment").sees("There is a problem")
    hugo.fill(amount=f"1{number}.00", reference=f"BACS CGF part {number}").fill_day("on", _today())
    hugo.press("Record the payment").sees("The payment is in the books").look("a payment recorded")
    hugo.open("base", "/customer-invoices/")
    assert round(owed - _owed(hugo), 2) == 10 + number
    listed = hugo.download("Download the list").decode("utf-8-sig")
    assert listed.startswith("number,kind,customer")
    assert invoice.split("Invoice ")[1].split(":")[0] in listed


def _owed(hugo: Walker) -> float:
    """What third parties owe, as the page says it."""
    return float(
        hugo.page.locator(".app-figure", has_text="Not paid").inner_text().split("£")[1].split()[0].replace(",", "")
    )


def test_the_year_says_how_it_stands(walk, house: House):
    hugo = walk("finance").sign_in("finance@guildhall.example", host="base", path="/years/")
    hugo.look("years").follow("2026").sees("If it goes on like this").look("the year")
    hugo.sees("What stops the settlement").sees("A year is settled once all twelve are")
    assert hugo.page.locator("main").get_by_role("button", name="Propose the settlement").count() == 0
    hugo.open("base", "/years/").follow("Set a budget for").look("a budget in the making").press("Set the budget")
    hugo.sees("There is a problem").look("a budget without figures")
    hugo.open("base", "/agreements/").look("what the members agreed")


def test_money_in_and_out_is_written_down(walk, house: House, screen):
    number = _number(screen)
    hugo = walk("finance").sign_in("finance@guildhall.example", host="base", path="/ledger/")
    hugo.look("the ledger").follow("Record a receipt").press("Record the receipt").sees("There is a problem")
    hugo.look("a receipt without figures")
    _fill_payment(hugo, "Fernleigh Commissioning Group", f"2{number}.10", f"BACS FL part {number}")
    hugo.press("Record the receipt").sees("The receipt is in the books").look("a receipt recorded")
    hugo.open("base", "/ledger/?partner=fernleigh").look("the journals of a partner")
    assert hugo.page.locator("main tr", has_text=f"£2{number}.10").count() == 1


def _fill_payment(hugo: Walker, partner: str, amount: str, reference: str) -> None:
    hugo.page.locator('select[name="partner"]').select_option(label=partner)
    hugo.fill(amount=amount, reference=reference).fill_day("on", _today())


def test_credit_is_asked_for_granted_and_paid_out(walk, house: House, screen):
    number = _number(screen)
    fiona = walk("partner finance").sign_in("finance@ashcombe.example", host="ashcombe", path="/year/")
    fiona.sees("Technology credit").look("a year with credit")
    laptops, cash = f"Laptops for ward {number}", f"A lease that ends, number {number}"
    _ask(fiona, "Spend it on technology", f"10{number}.00", laptops)
    _ask(fiona, "Have it in cash", f"6{number}.00", cash)
    fiona.look("two requests wait")

    hugo = walk("finance").sign_in("finance@guildhall.example", host="base", path="/credits/")
    hugo.look("requests for credit").follow(laptops).look("a request").press("Grant the request")
    hugo.sees("The request is granted").look("a request granted").open("base", "/credits/").follow(cash)
    hugo.press("Grant the request").sees("The request is granted").open("base", "/ledger/refunds/new/")
    _fill_payment(hugo, "Ashcombe Commissioning Group", "9999.00", f"BACS AC too much {number}")
    hugo.press("Record the refund").sees("There is a problem").look("more than is owed")
    _fill_payment(hugo, "Ashcombe Commissioning Group", f"6{number}.00", f"BACS AC refund {number}")
    hugo.press("Record the refund").sees("The refund is in the books")
    fiona.open("ashcombe", "/year/").look("the partner reads of it")
    assert "Granted" in fiona.page.locator("main tr", has_text=laptops).first.inner_text()
    assert fiona.page.locator("main tr", has_text=f"£6{number}.00").count() >= 2


def _ask(fiona: Walker, what: str, amount: str, purpose: str) -> None:
    fiona.open("ashcombe", "/year/").follow("Ask for technology credit").choose(what)
    fiona.fill(amount=amount, purpose=purpose).look("asking for credit").press("Ask for it").sees("You asked for £")


def test_balances_are_agreed_as_of_a_day(walk, house: House):
    hugo = walk("finance").sign_in("finance@guildhall.example", host="base", path="/balances/")
    hugo.look("balances today").unfold("Another day").fill_day("on", date(2026, 9, 30)).press("Show that day")
    hugo.sees("At the end of 30 September 2026").look("balances at a day")
    listed = hugo.download("Download the list").decode("utf-8-sig")
    assert listed.startswith("partner,name,on,owes")
    assert ",2026-09-30," in listed
    with hugo.page.expect_download() as coming:
        hugo.page.locator('main a[href^="/balances/"][href*="/file/"]').first.click()
    with open(coming.value.path(), "rb") as file:
        assert "30 September 2026" in "".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
