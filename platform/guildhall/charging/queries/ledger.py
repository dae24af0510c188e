"""What the books say. A debit is above zero, a credit below; balances are worked out from postings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.models import BalanceAssertion, CreditRequest, Customer, Journal, Posting
from guildhall.kernel import Money, Month
from tenants.queries import names_of_partners


def balance_of(*, account: LedgerAccount, partner_key: str = "", on: date | None = None) -> Money:
    """What an account holds at the end of a day, or now. Takes: `partner_key`, where it is kept by partner."""
    return Posting.objects.on(account).filter(partner_key=partner_key).by(on).balance


def balances_by_partner(*, account: LedgerAccount, on: date | None = None) -> dict[str, Money]:
    """What an account that is kept by partner holds for each, by key; who has nothing is left out."""
    rows = Posting.objects.on(account).by(on).values("partner_key").annotate(held=Sum("pence")).order_by("partner_key")
    return {row["partner_key"]: Money(int(row["held"])) for row in rows if row["held"]}


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One account's balance, on the side where it stands; the other is nothing."""

    account: LedgerAccount
    debit: Money
    credit: Money


def trial_balance(*, on: date | None = None) -> list[TrialRow]:
    """Every account with postings, by number; both sides add up to the same, at any day.

    Rule: cost_sharing.md, invariant 6.
    """
    rows = Posting.objects.by(on).values("account").annotate(held=Sum("pence")).order_by("account")
    return [_trial(LedgerAccount.numbered(row["account"]), Money(int(row["held"]))) for row in rows]


def _trial(account: LedgerAccount, held: Money) -> TrialRow:
    nothing = Money(0)
    return TrialRow(account, held, nothing) if held.pence >= 0 else TrialRow(account, nothing, -held)


@dataclass(frozen=True, slots=True)
class PostingRow:
    """One line of a journal in words. `partner` is whose it is: a partner, or a customer who is none."""

    account: LedgerAccount
    partner: str
    pool: str
    debit: Money | None
    credit: Money | None


@dataclass(frozen=True, slots=True)
class JournalRow:
    """A journal with its lines."""

    id: int
    identity: str
    dated_on: date
    words: str
    made_at: datetime
    postings: tuple[PostingRow, ...]

    @property
    def amount(self) -> Money:
        """What it moves: the sum of its debits."""
        return Money.total(row.debit for row in self.postings if row.debit)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which journals are asked for: of some months, of an account, of a partner, dated no later than a day."""

    months: tuple[Month, ...] = ()
    account: LedgerAccount | None = None
    partner_key: str = ""
    until: date | None = None


EVERYTHING = Asked()


def list_of_journals(*, asked: Asked = EVERYTHING, offset: int = 0, limit: int = 50) -> list[JournalRow]:
    """Journals with their lines, newest first, a page at a time; four questions at most, however many."""
    found = _asked(asked).order_by("-dated_on", "-id")[offset : offset + limit]
    names = names_of_partners()
    journals = list(found.prefetch_related("postings__pool"))
    buyers = _customers_of(journals)
    return [_journal(journal, names, buyers) for journal in journals]


def _customers_of(journals: Sequence[Journal]) -> dict[int, str]:
    """The names of the customers that some journals are about. A partner reads no posting of theirs, and no name."""
    ids = {line.customer_id for journal in journals for line in journal.postings.all() if line.customer_id}
    return dict(Customer.objects.filter(id__in=ids).values_list("id", "name")) if ids else {}


def count_of_journals(*, asked: Asked = EVERYTHING) -> int:
    """How many journals there are to list."""
    return _asked(asked).count()


def journal_with(journal_id: int) -> JournalRow | None:
    """One journal with its lines; None, if there is none of that number."""
    journal = Journal.objects.prefetch_related("postings__pool").filter(id=journal_id).first()
    return journal and _journal(journal, names_of_partners(), _customers_of([journal]))


def _asked(asked: Asked) -> QuerySet[Journal]:
    journals = Journal.objects.all()
    if asked.months:
        first, last = min(asked.months), max(asked.months)
        journals = journals.filter(dated_on__gte=first.first_day, dated_on__lte=last.last_day)
    if asked.until:
        journals = journals.filter(dated_on__lte=asked.until)
    postings = Q(account=int(asked.account.number)) if asked.account else Q()
    postings &= Q(partner_key=asked.partner_key) if asked.partner_key else Q()
    return journals.filter(id__in=Posting.objects.filter(postings).values("journal_id")) if postings else journals


def _journal(journal: Journal, names: dict[str, str], buyers: dict[int, str]) -> JournalRow:
    lines = sorted(journal.postings.all(), key=lambda line: line.id)
    return JournalRow(
        journal.id, journal.identity, journal.dated_on, journal.words, journal.made_at,
        tuple(_line(line, names, buyers) for line in lines),
    )  # fmt: skip


def _line(line: Posting, names: dict[str, str], buyers: dict[int, str]) -> PostingRow:
    debit, credit = (line.amount, None) if line.pence > 0 else (None, -line.amount)
    partner = buyers.get(line.customer_id or 0) or names.get(line.partner_key, line.partner_key)
    return PostingRow(line.ledger_account, partner, line.pool.name if line.pool else "", debit, credit)


def list_of_credit_requests(*, partner_key: str = "") -> list[CreditRequest]:
    """Requests for technology credit, newest first: one partner's, or everybody's."""
    requests = CreditRequest.objects.order_by("-id")
    return list(requests.filter(partner_key=partner_key) if partner_key else requests)


def assertions_that_fail(*, until: Month) -> list[str]:
    """Every balance that somebody saw, dated in a month or before it, and the books no longer say; in words."""
    postings = Posting.objects.filter(
        account=OuterRef("account"), partner_key=OuterRef("partner_key"), journal__dated_on__lte=OuterRef("as_on")
    )
    balance = postings.order_by().values("account").annotate(held=Sum("pence")).values("held")
    asserted = BalanceAssertion.objects.filter(as_on__lte=until.last_day).annotate(now=Coalesce(Subquery(balance), 0))
    return [
        f"{one.get_account_display()} was seen to be {one.amount} on {one.as_on:%-d %B %Y}, and the books say "
        f"{Money(int(one.now))}. Find the entry that changed it."
        for one in asserted.exclude(now=F("pence")).order_by("as_on", "id")
    ]
