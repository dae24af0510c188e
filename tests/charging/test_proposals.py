"""The members change a key: proposed with what it would have changed, voted on by the agreement's rule, adopted."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.errors import ProposalAlready, ProposalNotReady
from guildhall.charging.keys import Key, KeyPart
from guildhall.charging.models import KeyVersion, Line, Pool, Proposal, Statement
from guildhall.charging.operations.proposals import (
    ProposalTerms,
    cast_vote,
    count_votes,
    propose_key,
    withdraw_proposal,
)
from guildhall.charging.queries.proposals import key_tried, own_votes, votes_on
from guildhall.charging.trying import MonthToTry, is_carried, try_key
from guildhall.kernel import Money, NotAllowed
from guildhall.metering.units import Unit
from tenants.context import inside
from tenants.models import Partner
from tests.cast import EDEN, FIONA, HELEN, HUGO, RITA, after
from tests.charging.months import (
    APPLICATIONS,
    FIRST_OF_JULY,
    JULY,
    JUNE,
    a_month_with_costs,
    a_pool,
    closed,
    used,
)
from tests.charging.tables import table
from tests.charging.years import agreed
from tests.evidence import announced

pytestmark = pytest.mark.usefixtures("on_platform")

BY_OFFERS = Key.by(Unit.OFFER_MADE)
AFTER_THE_VOTE = after(FIRST_OF_JULY, days=22)


@pytest.fixture
def june() -> None:
    """A closed month: £400.00 of recruitment by applications, and an overhead of £40.00 on top."""
    agreed(voting_rule="majority")
    a_pool()
    a_pool("overhead", key=Key(), position=9)
    used("northfield", 3)
    used("eastmoor", 1)
    used("northfield", 1, unit=Unit.OFFER_MADE)
    used("eastmoor", 1, unit=Unit.OFFER_MADE)
    closed(a_month_with_costs("recruitment,400.00", "overhead,40.00"))


def proposed(key: Key = BY_OFFERS, *, reason: str = "Applications say little about the work.") -> Proposal:
    return propose_key(terms=ProposalTerms("recruitment", key, JULY, reason), by=HUGO.actor, at=FIRST_OF_JULY)


def vote(player, choice: str, proposal: Proposal, at=FIRST_OF_JULY) -> None:
    with inside(Partner.objects.get(code=player.partner)):
        cast_vote(proposal_id=proposal.id, choice=choice, reason="", by=player.actor, at=at)


def effects(proposal: Proposal) -> list[dict[str, str]]:
    return [
        {
            "member": row.partner.split()[0],
            "as it was": str(Money(row.effect.now_pence)),
            "by this key": str(Money(row.effect.then_pence)),
            "change": str(row.effect.change),
        }
        for row in votes_on(proposal=proposal)
    ]


def test_a_proposal_shows_what_the_key_would_have_changed_for_everybody_overheads_included(june):
    assert effects(proposed()) == table("""
        member        as it was    by this key    change
        Eastmoor      £110.00      £220.00        £110.00
        Northfield    £330.00      £220.00        −£110.00
    """)
    assert announced()[-2:] == ["charging.vote_opened"] * 2


def test_trying_a_key_changes_nothing_in_the_books(june):
    before = [list(model.objects.values_list().order_by("id")) for model in (Line, Statement, KeyVersion)]

    tried = key_tried(pool=Pool.objects.get(code="recruitment"), key=BY_OFFERS, months=[JUNE])

    after_ = [list(model.objects.values_list().order_by("id")) for model in (Line, Statement, KeyVersion)]
    assert (tried.worse_off, Money.total(tried.change.values()), after_ == before) == (["eastmoor"], Money(0), True)


def test_a_month_in_which_nobody_used_what_the_key_asks_for_stays_as_it_was(june):
    tried = key_tried(pool=Pool.objects.get(code="recruitment"), key=Key.by(Unit.ROBOT_MINUTES), months=[JUNE])

    assert (tried.unplaced, tried.then == tried.now) == ((JUNE,), True)


def test_a_key_that_carries_is_adopted_from_its_month_and_says_who_agreed(june):
    proposal = proposed()
    vote(FIONA, "for", proposal)
    vote(EDEN, "for", proposal)

    counted = count_votes(proposal_id=proposal.id, by=HUGO.actor, at=FIRST_OF_JULY)

    version = KeyVersion.objects.get(pool__code="recruitment", number=2)
    assert (counted.state, counted.votes_for, version.key, version.from_on) == (
        "carried", 2, BY_OFFERS, JULY.first_day,
    )  # fmt: skip
    assert version.agreed_by == "vote of the members, 2 of 2 for, 1 July 2026"
    assert announced()[-2:] == ["charging.vote_counted"] * 2


def test_a_member_changes_its_mind_until_the_last_day_and_its_last_vote_counts(june):
    proposal = proposed()
    vote(FIONA, "for", proposal)
    vote(EDEN, "for", proposal)
    vote(EDEN, "against", proposal)

    counted = count_votes(proposal_id=proposal.id, by=HUGO.actor, at=FIRST_OF_JULY)

    assert (counted.state, counted.votes_for, counted.votes_against) == ("rejected", 1, 1)
    assert not KeyVersion.objects.filter(pool__code="recruitment", number=2).exists()


def test_a_vote_after_the_deadline_is_refused(june):
    proposal = proposed()
    assert proposal.votes_until == date(2026, 7, 22)

    with pytest.raises(ProposalNotReady, match="This vote ended on 22 July 2026"):
        vote(FIONA, "for", proposal, at=AFTER_THE_VOTE)


def test_votes_are_counted_once_everybody_has_voted_or_the_last_day_is_over(june):
    proposal = proposed()
    vote(FIONA, "for", proposal)

    with pytest.raises(ProposalNotReady, match="until 22 July"):
        count_votes(proposal_id=proposal.id, by=HUGO.actor, at=FIRST_OF_JULY)
    count_votes(proposal_id=proposal.id, by=HUGO.actor, at=AFTER_THE_VOTE)
    with pytest.raises(ProposalAlready):
        count_votes(proposal_id=proposal.id, by=HUGO.actor, at=AFTER_THE_VOTE)


def test_a_key_is_not_adopted_backwards(june):
    proposal = proposed()
    vote(FIONA, "for", proposal)
    vote(EDEN, "for", proposal)
    used("northfield", 1, month=JULY)
    closed(a_month_with_costs("recruitment,1.00", "overhead,0.00", month=JULY))

    with pytest.raises(ProposalNotReady, match="July 2026 was closed meanwhile"):
        count_votes(proposal_id=proposal.id, by=HUGO.actor, at=AFTER_THE_VOTE)


def test_a_proposal_says_everything_that_is_wrong_with_it_at_once(june):
    key = Key((KeyPart(APPLICATIONS, 60), KeyPart(Unit.OFFER_MADE, 30)))

    with pytest.raises(ProposalNotReady) as refused:
        terms = ProposalTerms("recruitment", key, JUNE, " ")
        propose_key(terms=terms, by=HUGO.actor, at=FIRST_OF_JULY)

    assert refused.value.reasons == [
        "Make the percentages add up to 100.",
        "Say why the key is to change.",
        "June 2026 is closed. A key starts with a month that is open.",
    ]


def test_one_vote_at_a_time_is_open_for_a_pool_and_a_withdrawn_one_makes_room(june):
    first = proposed()

    with pytest.raises(ProposalAlready):
        proposed()
    withdraw_proposal(proposal_id=first.id, reason="A better key", by=HUGO.actor, at=FIRST_OF_JULY)

    assert proposed(Key.mixed({APPLICATIONS: 50, Unit.OFFER_MADE: 50})).state == "open"


def test_only_host_finance_proposes_and_only_finance_officers_vote(june):
    with pytest.raises(NotAllowed):
        propose_key(terms=ProposalTerms("recruitment", BY_OFFERS, JULY, "x"), by=FIONA.actor, at=FIRST_OF_JULY)
    proposal = proposed()
    with pytest.raises(NotAllowed):
        vote(RITA, "for", proposal)
    with pytest.raises(NotAllowed):
        count_votes(proposal_id=proposal.id, by=FIONA.actor, at=FIRST_OF_JULY)


def test_a_member_sees_what_it_would_pay_and_nobody_elses_vote(june):
    proposal = proposed()
    vote(FIONA, "against", proposal)

    with inside(Partner.objects.get(code="eastmoor")):
        (own,) = own_votes(partner_key=Partner.objects.get().schema_name)

    assert (own.effect.change, own.vote) == (Money.of("110.00"), None)
    assert HELEN.actor.name


@pytest.mark.parametrize(
    ("rule", "votes", "carried"),
    [
        ("unanimous", 6, True), ("unanimous", 5, False), ("two_thirds", 4, True), ("two_thirds", 3, False),
        ("majority", 4, True), ("majority", 3, False),
    ],
)  # fmt: skip
def test_the_agreements_rule_decides_among_six(rule, votes, carried):
    assert is_carried(rule=rule, votes_for=votes, electorate=6) == carried


amounts = st.integers(-(10**9), 10**9)


@given(data=st.data(), members=st.integers(1, 5), months=st.integers(1, 4))
def test_whatever_key_is_tried_what_one_saves_another_pays(data, members, months):
    codes = [f"p{number}" for number in range(members)]
    units = (APPLICATIONS, Unit.OFFER_MADE)
    tried = [
        MonthToTry(
            month=JUNE,
            members=codes,
            pools={
                "desk": (Money(data.draw(amounts)), Key.by(APPLICATIONS)),
                "overhead": (Money(data.draw(amounts)), Key()),
            },
            used={(code, unit): data.draw(st.integers(0, 50)) + (code == "p0") for code in codes for unit in units},
        )
        for _ in range(months)
    ]

    result = try_key(tried, pool="desk", key=BY_OFFERS)

    assert Money.total(result.change.values()) == Money(0)
