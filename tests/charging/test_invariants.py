"""Whatever is done to the books behind the code's back is found by questions that share nothing with the code."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guildhall.charging.models import CustomerUse, Statement
from guildhall.charging.operations import DrawnFile, file_statement
from guildhall.charging.operations.joining import JoinerTerms, call_joiner_in
from guildhall.charging.operations.leaving import file_exit
from guildhall.charging.operations.ledger import Payment, bring_in, record_receipt
from guildhall.charging.operations.opening import file_board_pack
from guildhall.charging.queries.invariants import WORKED_OUT, violations
from guildhall.charging.queries.invariants_in_sql import QUESTIONS
from guildhall.charging.queries.invariants_of_keys import KEY_QUESTIONS
from guildhall.kernel import SYSTEM, Money, Month, Quarter
from guildhall.metering.models import EventConflict
from guildhall.metering.operations import keep_first_event
from tenants.context import as_owner
from tenants.models import Partner
from tests.cast import HUGO
from tests.charging.corruptions import CORRUPTIONS, SOLVED, Corruption
from tests.charging.customers import a_priced_customer, put_right
from tests.charging.customers import used_by as used_by_customer
from tests.charging.members import IN_OCTOBER, carried_over, leaves, left, merges, more_partners, partner, used_by
from tests.charging.months import FIRST_OF_JULY, JULY, JUNE, a_month_with_costs, a_pool, closed, used, used_at
from tests.charging.taking_back import taken_back
from tests.charging.test_disputes import decided, raised
from tests.charging.years import YEAR, a_proposal, a_running_year, agreed, the_database_agrees

pytestmark = pytest.mark.usefixtures("on_platform")
AUGUST, OCTOBER, NOVEMBER = JULY.next, Month(2026, 10), Month(2026, 11)


def a_year_with_everything_in_it() -> None:
    """Twelve closed months: a decided conflict, late use, an upheld dispute, payments, files and a proposal. Cedar
    joins and leaves, Birch joins and merges.
    """
    agreed(has_open_book=True)
    year = a_running_year(budget="1300.00")
    a_pool(first=YEAR.months[0])
    customer = a_priced_customer()
    for month in YEAR.months:
        used("northfield", 2, month=month)
        used("eastmoor", 1, month=month)
        if month == JUNE:
            _a_conflict_in_june()
            used_by_customer(customer, 3)
        if month == JULY:
            _what_happened_after_june()
            put_right(CustomerUse.objects.get(), 2)
        _who_came_and_went(month)
        closed(a_month_with_costs("recruitment,100.00", month=month, mark=f"GL {month}"))
    a_proposal(year)
    file_board_pack(quarter=Quarter.of(JUNE), by=HUGO.actor, at=FIRST_OF_JULY)
    the_database_agrees()


def _a_conflict_in_june() -> None:
    used_at("northfield", 9)
    used_at("northfield", 10)
    conflict = EventConflict.objects.get()
    keep_first_event(conflict_id=conflict.id, reason="Sent twice", by=HUGO.actor, at=FIRST_OF_JULY)


def _what_happened_after_june() -> None:
    used("eastmoor", 2, month=JUNE, mark="late")
    statement = Statement.objects.get(number="NF-2026-06")
    decided(raised(statement))
    csv = DrawnFile("csv", "statement.csv", b"pool")
    file_statement(statement_id=statement.id, files=[csv], by=SYSTEM, at=FIRST_OF_JULY)
    key = Partner.objects.get(code="northfield").schema_name
    for verb, reference in (record_receipt, "BACS 1"), (bring_in, "T 1"):
        terms = Payment(key, Money.of("50.00"), FIRST_OF_JULY.date(), reference)
        verb(terms=terms, by=HUGO.actor, at=FIRST_OF_JULY)


def _who_came_and_went(month: Month) -> None:
    if month == AUGUST:
        for one in more_partners("cedar", "birch", joined_on=AUGUST.first_day):
            held = Payment(one.schema_name, Money.of("20.00"), AUGUST.first_day, f"T {one.code}")
            bring_in(terms=held, by=HUGO.actor, at=AUGUST.period.from_)
        call_joiner_in(terms=JoinerTerms(partner("cedar").schema_name, 1), by=HUGO.actor, at=FIRST_OF_JULY)
        leaves("cedar", last_day=AUGUST.next.last_day)
        merges("birch", into="northfield", from_day=NOVEMBER.first_day)
    if month == OCTOBER:
        exit_ = left("cedar", commitment="10.00")
        file_exit(exit_id=exit_.id, pdf=b"%PDF", by=SYSTEM, at=IN_OCTOBER)
    if month == NOVEMBER:
        carried_over("northfield", at=NOVEMBER.period.from_)
    for code, months in {"cedar": (AUGUST, AUGUST.next), "birch": (AUGUST, OCTOBER)}.items():
        if month in months:
            used_by(code, 1, month=month)


def plant(corruption: Corruption) -> None:
    with as_owner(), connection.cursor() as cursor:
        if corruption.table:
            cursor.execute(f"ALTER TABLE {corruption.table} DISABLE TRIGGER USER")
        cursor.execute(corruption.change)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the table cannot be altered again
        if corruption.table:
            cursor.execute(f"ALTER TABLE {corruption.table} ENABLE TRIGGER USER")


def rules_broken_by(corruption: Corruption) -> set[str]:
    with taken_back():
        plant(corruption)
        return {violation.rule for violation in violations()}


def test_each_corruption_is_found_by_its_rules_and_by_no_other():
    a_year_with_everything_in_it()

    assert [str(violation) for violation in violations()] == []
    found = {corruption.name: rules_broken_by(corruption) for corruption in CORRUPTIONS}
    assert found == {corruption.name: corruption.rules for corruption in CORRUPTIONS}
    assert {*QUESTIONS, *WORKED_OUT} - {SOLVED} == {rule for rules in found.values() for rule in rules}


def test_the_command_says_where_to_look_one_violation_a_line(capsys):
    a_pool()
    used("northfield", 3)
    closed(a_month_with_costs("recruitment,100.00"))
    call_command("check_invariants")
    assert capsys.readouterr().out == (
        "Everything holds: 1 closed months, 2 lines, 2 statements, 1 journals, 3 events.\n"
    )

    change = "UPDATE charging_statement SET total_pence = 1 WHERE number = 'NF-2026-06'"
    plant(Corruption("a statement asks for less", "charging_statement", change, frozenset()))
    with pytest.raises(SystemExit, match="1"):
        call_command("check_invariants")

    assert capsys.readouterr().out == (
        "a statement's total is the sum of its figures: 2026-06, northfield, NF-2026-06: "
        "its figures add up to 10000 pence, its total is 1\n"
    )


def test_it_asks_as_many_questions_of_many_rows_as_of_few():
    with CaptureQueriesContext(connection) as before:
        list(violations())
    a_pool()
    used("northfield", 30)
    closed(a_month_with_costs("recruitment,100.00"))

    with CaptureQueriesContext(connection) as after:
        list(violations())

    assert len(after) == len(before) == len(QUESTIONS) + len(KEY_QUESTIONS) + len(WORKED_OUT) + 1
