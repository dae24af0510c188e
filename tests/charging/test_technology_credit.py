"""Technology credit, from its grant to the last pound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.errors import CreditOverdrawn, MoreThanWasDrawn
from guildhall.charging.technology_credit import MovementKind, TechnologyCredit
from guildhall.kernel import Money
from tests.charging.simulations import outputs, refusals
from tests.charging.tables import table


def moved(text: str) -> list[dict[str, str]]:
    return [{key: cell for key, cell in movement.items() if cell != "."} for movement in table(text)]


def test_a_credit_is_drawn_restored_converted_and_never_overdrawn():
    movements = moved("""
        kind                 amount     for
        drawdown             600.00     laptops
        drawdown             500.00     too much
        restored             700.00     more than was drawn
        restored             100.00     two laptops came back
        granted              50.00      .
        converted_to_cash    550.01     .
        converted_to_cash    550.00     on leaving
    """)

    assert outputs("technology_credit", partner="C", granted="1000.00", movements=movements) == {
        "results": [
            "accepted",
            "refused: over the balance",
            "refused: more than was drawn",
            "accepted",
            "accepted",
            "refused: over the balance",
            "accepted",
        ],
        "balances": ["1000.00", "400.00", "500.00", "550.00", "0.00"],
        "closing": "0.00",
    }


def test_what_was_restored_cannot_be_restored_again_and_cash_that_went_never_comes_back():
    spent = TechnologyCredit(Money(100)).after(MovementKind.DRAWDOWN, Money(60))
    back = spent.after(MovementKind.RESTORED, Money(60)).after(MovementKind.CONVERTED_TO_CASH, Money(100))

    with pytest.raises(MoreThanWasDrawn) as refused:
        back.after(MovementKind.RESTORED, Money(1))

    assert refused.value.reasons == ["£0.00 was drawn and not restored, so £0.01 cannot be restored."]


def test_a_movement_of_another_kind_is_refused():
    assert refusals(
        "technology_credit", partner="C", granted="-1.00", movements=[{"kind": "spent", "amount": "1.00", "on": "x"}]
    ) == [
        'granted: "-1.00" is below zero',
        'movements[0].kind: "spent" is none of granted, drawdown, restored, converted_to_cash',
        'movements[0].on: unknown key "on"',
    ]


MOVEMENTS = st.lists(st.tuples(st.sampled_from(MovementKind), st.integers(0, 1_000).map(Money)), max_size=30)


@given(st.integers(0, 1_000).map(Money), MOVEMENTS)
def test_whatever_happens_a_credit_is_never_below_zero_and_gives_no_more_than_it_got(granted, movements):
    credit, got, gone = TechnologyCredit(granted), granted, Money(0)

    for kind, amount in movements:
        try:
            credit = credit.after(kind, amount)
        except (CreditOverdrawn, MoreThanWasDrawn):
            continue
        if kind in (MovementKind.DRAWDOWN, MovementKind.CONVERTED_TO_CASH):
            gone += amount
        else:
            got += amount

    assert credit.balance == got - gone
    assert credit.balance.pence >= 0
    assert credit.drawn.pence >= 0
