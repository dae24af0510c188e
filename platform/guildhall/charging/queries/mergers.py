"""Partners that merge: what the registry says, what waits to go on to the successor, and what went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.models import Contribution, CreditRequest, Exit, Posting, Succession
from guildhall.charging.rules import MergerStanding, what_stops_merger
from guildhall.charging.states import CreditRequestState
from guildhall.kernel import Money, Month
from tenants.models import Partner

ACCOUNTS = tuple(account for account in LedgerAccount if account.is_partners)
NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class MergerRow:
    """Partners whose books go on to a successor from a day. `is_done` says that they have."""

    successor: Partner
    from_on: date
    ending: tuple[Partner, ...]
    is_done: bool

    @property
    def names(self) -> list[str]:
        return [partner.name for partner in self.ending]


def list_of_mergers() -> list[MergerRow]:
    """Every successor that the registry names with its day, the latest first; those that left with an exit are none of
    them. Three questions.
    """
    settled = frozenset(Exit.objects.approved().values_list("partner_key", flat=True))
    done = set(Succession.objects.values_list("partner_key", "from_on"))
    named = Partner.objects.filter(successor__isnull=False).select_related("successor").order_by("name")
    found: dict[tuple[Partner, date, bool], list[Partner]] = defaultdict(list)
    for partner in named.exclude(schema_name__in=settled):
        if partner.successor and partner.succeeded_from:
            is_done = (partner.schema_name, partner.succeeded_from) in done
            found[partner.successor, partner.succeeded_from, is_done].append(partner)
    rows = [MergerRow(one, day, tuple(ending), is_done) for (one, day, is_done), ending in found.items()]
    return sorted(rows, key=lambda row: row.from_on, reverse=True)


def merger_waiting(*, successor: Partner) -> MergerRow | None:
    """The earliest merger into a successor whose books have not gone on yet; None, if there is none."""
    waiting = [row for row in list_of_mergers() if row.successor == successor and not row.is_done]
    return waiting[-1] if waiting else None


def merger_done(*, successor: Partner) -> MergerRow | None:
    """The latest merger into a successor whose books have gone on; None, if there is none."""
    return next((row for row in list_of_mergers() if row.successor == successor and row.is_done), None)


@dataclass(frozen=True, slots=True)
class DueMoved:
    """A contribution that the successor takes over: of which year, due when, whose, how much."""

    year_id: int
    due_on: date
    key: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Moved:
    """What goes on to a successor: what is held and owed at the end of a day, by account and key, a debit above zero;
    and the contributions due from the effective day on. Of those, what is due by that day is in what is owed.
    """

    held: Mapping[LedgerAccount, Mapping[str, Money]]
    due: tuple[DueMoved, ...]
    on: date

    @property
    def due_by_then(self) -> list[DueMoved]:
        return [one for one in self.due if one.due_on <= self.on]

    @property
    def due_later(self) -> list[DueMoved]:
        return [one for one in self.due if one.due_on > self.on]


def what_moves(*, ending: Sequence[Partner], from_on: date, on: date) -> Moved:
    """What those that end hold and owe at the end of a day, and the contributions that the successor takes over: those
    due from the effective day on. Two questions.
    """
    keys = [partner.schema_name for partner in ending]
    held: dict[LedgerAccount, dict[str, Money]] = {account: {} for account in ACCOUNTS}
    rows = Posting.objects.filter(partner_key__in=keys, journal__dated_on__lte=on).values("account", "partner_key")
    for row in rows.annotate(held=Sum("pence")).order_by("account", "partner_key"):
        if row["held"]:
            held[LedgerAccount.numbered(row["account"])][row["partner_key"]] = Money(int(row["held"]))
    called = Contribution.objects.filter(partner_key__in=keys, due_on__gte=from_on)
    due = called.values("year", "due_on", "partner_key").annotate(held=Sum("pence")).order_by("due_on", "partner_key")
    moving = [
        DueMoved(row["year"], row["due_on"], row["partner_key"], Money(int(row["held"]))) for row in due if row["held"]
    ]
    return Moved(held, tuple(moving), on)


def stops_of_merger(*, row: MergerRow, on: date) -> list[str]:
    """Everything that must be done before the books of those that merge go on. Two questions."""
    keys = {partner.schema_name: partner.name for partner in row.ending}
    eve = row.from_on - timedelta(days=1)
    asked = CreditRequest.objects.filter(partner_key__in=keys, state=CreditRequestState.ASKED)
    prepared = Exit.objects.standing().filter(partner_key__in=keys)
    return what_stops_merger(
        MergerStanding(
            from_on=row.from_on,
            today=on,
            staying=tuple(partner.name for partner in row.ending if partner.leaves_on != eve),
            with_requests=tuple(keys[key] for key in asked.values_list("partner_key", flat=True).distinct()),
            with_exits=tuple(keys[key] for key in prepared.values_list("partner_key", flat=True).distinct()),
        )
    )


def effective(row: MergerRow) -> Month:
    """The first month of a successor with the books of those that merged."""
    return Month(row.from_on.year, row.from_on.month)
