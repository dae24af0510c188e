"""A scenario asked on a page and over the API: the same file, the same answer, and the books stay as they are."""

from __future__ import annotations

import json

import pytest

from guildhall.access.models import Scope
from guildhall.access.operations.tokens import make_token
from guildhall.charging.queries.replays import first_broken_link
from guildhall.charging.scenarios import SERVED_BYTES_MAX, simulate
from tenants.context import inside
from tenants.models import Partner
from tests.cast import ADAM, HUGO, MONDAY_9AM, RITA
from tests.charging.months import JUNE, a_month_with_costs, a_pool, closed, used
from tests.metering.machines import a_token
from tests.visitors import Visitor

PAGE, API = "/what-if/scenarios/", "/api/v1/costshare/simulations/"
SIX_PARTNERS = {
    "format": "guildhall-costshare-scenario/1",
    "title": "Six partners share one pool by end users",
    "steps": [
        {
            "id": "base",
            "operation": "allocate",
            "inputs": {
                "pool": "1234567.89",
                "driver": "end users",
                "weights": {"A": 1420, "B": 1985, "C": 2040, "D": 705, "E": 1550, "F": 1800},
            },
        }
    ],
}
WRITTEN = json.dumps(SIX_PARTNERS)


def a_machine() -> dict[str, str]:
    """Headers of a machine of Northfield's that may try scenarios."""
    with inside(Partner.objects.get(code="northfield")):
        secret = make_token(name="Planner", scope=Scope.SIMULATION, by=ADAM.actor, at=MONDAY_9AM)[1]
    return {"Authorization": f"Bearer {secret}"}


def sent(content: bytes | str, *, headers: dict[str, str], host: str = "northfield"):
    return Visitor.of(host=host).post(API, content, content_type="application/json", headers=headers)


def test_page_and_api_and_command_line_give_the_same_answer(on_platform, visit):
    expected = simulate(WRITTEN.encode())
    hugo = visit(HUGO)

    assert sent(WRITTEN, headers=a_machine()).json() == expected
    downloaded = hugo.post(f"{PAGE}result/", {"scenario": WRITTEN})
    assert json.loads(downloaded.content) == expected
    shown = hugo.post(PAGE, {"scenario": WRITTEN}).content.decode()
    assert "Six partners share one pool by end users" in shown
    assert "184535.41" in shown


def test_every_fault_is_shown_with_its_place_on_the_page_and_over_the_api(on_platform, visit):
    wrong = WRITTEN.replace('"weights"', '"wieghts"')

    answer = sent(wrong, headers=a_machine())
    page = visit(HUGO).post(PAGE, {"scenario": wrong})

    assert (answer.status_code, page.status_code) == (422, 422)
    assert 'steps[0].inputs.wieghts: unknown key "wieghts"' in answer.json()["reasons"]
    assert "steps[0].inputs.wieghts" in page.content.decode()


@pytest.mark.parametrize("content", [b"", b"\xff", b"[1]", b'{"format": 1e400}', b"{" * 4000])
def test_what_is_no_scenario_is_refused_in_words(content, on_platform):
    assert sent(content, headers=a_machine()).status_code == 422


def test_a_scenario_that_is_too_large_to_be_sent_is_pointed_to_the_command_line(on_platform, visit):
    large = WRITTEN + " " * SERVED_BYTES_MAX

    answer = sent(large, headers=a_machine())

    assert answer.status_code == 413
    assert "manage.py costshare simulate" in answer.json()["detail"]
    assert visit(HUGO).post(PAGE, {"scenario": large}).status_code == 422


def test_a_token_for_usage_tries_no_scenario_and_one_for_scenarios_sends_no_usage(on_platform):
    headers = a_machine()

    assert sent(WRITTEN, headers={"Authorization": f"Bearer {a_token()}"}).status_code == 403
    usage = Visitor.of(host="northfield").post(
        "/api/v1/usage-events/", "[{}]", content_type="application/cloudevents-batch+json", headers=headers
    )
    assert usage.status_code == 403


def test_a_real_month_is_asked_about_without_touching_the_books(on_platform, visit):
    a_pool()
    used("northfield", 1)
    used("eastmoor", 2)
    closed(a_month_with_costs("recruitment,100.00"))
    hugo = visit(HUGO)

    offered = hugo.read(f"{PAGE}?month={JUNE}")
    assert "66.67" in hugo.post(PAGE, {"scenario": _prefilled(hugo)}).content.decode()

    assert "guildhall-costshare-scenario/1" in offered
    assert first_broken_link() is None
    assert hugo.get(f"{PAGE}?month=2031-01").status_code == 404
    assert hugo.get(f"{PAGE}?month=june").status_code == 404


def _prefilled(hugo) -> str:
    return hugo.get(f"{PAGE}?month={JUNE}").context["page"].form.initial["scenario"]


def test_nobody_but_host_finance_and_the_board_asks_on_the_page(on_platform, visit):
    assert visit(RITA).get(PAGE).status_code == 404


def test_an_administrator_chooses_what_a_token_may_do(northfield, visit):
    adam = visit(ADAM)

    refused = adam.post("/tokens/new/", {"name": "Planner"})
    made = adam.post("/tokens/new/", {"name": "Planner", "scope": "simulation"})

    assert "Choose what the token may do" in refused.content.decode()
    assert API in made.content.decode()
    assert "Try scenarios of cost sharing" in adam.read("/tokens/")
