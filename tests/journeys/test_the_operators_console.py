"""The operator watches over the platform: a parked job is replayed, a partner is visited and reads of it."""

from __future__ import annotations

import urllib.error
import urllib.request

import psycopg
import pytest

from guildhall.database.embedded import SUPERUSER, EmbeddedServer
from tests.journeys.walker import House, Walker

PARKED = """
    UPDATE notices_delivery SET state = 'parked', done_at = NULL, attempts = 3, reason = 'SMTPServerDisconnected'
     WHERE id = (SELECT delivery.id FROM notices_delivery AS delivery
                   JOIN notices_outboxannouncement AS said ON said.id = delivery.announcement_id
                   JOIN tenants_partner AS partner ON partner.schema_name = said.partner_key
                  WHERE said.name = 'notices.letter_written' AND partner.code = 'northfield'
                    AND delivery.state = 'done' LIMIT 1)
"""
REASON = "Fiona rang about October's statement."


def test_a_parked_job_is_replayed(walk, house: House):
    _park_a_letter(house)
    olive = walk("operator").sign_in("operator@guildhall.example", host="base", path="/partners/")
    olive.reloads_until("were read by").look("partners and how they are")

    olive.follow("Northfield").sees("Their home").look("one partner")
    olive.open("base", "/jobs/").sees("parked").look("jobs").follow("Letter written").sees("SMTPServerDisconnected")
    olive.look("a parked job").press("Replay").sees("The job is tried again").reloads_until("Done")
    olive.look("a job that was replayed").sees("Job replayed")


def test_a_partner_is_visited_and_reads_of_it(walk):
    olive = walk("operator").sign_in("operator@guildhall.example", host="base", path="/partners/northfield/")
    _begin(olive)
    for path, name in (("/", "home"), ("/people/", "people"), ("/vacancies/", "vacancies"), ("/history/", "history")):
        olive.open("northfield", path).sees("You are visiting Northfield").look(f"{name} on a visit")
    olive.open("northfield", "/scores/").sees("You are visiting Northfield").look("a page that is closed to visits")
    _cannot_change_anything(olive)
    olive.open("northfield", "/visit/").look("the visit").press("Leave").sees("You have left Northfield").look("left")
    olive.open("northfield", "/people/").look("signed out after the visit")

    ada = walk("administrator").sign_in("administrator@northfield.example", host="northfield", path="/visits/")
    ada.sees(REASON).sees("home, people, recruitment vacancies, history").look("visits")
    ada.open("northfield", "/history/").sees("Operator's visit begun").look("history")


def _begin(olive: Walker) -> None:
    olive.follow("Visit their pages").look("why to visit").press("Begin the visit").sees("Enter why you visit")
    olive.look("a visit without a reason").fill(reason=REASON).press("Begin the visit")
    olive.sees("You may look at Northfield").look("a visit begun").follow("Go to their pages")
    olive.sees("You are visiting Northfield")


def _cannot_change_anything(olive: Walker) -> None:
    """No page of a visit has a form but the way out; so what somebody might send is sent past the pages."""
    address = f"http://127.0.0.1:{olive.house.port}/people/invitations/new/"
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in olive.page.context.cookies(olive.page.url))
    headers = {"Host": f"northfield.guildhall.localhost:{olive.house.port}", "Cookie": cookies}
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(urllib.request.Request(address, data=b"email=x", headers=headers), timeout=20)
    assert answer.value.status == 403
    assert "You cannot change anything while you visit Northfield" in answer.value.read().decode()


def _park_a_letter(house: House) -> None:
    server = EmbeddedServer(house.state)
    with psycopg.connect(host=str(server.socket_folder), user=SUPERUSER, dbname="guildhall") as connection:
        assert connection.execute(PARKED).rowcount == 1
