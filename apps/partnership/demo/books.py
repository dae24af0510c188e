"""The books: what is shared and by what, and each month's costs loaded, approved and closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction

from apps.partnership.demo.members import Member
from apps.partnership.demo.players import Players
from guildhall.access.models import User
from guildhall.access.queries import actor_for
from guildhall.charging.keys import Key
from guildhall.charging.models import Agreement, Contribution
from guildhall.charging.operations.closing import close_period
from guildhall.charging.operations.costs import load_costs
from guildhall.charging.operations.joining import JoinerTerms, call_joiner_in
from guildhall.charging.operations.ledger import Payment, bring_in, record_receipt
from guildhall.charging.operations.periods import approve_period, open_period
from guildhall.charging.operations.pools import PoolTerms, set_up_pool
from guildhall.charging.operations.years import AgreementTerms, BudgetTerms, approve_budget, set_agreement, set_budget
from guildhall.charging.queries.costs import load_in_force, preview_of_costs
from guildhall.kernel import LONDON, Actor, Money, Month
from guildhall.metering.facts import UsageFact
from guildhall.metering.operations import record_usage_in_bulk
from guildhall.metering.units import Unit
from tenants.context import inside, on_the_platform
from tenants.delivering import deliver_everything_waiting
from tenants.models import Partner

FIRST_MONTH = Month(2026, 4)
AGREED = "the partnership board, 12 March 2026"
BUDGET, RESERVE = Money.of("1356000.00"), Money.of("42500.00")
AGREEMENT = AgreementTerms(
    from_month=FIRST_MONTH,
    agreed_by=AGREED,
    collar_percent=10,
    voting_rule=Agreement.VotingRule.TWO_THIRDS,
    statement_threshold=Money.of("1000.00"),
    agreement_threshold=Money.of("5000.00"),
)
_RECRUITMENT_KEY = Key.mixed({Unit.VACANCY_PUBLISHED: 60, Unit.APPLICATION_RECEIVED: 40})
LATE_SITE, LATE_USERS = "Brook House", 45
POOLS = (
    PoolTerms("recruitment", "Recruitment", _RECRUITMENT_KEY, FIRST_MONTH, AGREED, 1),
    PoolTerms("accounts", "Account services", Key.by(Unit.ACCOUNT_PREPARED), FIRST_MONTH, AGREED, 2),
    PoolTerms("hosting", "Hosting and service desk", Key.by(Unit.USER_DAYS), FIRST_MONTH, AGREED, 3),
    PoolTerms("overhead", "Overhead of the host", Key(), FIRST_MONTH, AGREED, 4),
)  # fmt: skip


def count_users(members: Sequence[Member], *, months: Sequence[Month]) -> str:
    """A user-day for each user and each day of membership."""
    days = 0
    for member in members:
        players = Players.of(member)
        facts = [
            UsageFact(Unit.USER_DAYS, str(day), datetime.combine(day, time(1), LONDON), member.users)
            for month in months
            for day in _days_of(month)
            if day >= member.application.joins_on
        ]
        with inside(players.partner), transaction.atomic():
            record_usage_in_bulk(facts)
        days += len(facts)
    return f"{days:,} days of use counted"


def count_users_late(member: Member, *, month: Month) -> str:
    """The users of one site on the last ten days of a closed month, which nobody had counted: they are corrected in
    the next month that closes.
    """
    facts = [
        UsageFact(Unit.USER_DAYS, f"{day} {LATE_SITE}", datetime.combine(day, time(1), LONDON), LATE_USERS)
        for day in _days_of(month)[-10:]
    ]
    with inside(Players.of(member).partner), transaction.atomic():
        record_usage_in_bulk(facts)
    return f"{len(facts)} days of use counted late for {month.title}"


def keep_books(months: Sequence[Month], *, last_open: Month) -> Iterator[str]:
    """Set the pools up, close the months, and leave the last one open for whoever sees the demo."""
    with on_the_platform():
        finance, director = _host("finance@guildhall.example"), _host("director@guildhall.example")
        for terms in POOLS:
            set_up_pool(terms=terms, by=finance, at=_noon(FIRST_MONTH.first_day))
        for month in months:
            close_month(month, finance=finance, director=director)
            yield f"{month.title} closed"
        open_period(month=last_open, by=finance, at=_noon(last_open.first_day))


def begin_year(members: Sequence[Member]) -> str:
    """What the members agreed, what they brought in, and the budget of the year that runs."""
    with on_the_platform():
        finance, director = _host("finance@guildhall.example"), _host("director@guildhall.example")
        at = _noon(date(2026, 3, 20))
        set_agreement(terms=AGREEMENT, by=director, at=at)
        bring_in(terms=Payment("", RESERVE, at.date(), "brought forward 2026"), by=finance, at=at)
        keys = dict(Partner.objects.values_list("code", "schema_name"))
        for number, member in enumerate(members[:3], 1):
            held = Payment(keys[member.code], Money.of(f"{3 + 2 * number}250.00"), at.date(), f"credit 2026/{number}")
            bring_in(terms=held, by=finance, at=at)
        weights = {member.code: member.users for member in members}
        budget = BudgetTerms(FIRST_MONTH.financial_year, BUDGET, 12, "end users on 1 March 2026", weights)
        year = set_budget(terms=budget, by=finance, at=at)
        approve_budget(year_id=year.id, by=director, at=at + timedelta(hours=2))
    deliver_everything_waiting(at=at + timedelta(hours=3))
    return f"{BUDGET} of contributions called"


def call_in(member: Member, *, at: datetime) -> str:
    """What a member that joins during the year contributes in what is left of it, by its users as the others do."""
    with on_the_platform():
        key = Partner.objects.get(code=member.code).schema_name
        call_joiner_in(terms=JoinerTerms(key, member.users), by=_host("finance@guildhall.example"), at=at)
        called = Money(sum(Contribution.objects.filter(partner_key=key).values_list("pence", flat=True)))
    deliver_everything_waiting(at=at + timedelta(hours=1))
    return f"{called} of contributions called from {member.application.short_name}"


def pay_contributions(members: Sequence[Member], *, months: Sequence[Month]) -> str:
    """Everybody pays a week after each due day; the last member is a month behind."""
    with on_the_platform():
        finance = _host("finance@guildhall.example")
        codes = {partner.schema_name: partner.code for partner in Partner.objects.all()}
        due = Contribution.objects.filter(due_on__in=[month.first_day for month in months]).order_by("due_on", "id")
        paid = [row for row in due if (codes[row.partner_key], row.due_on) != (members[-1].code, months[-1].first_day)]
        for row in paid:
            on = row.due_on + timedelta(days=7)
            payment = Payment(row.partner_key, row.amount, on, f"BACS {on:%d%m%y} {codes[row.partner_key]}")
            record_receipt(terms=payment, by=finance, at=_noon(on))
    return f"{len(paid)} contributions received"


def close_month(month: Month, *, finance: Actor, director: Actor) -> None:
    """One month's costs, loaded by one person, approved by another, and closed."""
    booked = _noon(month.next.first_day + timedelta(days=6))
    period = open_period(month=month, by=finance, at=_noon(month.first_day))
    preview = preview_of_costs(period=period, content=cost_file(month), name=f"ledger-{month}.csv")
    load_costs(period_id=period.id, terms=preview.file, by=finance, at=booked)
    approve_period(period_id=period.id, load_id=load_in_force(period), by=director, at=booked + timedelta(days=1))
    close_period(period_id=period.id, by=finance, at=booked + timedelta(days=2))


def cost_file(month: Month) -> bytes:
    """What the host's ledger has for a month: a little different each time, as real costs are."""
    wave = (month.number * 37) % 11
    rows = [
        ("recruitment", f"{18_240 + wave * 211}.{37 + wave:02}", "advertising and the board", ""),
        (
            "recruitment",
            f"-{640 + wave * 3}.00",
            "adverts of a charity outside the partnership",
            "income from a non-member",
        ),
        ("accounts", f"{9_480 + wave * 97}.{12 + wave:02}", "account services team", ""),
        ("hosting", f"{61_904 + wave * 503}.{11 + wave:02}", "hosting and the service desk", ""),
        ("overhead", f"{12_350 + wave * 41}.00", "premises and insurance of the host", ""),
    ]
    lines = [
        f"{pool},{amount},GL-{month.year}{month.number:02}-{number:03},{narrative},{reason}"
        for number, (pool, amount, narrative, reason) in enumerate(rows, 1)
    ]
    return ("pool,amount,ledger_reference,narrative,reason\n" + "\n".join(lines) + "\n").encode()


def _days_of(month: Month) -> list[date]:
    return [month.first_day + timedelta(days=n) for n in range((month.next.first_day - month.first_day).days)]


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), LONDON)


def _host(email: str) -> Actor:
    return actor_for(User.objects.get(email=email), partner=None)
