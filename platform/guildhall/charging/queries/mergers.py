"""Partners that merge: what the registry says, what waits to go on to the successor, what is prepared, what went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from django.db.models import Sum

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.manifests import digest_of
from guildhall.charging.models import CarryOver, Contribution, CreditRequest, Exit, Posting, Succession
from guildhall.charging.rules import MergerStanding, what_has_moved, what_stops_merger
from guildhall.charging.states import CreditRequestState
from guildhall.kernel import FinancialYear, Money
from tenants.models import Partner

ACCOUNTS = tuple(account for account in LedgerAccount if account.is_partners)
Held = Mapping[LedgerAccount, Mapping[str, Money]]
NOTHING = Money(0)
RULE = (
    "What is held for each that ends, and what it owes, goes on to the successor, and so do the contributions due from "
    "the first of the month on. Months before stay as they were stated."
)


@dataclass(frozen=True, slots=True)
class MergerRow:
    """Partners whose books go on to a successor from a day. `is_done` says that they have, `is_prepared` that what
    goes on waits for somebody's approval.
    """

    successor: Partner
    from_on: date
    ending: tuple[Partner, ...]
    is_done: bool
    is_prepared: bool = False

    @property
    def names(self) -> list[str]:
        return [partner.name for partner in self.ending]

    @property
    def identity(self) -> str:
        """What the identities of its entries begin with."""
        return f"merger/{self.successor.letters}/{self.from_on}"


def list_of_mergers() -> list[MergerRow]:
    """Every successor that the registry names with its day, the latest first; those that left with an exit are none of
    them. Four questions.
    """
    settled = frozenset(Exit.objects.approved().values_list("partner_key", flat=True))
    done = set(Succession.objects.values_list("partner_key", "from_on"))
    prepared = set(CarryOver.objects.prepared().values_list("successor_key", "from_on"))
    named = Partner.objects.filter(successor__isnull=False).select_related("successor").order_by("name")
    found: dict[tuple[Partner, date, bool], list[Partner]] = defaultdict(list)
    for partner in named.exclude(schema_name__in=settled):
        if partner.successor and partner.succeeded_from:
            is_done = (partner.schema_name, partner.succeeded_from) in done
            found[partner.successor, partner.succeeded_from, is_done].append(partner)
    rows = [
        MergerRow(one, day, tuple(ending), is_done, not is_done and (one.schema_name, day) in prepared)
        for (one, day, is_done), ending in found.items()
    ]
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

    year: FinancialYear
    due_on: date
    key: str
    amount: Money

    @property
    def plain(self) -> list[Any]:
        return [self.year.starting, self.due_on.isoformat(), self.key, self.amount.pence]

    @classmethod
    def of(cls, plain: Sequence[Any]) -> Self:
        starting, due_on, key, pence = plain
        return cls(FinancialYear(starting), date.fromisoformat(due_on), key, Money(pence))


@dataclass(frozen=True, slots=True)
class Moved:
    """What goes on to a successor: what is held and owed at the end of a day, by account and key, a debit above zero;
    and the contributions due from the effective day on. Of those, what is due by that day is in what is owed.
    """

    held: Held
    due: tuple[DueMoved, ...]
    on: date

    @property
    def due_by_then(self) -> list[DueMoved]:
        return [one for one in self.due if one.due_on <= self.on]

    @property
    def due_later(self) -> list[DueMoved]:
        return [one for one in self.due if one.due_on > self.on]

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON in pence. A contribution that is due by now stands with those to come and not in what is owed, so
        that it reads the same on every day until somebody posts something.
        """
        held = _with_due(self.held, [(one.key, -one.amount) for one in self.due_by_then])
        return {
            "held": [
                [account.number, key, amount.pence]
                for account, amounts in held.items()
                for key, amount in sorted(amounts.items())
                if amount
            ],
            "due": [one.plain for one in self.due],
        }

    @classmethod
    def frozen(cls, plain: Mapping[str, Any], *, on: date) -> Self:
        """What was once written down as JSON, as it was at the end of a day."""
        due = tuple(DueMoved.of(one) for one in plain["due"])
        held: dict[LedgerAccount, dict[str, Money]] = {account: {} for account in ACCOUNTS}
        for number, key, pence in plain["held"]:
            held[LedgerAccount.numbered(int(number))][key] = Money(pence)
        return cls(_with_due(held, [(one.key, one.amount) for one in due if one.due_on <= on]), due, on)


def _with_due(held: Held, due: Sequence[tuple[str, Money]]) -> dict[LedgerAccount, dict[str, Money]]:
    """What is held and owed, with amounts by key added to what is owed."""
    found = {account: dict(amounts) for account, amounts in held.items()}
    owed = found[LedgerAccount.CONTRIBUTION_DUE]
    for key, amount in due:
        owed[key] = owed.get(key, NOTHING) + amount
    return found


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
    due = called.values("year__starting", "due_on", "partner_key").annotate(held=Sum("pence"))
    moving = [
        DueMoved(FinancialYear(row["year__starting"]), row["due_on"], row["partner_key"], Money(int(row["held"])))
        for row in due.order_by("due_on", "partner_key", "year__starting")
        if row["held"]
    ]
    return Moved(held, tuple(moving), on)


@dataclass(frozen=True, slots=True)
class WorkedMerger:
    """A merger as registry and books have it on a day: whose books go on, what goes on, and what stops it."""

    row: MergerRow
    moved: Moved
    stops: list[str]

    @property
    def plain(self) -> dict[str, Any]:
        """All that somebody approves and that decides it, as JSON in pence."""
        return {
            "identity": self.row.identity,
            "successor": _plain(self.row.successor),
            "from": self.row.from_on.isoformat(),
            "ending": [_plain(partner) for partner in self.row.ending],
            **self.moved.plain,
            "rule": RULE,
        }

    @property
    def digest(self) -> str:
        return digest_of(self.plain)


def _plain(partner: Partner) -> dict[str, str]:
    return {"key": partner.schema_name, "code": partner.code, "name": partner.name}


def merger_worked_out(*, successor: Partner, on: date) -> WorkedMerger | None:
    """What waits to go on to a successor, by the books on a day; None, if nothing does. Eight questions."""
    row = merger_waiting(successor=successor)
    if row is None:
        return None
    moved = what_moves(ending=row.ending, from_on=row.from_on, on=on)
    return WorkedMerger(row, moved, stops_of_merger(row=row, on=on))


def carry_over_of(*, successor: Partner) -> CarryOver | None:
    """What was last prepared to go on to a successor and was not withdrawn: it waits, or it went on."""
    return CarryOver.objects.standing().into(successor.schema_name).order_by("-id").first()


def stops_of_carry_over(*, carry_over: CarryOver, worked: WorkedMerger | None) -> list[str]:
    """Everything that must be done before what was prepared is approved, by registry and books as they are now."""
    if worked is None:
        return what_has_moved(same_merger=False, same_figures=False)
    then, now = carry_over.figures, worked.plain
    return worked.stops or what_has_moved(
        same_merger=all(then[what] == now[what] for what in ("identity", "successor", "from", "ending")),
        same_figures=carry_over.digest == worked.digest,
    )


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
