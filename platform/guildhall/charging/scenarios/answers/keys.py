"""Other keys and other methods: bounds, the cumulative penny, what if, departments that serve each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from guildhall.charging import cascade
from guildhall.charging.allocation import Driver
from guildhall.charging.bounds import share_within
from guildhall.charging.cascade import Departments
from guildhall.charging.comparing import KeyChange, change_key
from guildhall.charging.cumulative import cumulative_months
from guildhall.charging.scenarios.reading import (
    NOT_WHOLE,
    Reader,
    percents_of_whole,
    weights_of,
)
from guildhall.charging.scenarios.values import amount, code, month, number, one_word_of, quantity, signed_amount
from guildhall.charging.scenarios.writing import Outputs, exactly, plain
from guildhall.charging.sharing import rounded, share
from guildhall.kernel import Money

MONTHS_MAX = 120
METHODS = ("direct", "step_down", "reciprocal")


def allocate_with_bounds(inputs: Reader) -> Callable[[], Outputs]:
    pool = inputs.take("pool", amount)
    weights = inputs.key_weights("weights")
    floors, ceilings = _bounds(inputs, "floor", weights), _bounds(inputs, "ceiling", weights)

    def answer() -> Outputs:
        bounded = share_within(pool, by_weight=weights, floors=floors, ceilings=ceilings)
        return {
            "unbounded": plain(share(pool, by_usage=weights)),
            "bounded": plain(bounded.shares),
            "at_floor": bounded.at_floor,
            "at_ceiling": bounded.at_ceiling,
            "total": bounded.total.plain,
            "uncovered": bounded.uncovered.plain,
        }

    return answer


def _bounds(inputs: Reader, key: str, weights: Mapping[str, Fraction]) -> dict[str, Money]:
    """One amount for everybody, or a map."""
    if isinstance(inputs.given.get(key), dict):
        return inputs.map_of(key, amount)
    one = inputs.take_if_given(key, amount)
    return dict.fromkeys(weights or {}, one) if one is not None else {}


def cumulative_rounding(inputs: Reader) -> Callable[[], Outputs]:
    pool = inputs.take("monthly_pool", amount)
    months = inputs.take("months", number(most=MONTHS_MAX))
    weights = inputs.key_weights("weights")

    def answer() -> Outputs:
        shares = cumulative_months([pool] * months, by_key=weights)
        return {
            "naive_year": plain({who: part * months for who, part in share(pool, by_usage=weights).items()}),
            "cumulative_months": [plain(one) for one in shares],
            "cumulative_year": plain({who: Money.total(one[who] for one in shares) for who in weights}),
        }

    return answer


Drivers = Mapping[str, Mapping[str, Fraction]]
NamedPercents = Sequence[tuple[str, Fraction]]


def what_if(inputs: Reader) -> Callable[[], Outputs]:
    inputs.take("period", month)
    inputs.take("pool", code)
    cost = inputs.take("cost", signed_amount)
    named = inputs.map_of_objects("drivers", weights_of, parties=False)
    drivers = named if inputs.has("drivers") else None
    current = inputs.inside("current", lambda reader: _key(reader, drivers))
    alternatives = inputs.each("alternatives", lambda reader: (reader.take("name", code), _key(reader, drivers)))

    def answer() -> Outputs:
        keys = [(name, change_key(cost, current=current, proposed=proposed)) for name, proposed in alternatives]
        return {
            "current": plain(change_key(cost, current=current, proposed=current).shares),
            "alternatives": [_alternative(name, change) for name, change in keys],
        }

    return answer


def _key(reader: Reader, drivers: Drivers | None) -> tuple[Driver, ...]:
    """A key by the names of its drivers, if there are any. Each driver names every party of the step, zero included."""
    parts: NamedPercents = []
    match reader.one_of("driver", "composite"):
        case "driver":
            parts = [(reader.take("driver", code), Fraction(100))]
        case "composite":
            parts = reader.each("composite", lambda part: (part.take("driver", code), part.take("percent", quantity)))
            if reader.is_sound and sum(percent for _, percent in parts) != 100:
                reader.fault("composite", NOT_WHOLE)
    for name, _ in parts:
        if reader.is_sound and drivers is not None and name not in drivers:
            reader.fault("", f'there is no driver "{name}"')
    if not reader.is_sound or drivers is None:
        return ()
    nobody = {party: Fraction(0) for driver in drivers.values() for party in driver}
    return tuple(Driver(name, {**nobody, **drivers[name]}, percent) for name, percent in parts)


def _alternative(name: str, key: KeyChange) -> Outputs:
    return {
        "name": name,
        "shares": plain(key.shares),
        "change": plain(key.change),
        "sum_of_changes": Money.total(key.change.values()).plain,
        "worse_off": key.worse_off,
    }


def support_cost_cascade(inputs: Reader) -> Callable[[], Outputs]:
    own_cost = inputs.map_of("own_cost", amount)
    services: Drivers = {}
    match inputs.one_of("percent_of_service", "drivers"):
        case "percent_of_service":
            services = inputs.map_of_objects("percent_of_service", percents_of_whole)
        case "drivers":
            services = inputs.map_of_objects("drivers", weights_of)
    order = inputs.codes("step_order")
    departments = Departments(own_cost, services, order, inputs.codes("final") if inputs.has("final") else None)
    methods = inputs.values("methods", one_word_of(*METHODS)) if inputs.has("methods") else METHODS
    if not methods and inputs.is_sound:
        inputs.fault("methods", "name at least one method")

    def answer() -> Outputs:
        answers = {name: by_method(departments) for name, by_method in BY_METHOD.items() if name in methods}
        totals = [Money.total(found.values()) for _, found in answers.values()]
        return {
            **{name: outputs for name, (outputs, _) in answers.items()},
            "total_in": Money.total(own_cost.values()).plain,
            "total_out": totals[0].plain,
        }

    return answer


Answered = tuple[Outputs, Mapping[str, Money]]


def _direct(departments: Departments) -> Answered:
    passed = cascade.direct(departments)
    totals = cascade.totals_of(passed, departments)
    lines = {step.department: plain(step.to) for step in sorted(passed, key=lambda step: step.department)}
    return {"lines": lines, "totals": plain(totals)}, totals


def _step_down(departments: Departments) -> Answered:
    passed = cascade.step_down(departments)
    totals = cascade.totals_of(passed, departments)
    steps = [{"from": step.department, "amount": step.amount.plain, "to": plain(step.to)} for step in passed]
    return {"steps": steps, "totals": plain(totals)}, totals


def _reciprocal(departments: Departments) -> Answered:
    found = cascade.reciprocal(departments)
    return {
        "gross_up": plain({name: rounded(pence) for name, pence in found.gross_up.items()}),
        "exact": exactly({name: pence / 100 for name, pence in found.gross_up.items()}),
        "totals": plain(found.totals),
    }, found.totals


BY_METHOD: Mapping[str, Callable[[Departments], Answered]] = {
    "direct": _direct,
    "step_down": _step_down,
    "reciprocal": _reciprocal,
}
