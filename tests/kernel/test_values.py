"""Money is exact, months meet without a gap, references read as people say them, refusals give every reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel import Already, FinancialYear, Money, Month, NotReady, Period, Reference, Refusal, require

PENCE = st.integers(min_value=-(10**15), max_value=10**15)
MONTHS = st.builds(Month, st.integers(2000, 2099), st.integers(1, 12))


@given(PENCE)
def test_money_reads_back_what_it_writes(pence):
    money = Money(pence)

    assert (Money.of(str(money)), Money.of(money.plain)) == (money, money)


@given(st.lists(PENCE))
def test_a_total_loses_nothing(amounts):
    assert Money.total(map(Money, amounts)).pence == sum(amounts)


@pytest.mark.parametrize("written", ["", "1e3", "12.5", "1,23.00", "NaN", "£", "1.234", "--5", "12.50p", "١٢.٥٠x"])
def test_what_is_no_amount_is_refused_in_words(written):
    with pytest.raises(ValueError, match="is not an amount in pounds and pence"):
        Money.of(written)


def test_money_is_never_made_of_a_float():
    with pytest.raises(TypeError, match="whole pence"):
        Money(12.5)  # type: ignore[arg-type]


@given(MONTHS)
def test_a_month_ends_where_the_next_begins(month):
    assert month.period.until == month.next.period.from_
    assert month.next.previous == month


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC)))
def test_every_instant_is_in_exactly_the_month_it_is_said_to_be_in(instant):
    month = Month.of(instant)

    assert instant in month.period
    assert instant not in month.previous.period
    assert instant not in month.next.period


@pytest.mark.parametrize(
    ("instant", "month", "year"),
    [
        ("2026-03-31T22:59:59", "2026-03", "2025-26"),
        ("2026-03-31T23:00:00", "2026-04", "2026-27"),
        ("2026-10-25T00:30:00", "2026-10", "2026-27"),
        ("2026-10-31T23:59:59", "2026-10", "2026-27"),
        ("2026-11-01T00:00:00", "2026-11", "2026-27"),
        ("2027-03-31T22:59:59", "2027-03", "2026-27"),
        ("2027-03-31T23:00:00", "2027-04", "2027-28"),
    ],
)
def test_an_hour_at_the_year_s_end_decides_which_year_pays(instant, month, year):
    found = Month.of(datetime.fromisoformat(instant).replace(tzinfo=UTC))

    assert (str(found), str(found.financial_year)) == (month, year)


def test_a_financial_year_has_twelve_months_from_april():
    months = FinancialYear(2026).months

    assert (len(months), str(months[0]), str(months[-1])) == (12, "2026-04", "2027-03")


def test_a_period_ends_after_it_begins():
    now = datetime(2026, 6, 1, tzinfo=UTC)

    with pytest.raises(ValueError, match="ends after it begins"):
        Period(now, now)
    assert now in Period(now, now + timedelta(seconds=1))


@pytest.mark.parametrize("written", ["NF260042", "N-26-0042", "NF-2026-0042", "NF-26-42", "", "NF-26-0042 OR 1=1"])
def test_what_is_no_reference_is_refused(written):
    with pytest.raises(ValueError, match="is not a reference such as NF-26-0042"):
        Reference.of(written)


def test_a_refusal_gives_every_reason_and_never_none():
    with pytest.raises(NotReady) as refused:
        require(False, NotReady(["Add a job title.", "Add a contact."]))

    assert refused.value.reasons == ["Add a job title.", "Add a contact."]
    assert str(refused.value) == "Add a job title. Add a contact."
    with pytest.raises(TypeError, match="at least one reason"):
        Refusal([])
    require(True, Already("never raised"))
