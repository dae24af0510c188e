"""What if: scenario files are answered through the functions that close a month, and never touch the books."""

import json

import pytest
from django.core.management import call_command

from guildhall.charging.scenarios import simulate
from tests.charging.simulations import FORMAT, faults, outputs, scenario

HND_01 = {
    "format": FORMAT,
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
HND_01_ANSWERED = {
    "format": "guildhall-costshare-result/1",
    "title": "Six partners share one pool by end users",
    "scenario_digest": "sha256:d241b36c1623eef91d472a99b48528517c39b051b0f9d5ff13361aa539b69f09",
    "books_changed": False,
    "steps": [
        {
            "id": "base",
            "operation": "allocate",
            "outputs": {
                "shares": {
                    "A": "184535.41",
                    "B": "257959.71",
                    "C": "265107.21",
                    "D": "91617.93",
                    "E": "201429.50",
                    "F": "233918.13",
                },
                "total": "1234567.89",
                "unallocated": "0.00",
                "period_can_close": True,
            },
        }
    ],
}


def test_the_documented_example_is_answered_byte_for_byte():
    assert json.dumps(simulate(json.dumps(HND_01).encode())) == json.dumps(HND_01_ANSWERED)


def test_a_split_that_cannot_be_placed_says_so():
    assert outputs("allocate", pool="10.00", weights={"A": 0}) == {
        "shares": {},
        "total": "0.00",
        "unallocated": "10.00",
        "period_can_close": False,
        "reason": "needs a fallback key or a decision",
    }
    assert outputs("allocate", pool="0.00", weights={"A": 0})["period_can_close"]


def test_percents_share_like_weights():
    shares = outputs("allocate", pool="-1.00", percent={"A": "33.5", "B": "66.5"})["shares"]

    assert shares == {"A": "-0.33", "B": "-0.67"}


def test_a_month_of_several_pools_is_answered_with_second_stages_last():
    pools = [
        {"code": "overhead", "cost": "10.00", "second_stage": True},
        {"code": "desk", "cost": "30.00", "third_party_income": "6.00", "weights": {"A": 1, "B": 2}},
        {
            "code": "hosting",
            "cost": "8.00",
            "composite": [
                {"driver": "users", "percent": 50, "weights": {"A": 1, "B": 1}},
                {"driver": "stored", "percent": 50, "weights": {"A": "0.5", "B": "1.5"}},
            ],
        },
        {"code": "robot", "cost": "1.00", "weights": {"A": 0}},
    ]

    assert outputs("multi_pool_period", period="2026-09", pools=pools) == {
        "period": "2026-09",
        "pool_shares": {
            "desk": {"A": "8.00", "B": "16.00"},
            "hosting": {"A": "3.00", "B": "5.00"},
            "overhead": {"A": "3.44", "B": "6.56"},
            "robot": {},
        },
        "direct_subtotal": {"A": "11.00", "B": "21.00"},
        "partner_totals": {"A": "14.44", "B": "27.56"},
        "gross_cost": "49.00",
        "third_party_income": "6.00",
        "net_cost": "43.00",
        "unallocated": {"robot": "1.00"},
        "period_can_close": False,
    }


def test_every_fault_is_listed_with_its_place_and_nothing_is_computed():
    step = {"id": "a", "operation": "allocate", "inputs": {"pool": "5.0", "wieghts": {"A": 1}, "weights": {"A": -1}}}

    assert faults({"format": FORMAT, "titel": "t", "steps": [step, {**step, "operation": "alocate"}]}) == [
        'title: missing key "title"',
        'steps[0].inputs.pool: "5.0" is not an amount such as "1234.50"',
        'steps[0].inputs.weights.A: -1 is not a quantity such as 12 or "12.5"',
        'steps[0].inputs.wieghts: unknown key "wieghts"',
        'steps[1].operation: unknown operation "alocate"',
        'steps[1].id: the id "a" is given twice',
        'titel: unknown key "titel"',
    ]


@pytest.mark.parametrize("number", ["1.5", "1e3", "NaN", "true", '"1e3"', '"+5"', '" 5"', '"1.1234567"', "null", '""'])
def test_a_malformed_quantity_is_refused(number):
    content = scenario("allocate", pool="1.00", weights={"A": 0}).replace(b'"A": 0', f'"A": {number}'.encode())

    assert len(faults(content)) == 1


@pytest.mark.parametrize("written", ["+5.00", "1,234.56", "5", "-0.00", "05.00", "1e3", 5, 5.0, None, " 5.00"])
def test_a_malformed_amount_is_refused(written):
    assert len(faults(scenario("allocate", pool=written, weights={"A": 1}))) == 1


def test_a_key_given_twice_is_refused():
    content = scenario("allocate", pool="1.00", weights={"A": 1}).replace(b'"A": 1', b'"A": 1, "A": 2')

    assert faults(content) == ['steps[0].inputs.weights.A: the key "A" is given twice']


def test_inputs_that_an_operation_rules_out_are_refused():
    both = {"pool": "1.00", "weights": {"A": 1}, "percent": {"A": 100}}
    pool = {"code": "desk", "cost": "1.00", "weights": {"A": 1}, "second_stage": True}

    assert faults(scenario("allocate", **both)) == ['steps[0].inputs: give one of "weights" and "percent"']
    assert faults(scenario("allocate", pool="1.00", percent={"A": 99})) == [
        "steps[0].inputs.percent: the percents do not add to exactly 100"
    ]
    assert faults(scenario("multi_pool_period", period="2026-13", pools=[pool, pool])) == [
        'steps[0].inputs.period: "2026-13" is not a month such as "2026-09"',
        'steps[0].inputs.pools[0]: give one of "weights", "composite" and "second_stage"',
        'steps[0].inputs.pools[1]: give one of "weights", "composite" and "second_stage"',
        'steps[0].inputs.pools[1].code: the pool "desk" is given twice',
    ]


@pytest.mark.parametrize("content", [b"", b"\xff", b"[1]", b"{", b"[" * 100_000])
def test_what_is_no_scenario_is_refused(content):
    assert faults(content)


def test_the_command_writes_the_result_and_leaves_an_existing_file_alone_when_it_refuses(tmp_path, capsys):
    good, bad, result = tmp_path / "good.json", tmp_path / "bad.json", tmp_path / "result.json"
    good.write_text(json.dumps(HND_01))
    bad.write_text("{}")

    call_command("costshare", "simulate", str(good), output=str(result))
    with pytest.raises(SystemExit, match="1"):
        call_command("costshare", "simulate", str(bad), output=str(result))

    assert capsys.readouterr().err.splitlines()[0] == 'format: missing key "format"'
    assert json.loads(result.read_text()) == HND_01_ANSWERED
