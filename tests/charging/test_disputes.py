"""A partner objects to a line; nobody alone decides; what is upheld is posted, and borne by the others."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from guildhall.charging.errors import DisputeAlready, DisputeNotReady
from guildhall.charging.models import Dispute, Line, PoolTotal, Statement
from guildhall.charging.operations.disputes import (
    DisputeTerms,
    answer_dispute,
    decide_dispute,
    raise_dispute,
    withdraw_dispute,
)
from guildhall.charging.queries.checking import first_row_not_in_books
from guildhall.charging.queries.replays import first_broken_link, replay
from guildhall.kernel import Money, NotAllowed
from tenants.context import as_owner, inside
from tenants.models import Partner
from tests.cast import EDEN, FIONA, HELEN, HUGO, RITA
from tests.charging.months import FIRST_OF_JULY, JULY, JUNE, a_month_with_costs, a_pool, closed, used
from tests.charging.tables import table
from tests.evidence import announced

pytestmark = pytest.mark.usefixtures("on_platform")


@pytest.fixture
def june() -> Statement:
    """Northfield's statement of June: £75.00 of £100.00."""
    a_pool()
    used("northfield", 3)
    used("eastmoor", 1)
    closed(a_month_with_costs("recruitment,100.00"))
    return Statement.objects.get(number="NF-2026-06")


def raised(statement: Statement, amount: str = "10.00", pool: str = "recruitment", **told: object) -> Dispute:
    terms = {"reason": "Two of these were cancelled.", "evidence_name": "", "evidence": b"", **told}
    with inside(Partner.objects.get(code="northfield")):
        wanted = DisputeTerms(statement.id, pool, JUNE, Money.of(amount), **terms)
        return raise_dispute(terms=wanted, by=FIONA.actor, at=FIRST_OF_JULY)


def answered(dispute: Dispute, give_back: str = "10.00") -> Dispute:
    return answer_dispute(
        dispute_id=dispute.id, give_back=Money.of(give_back), answer="You are right.", by=HUGO.actor, at=FIRST_OF_JULY
    )


def decided(dispute: Dispute, give_back: str = "10.00") -> Dispute:
    answered(dispute, give_back)
    return decide_dispute(dispute_id=dispute.id, by=HELEN.actor, at=FIRST_OF_JULY)


def a_closed_july():
    used("northfield", 1, month=JULY)
    used("eastmoor", 1, month=JULY)
    return closed(a_month_with_costs("recruitment,100.00", month=JULY, mark="GL 7"))


def corrections(period) -> list[dict[str, str]]:
    codes = dict(Partner.objects.values_list("schema_name", "code"))
    lines = Line.objects.filter(period=period, used_on=JUNE.first_day).order_by("partner_key")
    rows = [
        {"partner": codes[line.partner_key], "used in": str(line.used_in), "charge": str(line.amount)} for line in lines
    ]
    return sorted(rows, key=lambda row: row["partner"])


def test_an_upheld_dispute_is_posted_by_the_next_close_and_borne_by_the_others(june):
    before = june.digest
    dispute = decided(raised(june))

    july = a_closed_july()

    assert corrections(july) == table("""
        partner       used in    charge
        eastmoor      2026-06    £10.00
        northfield    2026-06    −£10.00
    """)
    dispute.refresh_from_db()
    june.refresh_from_db()
    assert (dispute.state, dispute.counted_in, june.digest) == ("upheld", july, before)
    assert PoolTotal.objects.get(period=july, used_on=JUNE.first_day).reason == "A dispute was upheld"
    assert "charging.dispute_decided" in announced()


def test_the_months_replay_to_their_digests_with_disputes_in_them(june):
    decided(raised(june))
    july = a_closed_july()

    assert (replay(period=july).is_same, replay(period=june.period).is_same) == (True, True)
    assert (first_broken_link(), first_row_not_in_books()) == (None, None)


def test_what_came_late_afterwards_does_not_take_an_upheld_dispute_back(june):
    decided(raised(june))
    a_closed_july()
    used("eastmoor", 1, mark="late")
    august = JULY.next
    used("northfield", 1, month=august)

    closed(a_month_with_costs("recruitment,100.00", month=august, mark="GL 8"))

    codes = dict(Partner.objects.values_list("schema_name", "code"))
    june_lines = Line.objects.filter(used_on=JUNE.first_day)
    whole = {codes[key]: str(Money(sum(line.pence for line in june_lines if line.partner_key == key))) for key in codes}
    assert whole == {"northfield": "£50.00", "eastmoor": "£50.00"}


def test_a_rejected_dispute_posts_nothing(june):
    assert decided(raised(june), "0.00").state == "rejected"

    assert corrections(a_closed_july()) == []


def test_a_dispute_does_not_stop_a_close_and_its_clock_runs(june):
    dispute = raised(june)

    a_closed_july()

    assert (dispute.answer_by_on, dispute.state) == (date(2026, 7, 21), "raised")


def test_nobody_alone_answers_and_decides(june):
    dispute = raised(june)
    with pytest.raises(DisputeNotReady, match="Nobody has answered"):
        decide_dispute(dispute_id=dispute.id, by=HELEN.actor, at=FIRST_OF_JULY)
    answer_dispute(dispute_id=dispute.id, give_back=Money(0), answer="No.", by=HELEN.actor, at=FIRST_OF_JULY)

    with pytest.raises(NotAllowed, match="that you answered"):
        decide_dispute(dispute_id=dispute.id, by=HELEN.actor, at=FIRST_OF_JULY)
    with pytest.raises(NotAllowed):
        decide_dispute(dispute_id=dispute.id, by=FIONA.actor, at=FIRST_OF_JULY)


def test_a_dispute_says_everything_that_is_wrong_with_it_at_once(june):
    with pytest.raises(DisputeNotReady) as refused:
        raised(june, "75.01", reason=" ", evidence_name="virus.exe", evidence=b"x" * 2_000_001)

    assert refused.value.reasons == [
        "Give an amount above £0.00, up to the line’s £75.00.",
        "Say what is wrong with the line.",
        "A file of evidence is 2 MB at most.",
        "Evidence is a file of one of these kinds: .pdf, .csv, .xlsx, .png, .jpg, .jpeg, .txt.",
    ]


def test_a_line_is_disputed_once_at_a_time_and_a_withdrawn_dispute_makes_room(june):
    first = raised(june)
    with pytest.raises(DisputeAlready):
        raised(june)
    with inside(Partner.objects.get(code="northfield")):
        withdraw_dispute(dispute_id=first.id, by=FIONA.actor, at=FIRST_OF_JULY)

    assert raised(june).state == "raised"
    with pytest.raises(DisputeAlready):
        answered(first)


def test_a_neighbour_and_a_recruiter_dispute_nothing(june):
    terms = DisputeTerms(june.id, "recruitment", JUNE, Money(100), "Mine")
    with inside(Partner.objects.get(code="eastmoor")), pytest.raises(Statement.DoesNotExist):
        raise_dispute(terms=terms, by=EDEN.actor, at=FIRST_OF_JULY)
    with inside(Partner.objects.get(code="northfield")), pytest.raises(NotAllowed):
        raise_dispute(terms=terms, by=RITA.actor, at=FIRST_OF_JULY)


def test_no_more_is_given_back_than_was_disputed(june):
    with pytest.raises(DisputeNotReady, match="Give back from"):
        answered(raised(june), "10.01")


def test_who_alone_bears_a_cost_has_nobody_to_pass_it_to():
    a_pool()
    used("northfield", 3)
    closed(a_month_with_costs("recruitment,100.00"))
    dispute = answered(raised(Statement.objects.get(number="NF-2026-06")))

    with pytest.raises(DisputeNotReady, match="Correct the usage instead"):
        decide_dispute(dispute_id=dispute.id, by=HELEN.actor, at=FIRST_OF_JULY)


def test_not_even_the_owner_changes_what_was_disputed(june):
    raised(june)

    with (
        as_owner(),
        pytest.raises(DatabaseError, match="charging_dispute"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE charging_dispute SET pence = 1")
