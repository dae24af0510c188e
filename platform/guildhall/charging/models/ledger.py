"""The sub-ledger: double entry in whole pence. Entries are added and never change; balances are worked out."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q, Sum

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.models.customers import Customer
from guildhall.charging.models.pools import Pool
from guildhall.database.records import AppendOnlyQuerySet, Fact
from guildhall.database.wall import own_rows
from guildhall.kernel import Money

NUMBERS = [(int(account.number), account.words) for account in LedgerAccount]
PARTNERS_OWN = [int(account.number) for account in LedgerAccount if account.is_partners]
POOLS_OWN = [int(account.number) for account in LedgerAccount if account.is_pools]
CUSTOMERS_OWN = [int(account.number) for account in LedgerAccount if account.is_customers]
OWN_ENTRIES = "EXISTS (SELECT 1 FROM public.charging_posting p WHERE p.journal_id = charging_journal.id)"


class Journal(Fact):
    """One entry of the books, whose postings add up to nothing; a deferred trigger holds that at the commit.

    `identity` is what it is for, for ever: the same entry made again is the same entry, and another one under its
    identity is refused. `dated_on` decides its month; a month that is closed takes none.
    """

    wall = own_rows(where=OWN_ENTRIES)

    identity = models.CharField(max_length=100, unique=True)
    dated_on = models.DateField(db_index=True)
    words = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="journal_says_what_it_is_for")]

    def __str__(self) -> str:
        return self.words


class PostingQuerySet(AppendOnlyQuerySet):
    def by(self, day: date | None) -> PostingQuerySet:
        """Those of entries dated up to a day, and on it; all, without one."""
        return self if day is None else self.filter(journal__dated_on__lte=day)

    def on(self, account: LedgerAccount) -> PostingQuerySet:
        return self.filter(account=int(account.number))

    @property
    def balance(self) -> Money:
        """What they add up to: above zero is a debit."""
        return Money(int(self.aggregate(pence=Sum("pence"))["pence"] or 0))


class Posting(Fact):
    """One line of a journal: a debit above zero, a credit below. Accounts of partners, pools, customers say whose."""

    wall = own_rows()

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="postings")
    account = models.PositiveSmallIntegerField(choices=NUMBERS)
    partner_key = models.CharField(max_length=63, blank=True)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+", null=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", null=True)
    pence = models.BigIntegerField()

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(pence=0), name="posting_is_not_of_nothing"),
            models.CheckConstraint(
                condition=Q(account__in=PARTNERS_OWN) & ~Q(partner_key="")
                | ~Q(account__in=PARTNERS_OWN) & Q(partner_key=""),
                name="posting_says_which_partner_where_it_matters",
            ),
            models.CheckConstraint(
                condition=Q(account__in=POOLS_OWN, pool__isnull=False) | ~Q(account__in=POOLS_OWN) & Q(pool=None),
                name="posting_says_which_pool_where_it_matters",
            ),
            models.CheckConstraint(
                condition=Q(account__in=CUSTOMERS_OWN, customer__isnull=False)
                | ~Q(account__in=CUSTOMERS_OWN) & Q(customer=None),
                name="posting_says_which_customer_where_it_matters",
            ),
        ]
        indexes = [models.Index(fields=["account", "partner_key"], name="posting_by_account")]

    @property
    def amount(self) -> Money:
        return Money(self.pence)

    @property
    def ledger_account(self) -> LedgerAccount:
        return LedgerAccount.numbered(self.account)


class BalanceAssertion(Fact):
    """That somebody looked, and an account's balance was this much at the end of a day. The close checks it again."""

    account = models.PositiveSmallIntegerField(choices=NUMBERS)
    partner_key = models.CharField(max_length=63, blank=True)
    as_on = models.DateField()
    pence = models.BigIntegerField()
    words = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()

    wall = own_rows()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "partner_key", "as_on"], name="balance_is_asserted_once_a_day"),
            models.CheckConstraint(condition=~Q(words=""), name="balance_assertion_says_where_it_was_seen"),
        ]

    @property
    def amount(self) -> Money:
        return Money(self.pence)
