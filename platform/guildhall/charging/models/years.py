"""A financial year of cost sharing: what the members agreed, budget, contributions on account, and its settlement."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from guildhall.charging.settling import SurplusPolicy
from guildhall.charging.states import SettlementState, YearState
from guildhall.database.records import AppendOnlyQuerySet, Fact, Record, RecordQuerySet
from guildhall.database.wall import every_row, own_rows
from guildhall.kernel import FinancialYear, Money

POLICIES = [(policy.value, policy.words) for policy in SurplusPolicy]


class AgreementQuerySet(AppendOnlyQuerySet):
    def in_force(self, day: date) -> Agreement | None:
        """What the members are bound by on a day; None, before anything was agreed."""
        return self.filter(from_on__lte=day).order_by("-from_on", "-number").first()


class Agreement(Fact):
    """What the members agreed, from a month on: how money is called in and given back, and how they decide.

    `collar_percent` is the most that a partner makes good of a deficit, in percent of its contributions; none, without
    one. `dispute_days` and `vote_days` are the days that a clock runs. Thresholds are of the agreement of balances.
    """

    wall = every_row()

    class VotingRule(models.TextChoices):
        UNANIMOUS = "unanimous", "Every member agrees"
        TWO_THIRDS = "two_thirds", "Two thirds of the members agree"
        MAJORITY = "majority", "More than half of the members agree"

    class JoinerMethod(models.TextChoices):
        MONTHLY_CLOSE = "monthly_close", "Each month as it is closed"
        USER_DAYS = "user_days", "User-days over the year"

    number = models.PositiveSmallIntegerField(unique=True)
    from_on = models.DateField(unique=True)
    surplus_policy = models.CharField(max_length=20, choices=POLICIES)
    collar_percent = models.PositiveSmallIntegerField(null=True)
    instalments = models.PositiveSmallIntegerField(
        choices=[(12, "Monthly"), (4, "Quarterly"), (2, "Twice"), (1, "Once")]
    )
    joiner_method = models.CharField(max_length=20, choices=JoinerMethod.choices)
    voting_rule = models.CharField(max_length=20, choices=VotingRule.choices)
    vote_days = models.PositiveSmallIntegerField()
    dispute_days = models.PositiveSmallIntegerField()
    has_open_book = models.BooleanField()
    statement_threshold_pence = models.BigIntegerField()
    agreement_threshold_pence = models.BigIntegerField()
    agreed_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()
    set_by_id = models.UUIDField()

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(from_on__day=1), name="agreement_starts_with_a_month"),
            models.CheckConstraint(condition=~Q(agreed_by=""), name="agreement_is_agreed_by_somebody"),
        ]

    @property
    def statement_threshold(self) -> Money:
        return Money(self.statement_threshold_pence)

    @property
    def agreement_threshold(self) -> Money:
        return Money(self.agreement_threshold_pence)

    def __str__(self) -> str:
        return f"Agreement, version {self.number}"


class Year(Record):
    """The books of a financial year. `shared_by` says what the contributions go by, such as end users; its weights say
    how much of it each partner has. Approved, the budget stands and its contributions are called.
    """

    wall = every_row()

    starting = models.PositiveSmallIntegerField(unique=True)
    state = models.CharField(max_length=10, choices=YearState.choices, default=YearState.BUDGETING)
    budget_pence = models.BigIntegerField()
    instalments = models.PositiveSmallIntegerField()
    shared_by = models.CharField(max_length=80)
    budgeted_at = models.DateTimeField()
    budgeted_by_id = models.UUIDField()
    approved_at = models.DateTimeField(null=True)
    approved_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(budget_pence__gt=0), name="year_has_a_budget"),
            models.CheckConstraint(
                condition=Q(state=YearState.BUDGETING, approved_at__isnull=True, approved_by_id__isnull=True)
                | ~Q(state=YearState.BUDGETING) & Q(approved_at__isnull=False, approved_by_id__isnull=False),
                name="year_runs_once_its_budget_is_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by_id__isnull=True) | ~Q(approved_by_id=models.F("budgeted_by_id")),
                name="year_is_approved_by_somebody_else",
            ),
        ]

    @property
    def financial_year(self) -> FinancialYear:
        return FinancialYear(self.starting)

    @property
    def name(self) -> str:
        return str(self.financial_year)

    @property
    def budget(self) -> Money:
        return Money(self.budget_pence)

    def __str__(self) -> str:
        return self.name


class ContributionWeight(Record):
    """What one partner weighs in the key of a year's contributions; `from_on` is the first day of one that joined
    within the year.
    """

    wall = own_rows()

    year = models.ForeignKey(Year, on_delete=models.CASCADE, related_name="weights")
    partner_key = models.CharField(max_length=63, db_index=True)
    weight = models.PositiveBigIntegerField()
    from_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "partner_key"], name="contribution_weight_one_for_a_partner")
        ]


class Contribution(Fact):
    """What one partner pays on account by a day; or, with `changed_by`, what a later entry of the books made of it:
    not asked of a leaver any more, set to what a leaver bore, or gone on to a successor. All of a year add up.
    """

    wall = own_rows()

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="contributions")
    partner_key = models.CharField(max_length=63, db_index=True)
    due_on = models.DateField()
    pence = models.BigIntegerField()
    changed_by = models.ForeignKey(
        "charging.Journal", on_delete=models.PROTECT, related_name="contributions", null=True, db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "partner_key", "due_on"],
                condition=Q(changed_by__isnull=True),
                name="contribution_is_called_once",
            ),
            models.UniqueConstraint(
                fields=["changed_by", "year", "partner_key", "due_on"], name="contribution_is_changed_once_by_an_entry"
            ),
            models.CheckConstraint(
                condition=Q(pence__gte=0) | Q(changed_by__isnull=False), name="contribution_is_not_below_zero"
            ),
        ]

    @property
    def amount(self) -> Money:
        return Money(self.pence)


class SettlementQuerySet(RecordQuerySet):
    def standing(self) -> SettlementQuerySet:
        return self.exclude(state=SettlementState.WITHDRAWN)


class Settlement(Record):
    """A year's contributions against its cost, and who gets or makes good the difference. It names no partner.

    Above zero, `difference_pence` is a surplus; below, a deficit. `policy` is how a surplus is given back, as the
    members agreed; `to_reserve_pence` what of it they kept in common; `uncovered_pence` what of a deficit no collar
    let anybody be asked for.
    """

    wall = every_row()

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="settlements")
    state = models.CharField(max_length=10, choices=SettlementState.choices, default=SettlementState.PROPOSED)
    contributions_pence = models.BigIntegerField()
    net_cost_pence = models.BigIntegerField()
    difference_pence = models.BigIntegerField()
    from_reserve_pence = models.BigIntegerField(default=0)
    uncovered_pence = models.BigIntegerField(default=0)
    to_reserve_pence = models.BigIntegerField(default=0)
    policy = models.CharField(max_length=20, choices=POLICIES, blank=True)
    digest = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    proposed_by_id = models.UUIDField()
    agreed_at = models.DateTimeField(null=True)
    agreed_by_id = models.UUIDField(null=True)
    agreed_by = models.CharField(max_length=120, blank=True)
    elections_until = models.DateField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.UUIDField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    objects = SettlementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year"], condition=~Q(state=SettlementState.WITHDRAWN), name="settlement_one_stands_for_a_year"
            ),
            models.CheckConstraint(
                condition=Q(difference_pence=models.F("contributions_pence") - models.F("net_cost_pence")),
                name="settlement_is_contributions_less_cost",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["agreed", "settled"], agreed_at__isnull=False, agreed_by_id__isnull=False)
                & ~Q(agreed_by="")
                | Q(state__in=["proposed", "withdrawn"], agreed_at__isnull=True, agreed_by_id__isnull=True),
                name="settlement_is_agreed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by_id__isnull=True) | ~Q(agreed_by_id=models.F("proposed_by_id")),
                name="settlement_is_agreed_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(state=SettlementState.SETTLED, settled_at__isnull=False, settled_by_id__isnull=False)
                | ~Q(state=SettlementState.SETTLED) & Q(settled_at__isnull=True, settled_by_id__isnull=True),
                name="settlement_settled_by_and_at_together",
            ),
            models.CheckConstraint(
                condition=Q(state=SettlementState.WITHDRAWN) & ~Q(withdrawn_reason="")
                | ~Q(state=SettlementState.WITHDRAWN) & Q(withdrawn_reason=""),
                name="settlement_withdrawn_for_a_reason",
            ),
        ]

    @property
    def difference(self) -> Money:
        return Money(self.difference_pence)

    @property
    def is_surplus(self) -> bool:
        return self.difference_pence > 0

    def __str__(self) -> str:
        return f"Settlement of {self.year}"


class SettlementShare(Fact):
    """One partner's part in a settlement as it was proposed: paid, borne, and what each policy would give it back.

    Of a deficit, `made_good_pence` is what it is asked for; it is nothing when there is a surplus.
    """

    wall = own_rows()

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="shares")
    partner_key = models.CharField(max_length=63, db_index=True)
    contributed_pence = models.BigIntegerField()
    borne_pence = models.BigIntegerField()
    true_up_pence = models.BigIntegerField(default=0)
    by_contribution_pence = models.BigIntegerField(default=0)
    by_utilisation_pence = models.BigIntegerField(default=0)
    made_good_pence = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settlement", "partner_key"], name="settlement_share_one_for_a_partner")
        ]

    def under(self, policy: str) -> Money:
        """What a policy would give this partner back; below zero, what it would still owe."""
        return Money(getattr(self, f"{policy}_pence"))


class Election(Fact):
    """How a partner wants what is due to it: so many percent as technology credit. The last one stands."""

    wall = own_rows(may="select, insert")

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="elections")
    partner_key = models.CharField(max_length=63, db_index=True)
    technology_percent = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(technology_percent__lte=100), name="election_is_a_percentage")
        ]
