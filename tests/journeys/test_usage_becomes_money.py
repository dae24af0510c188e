"""Steps five and six: a month is closed, and a partner's finance officer checks their share down to the event."""

from __future__ import annotations

import io

import openpyxl
import pypdf

from apps.partnership.demo.books import cost_file, ledger_total
from guildhall.kernel import Month
from tests.journeys.walker import House, Walker

OCTOBER = Month(2026, 10)
BAD_FILE = (
    b"pool,amount,ledger_reference,narrative,reason\n"
    b"recruitment,12.5,GL-1,advertising,\n"
    b"parking,10.00,GL-2,a pool nobody has,\n"
    b"hosting,-5.00,GL-3,a refund,\n"
    b"accounts,=cmd(),GL-4,mischief,\n"
)


def test_a_month_is_closed_and_a_partner_checks_its_share(walk, house: House):
    hugo = walk("finance").sign_in("finance@guildhall.example", host="base", path="/home/")
    hugo.look("home of shared-service finance").open("base", "/months/").look("months")
    hugo.open("base", f"/months/{OCTOBER}/").look("october")
    if "is closed" not in hugo.page.locator("h1").inner_text():
        _close_october(walk, hugo)
    hugo.open("base", f"/months/{OCTOBER}/").sees("October 2026 is closed").reloads_until("Sent")
    hugo.sees("Corrections of September 2026").sees("450 user-days came late").look("october closed")

    fiona = walk("partner finance").sign_in("finance@northfield.example", host="northfield", path="/statements/")
    fiona.look("statements").follow("October 2026").sees("Your statement for October 2026 is")
    fiona.reloads_until("Download PDF").look("the october statement")
    total = fiona.page.locator("h1").inner_text().split("£")[1]
    pages = pypdf.PdfReader(io.BytesIO(fiona.download("Download PDF"))).pages
    assert total in "".join(page.extract_text() for page in pages)
    assert openpyxl.load_workbook(io.BytesIO(fiona.download("Download Spreadsheet"))).sheetnames[0] == "Statement"
    assert fiona.download("Download CSV").decode("utf-8-sig").startswith("statement,month,service")
    fiona.follow("Hosting").sees("The events are those that were charged").look("the events behind a line")
    _see_what_came_late(fiona)
    fiona.open("northfield", "/usage/").look("usage and cost")
    fiona.open("northfield", "/").look("home of partner finance")

    fiona.open("northfield", "/statements/EM-2026-10/")
    assert fiona.page.locator("h1").inner_text() == "Page not found"
    assert "Eastmoor" not in fiona.page.content()


def _see_what_came_late(fiona: Walker) -> None:
    """Ten days of one site's users were counted after September was closed: October corrects it."""
    fiona.open("northfield", f"/statements/NF-{OCTOBER}/")
    fiona.sees("This statement also corrects September 2026 by £").follow("late for September 2026")
    fiona.sees("450 user-days came late for September 2026").sees("The events are those that were charged")
    fiona.look("the events that came late").open("northfield", f"/statements/NF-{OCTOBER.previous}/")
    fiona.sees("Your share of September 2026 is").sees("Corrected by £").look("the september statement, as it was")


def _close_october(walk, hugo: Walker) -> None:
    hugo.sees("If October 2026 were closed now").look("what came late")
    hugo.sees("from closing").follow("Load the costs").look("choosing a file of costs")
    hugo.press("Check the file").sees("There is a problem").look("no file chosen")
    _choose(hugo, "wrong.csv", BAD_FILE, total="12.50")
    hugo.sees("Nothing can be loaded").look("a file with faults")
    hugo.follow("Choose another file")
    _choose(hugo, "ledger-2026-10.csv", cost_file(OCTOBER), total="100,000.00")
    hugo.sees("and the control total is £100,000.00").look("a file that is not the ledger")
    hugo.follow("Choose another file")
    _choose(hugo, "ledger-2026-10.csv", cost_file(OCTOBER), total=ledger_total(OCTOBER).plain)
    hugo.sees("Check the costs of October 2026").look("the costs previewed").press("Load these costs")
    hugo.sees("Somebody else approves them next").look("the costs loaded")
    hugo.press("Approve the costs").sees("approv").look("nobody approves what they loaded")
    helen = walk("director").sign_in("director@guildhall.example", host="base", path=f"/months/{OCTOBER}/")
    helen.press("Approve the costs").sees("are approved").look("approved")
    hugo.open("base", f"/months/{OCTOBER}/").sees("October 2026 can be closed").look("ready to close")
    hugo.press("Close the month").sees("The statements are being drawn")


def _choose(walker: Walker, name: str, content: bytes, *, total: str) -> None:
    walker.page.locator('[name="file"]').set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    walker.fill(control_total=total).press("Check the file")
