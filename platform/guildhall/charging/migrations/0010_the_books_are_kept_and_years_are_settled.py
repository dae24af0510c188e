
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('charging', '0005_a_correction_names_a_month_before_its_own'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(unique=True)),
                ('from_on', models.DateField(unique=True)),
                ('surplus_policy', models.CharField(choices=[('true_up', 'Each pays what it used'), ('by_contribution', 'By what each contributed'), ('by_utilisation', 'By what each used')], max_length=20)),
                ('collar_percent', models.PositiveSmallIntegerField(null=True)),
                ('instalments', models.PositiveSmallIntegerField(choices=[(12, 'Monthly'), (4, 'Quarterly'), (2, 'Twice'), (1, 'Once')])),
                ('joiner_method', models.CharField(choices=[('monthly_close', 'Each month as it is closed'), ('user_days', 'User-days over the year')], max_length=20)),
                ('voting_rule', models.CharField(choices=[('unanimous', 'Every member agrees'), ('two_thirds', 'Two thirds of the members agree'), ('majority', 'More than half of the members agree')], max_length=20)),
                ('vote_days', models.PositiveSmallIntegerField()),
                ('dispute_days', models.PositiveSmallIntegerField()),
                ('has_open_book', models.BooleanField()),
                ('statement_threshold_pence', models.BigIntegerField()),
                ('agreement_threshold_pence', models.BigIntegerField()),
                ('agreed_by', models.CharField(max_length=120)),
                ('set_at', models.DateTimeField()),
                ('set_by_id', models.UUIDField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('from_on__day', 1)), name='agreement_starts_with_a_month'), models.CheckConstraint(condition=models.Q(('agreed_by', ''), _negated=True), name='agreement_is_agreed_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='BalanceAssertion',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('account', models.PositiveSmallIntegerField(choices=[(1110, 'Bank, through the host’s ledger'), (1210, 'Contribution due from partner'), (2110, 'Due to the host for services'), (2210, 'Refund payable to partner'), (2220, 'Technology credit held for partner'), (2300, 'Reserve'), (2900, 'Operating surplus for the year'), (2910, 'Operating deficit for the year'), (4100, 'Contributions for the year'), (4200, 'Income from third parties, by pool'), (5100, 'Cost of services, by pool')])),
                ('partner_key', models.CharField(blank=True, max_length=63)),
                ('as_on', models.DateField()),
                ('pence', models.BigIntegerField()),
                ('words', models.CharField(max_length=200)),
                ('made_at', models.DateTimeField()),
                ('made_by_id', models.UUIDField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'partner_key', 'as_on'), name='balance_is_asserted_once_a_day'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='balance_assertion_says_where_it_was_seen')],
            },
        ),
        migrations.CreateModel(
            name='CreditRequest',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('partner_key', models.CharField(db_index=True, max_length=63)),
                ('kind', models.CharField(choices=[('drawdown', 'Spend on technology'), ('converted_to_cash', 'Have it in cash')], max_length=20)),
                ('pence', models.BigIntegerField()),
                ('purpose', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('asked', 'Asked for'), ('granted', 'Granted'), ('declined', 'Declined')], default='asked', max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('asked_by_id', models.UUIDField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by_id', models.UUIDField(null=True)),
                ('declined_reason', models.CharField(blank=True, max_length=500)),
                ('restored_pence', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pence__gt', 0)), name='credit_request_is_above_zero'), models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='credit_request_says_what_for'), models.CheckConstraint(condition=models.Q(('restored_pence', 0), models.Q(('kind', 'drawdown'), ('restored_pence__gt', 0), ('restored_pence__lte', models.F('pence')), ('state', 'granted')), _connector='OR'), name='credit_request_restores_no_more_than_it_drew'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by_id__isnull', True), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('decided_at__isnull', False), ('decided_by_id__isnull', False)), _connector='OR'), name='credit_request_is_decided_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), models.Q(('declined_reason', ''), _negated=True)), models.Q(models.Q(('state', 'declined'), _negated=True), ('declined_reason', '')), _connector='OR'), name='credit_request_is_declined_for_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Journal',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('identity', models.CharField(max_length=100, unique=True)),
                ('dated_on', models.DateField(db_index=True)),
                ('words', models.CharField(max_length=200)),
                ('digest', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('made_by_id', models.UUIDField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='journal_says_what_it_is_for')],
            },
        ),
        migrations.CreateModel(
            name='Year',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('starting', models.PositiveSmallIntegerField(unique=True)),
                ('state', models.CharField(choices=[('budgeting', 'Budget in the making'), ('running', 'Running'), ('settled', 'Settled')], default='budgeting', max_length=10)),
                ('budget_pence', models.BigIntegerField()),
                ('instalments', models.PositiveSmallIntegerField()),
                ('shared_by', models.CharField(max_length=80)),
                ('budgeted_at', models.DateTimeField()),
                ('budgeted_by_id', models.UUIDField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_by_id', models.UUIDField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('budget_pence__gt', 0)), name='year_has_a_budget'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by_id__isnull', True), ('state', 'budgeting')), models.Q(models.Q(('state', 'budgeting'), _negated=True), ('approved_at__isnull', False), ('approved_by_id__isnull', False)), _connector='OR'), name='year_runs_once_its_budget_is_approved'), models.CheckConstraint(condition=models.Q(('approved_by_id__isnull', True), models.Q(('approved_by_id', models.F('budgeted_by_id')), _negated=True), _connector='OR'), name='year_is_approved_by_somebody_else')],
            },
        ),
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('agreed', 'Agreed'), ('settled', 'Settled'), ('withdrawn', 'Withdrawn')], default='proposed', max_length=10)),
                ('contributions_pence', models.BigIntegerField()),
                ('net_cost_pence', models.BigIntegerField()),
                ('difference_pence', models.BigIntegerField()),
                ('from_reserve_pence', models.BigIntegerField(default=0)),
                ('uncovered_pence', models.BigIntegerField(default=0)),
                ('to_reserve_pence', models.BigIntegerField(default=0)),
                ('policy', models.CharField(blank=True, choices=[('true_up', 'Each pays what it used'), ('by_contribution', 'By what each contributed'), ('by_utilisation', 'By what each used')], max_length=20)),
                ('digest', models.CharField(max_length=64)),
                ('proposed_at', models.DateTimeField()),
                ('proposed_by_id', models.UUIDField()),
                ('agreed_at', models.DateTimeField(null=True)),
                ('agreed_by_id', models.UUIDField(null=True)),
                ('agreed_by', models.CharField(blank=True, max_length=120)),
                ('elections_until', models.DateField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_by_id', models.UUIDField(null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=500)),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='settlements', to='charging.year')),
            ],
        ),
        migrations.CreateModel(
            name='ContributionWeight',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('partner_key', models.CharField(db_index=True, max_length=63)),
                ('weight', models.PositiveBigIntegerField()),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='weights', to='charging.year')),
            ],
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('partner_key', models.CharField(db_index=True, max_length=63)),
                ('due_on', models.DateField()),
                ('pence', models.BigIntegerField()),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='charging.year')),
            ],
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('account', models.PositiveSmallIntegerField(choices=[(1110, 'Bank, through the host’s ledger'), (1210, 'Contribution due from partner'), (2110, 'Due to the host for services'), (2210, 'Refund payable to partner'), (2220, 'Technology credit held for partner'), (2300, 'Reserve'), (2900, 'Operating surplus for the year'), (2910, 'Operating deficit for the year'), (4100, 'Contributions for the year'), (4200, 'Income from third parties, by pool'), (5100, 'Cost of services, by pool')])),
                ('partner_key', models.CharField(blank=True, max_length=63)),
                ('pence', models.BigIntegerField()),
                ('journal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='charging.journal')),
                ('pool', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='charging.pool')),
            ],
            options={
                'indexes': [models.Index(fields=['account', 'partner_key'], name='posting_by_account')],
                'constraints': [models.CheckConstraint(condition=models.Q(('pence', 0), _negated=True), name='posting_is_not_of_nothing'), models.CheckConstraint(condition=models.Q(models.Q(('account__in', [1210, 2210, 2220]), models.Q(('partner_key', ''), _negated=True)), models.Q(models.Q(('account__in', [1210, 2210, 2220]), _negated=True), ('partner_key', '')), _connector='OR'), name='posting_says_which_partner_where_it_matters'), models.CheckConstraint(condition=models.Q(models.Q(('account__in', [4200, 5100]), ('pool__isnull', False)), models.Q(models.Q(('account__in', [4200, 5100]), _negated=True), ('pool', None)), _connector='OR'), name='posting_says_which_pool_where_it_matters')],
            },
        ),
        migrations.CreateModel(
            name='Election',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('partner_key', models.CharField(db_index=True, max_length=63)),
                ('technology_percent', models.PositiveSmallIntegerField()),
                ('made_at', models.DateTimeField()),
                ('made_by_id', models.UUIDField()),
                ('settlement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='elections', to='charging.settlement')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('technology_percent__lte', 100)), name='election_is_a_percentage')],
            },
        ),
        migrations.CreateModel(
            name='SettlementShare',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('partner_key', models.CharField(db_index=True, max_length=63)),
                ('contributed_pence', models.BigIntegerField()),
                ('borne_pence', models.BigIntegerField()),
                ('true_up_pence', models.BigIntegerField(default=0)),
                ('by_contribution_pence', models.BigIntegerField(default=0)),
                ('by_utilisation_pence', models.BigIntegerField(default=0)),
                ('made_good_pence', models.BigIntegerField(default=0)),
                ('settlement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='charging.settlement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('settlement', 'partner_key'), name='settlement_share_one_for_a_partner')],
            },
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('year',), name='settlement_one_stands_for_a_year'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(('difference_pence', django.db.models.expressions.CombinedExpression(models.F('contributions_pence'), '-', models.F('net_cost_pence')))), name='settlement_is_contributions_less_cost'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_at__isnull', False), ('agreed_by_id__isnull', False), ('state__in', ['agreed', 'settled']), models.Q(('agreed_by', ''), _negated=True)), models.Q(('agreed_at__isnull', True), ('agreed_by_id__isnull', True), ('state__in', ['proposed', 'withdrawn'])), _connector='OR'), name='settlement_is_agreed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(('agreed_by_id__isnull', True), models.Q(('agreed_by_id', models.F('proposed_by_id')), _negated=True), _connector='OR'), name='settlement_is_agreed_by_somebody_else'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', False), ('settled_by_id__isnull', False), ('state', 'settled')), models.Q(models.Q(('state', 'settled'), _negated=True), ('settled_at__isnull', True), ('settled_by_id__isnull', True)), _connector='OR'), name='settlement_settled_by_and_at_together'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), models.Q(('withdrawn_reason', ''), _negated=True)), models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('withdrawn_reason', '')), _connector='OR'), name='settlement_withdrawn_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='contributionweight',
            constraint=models.UniqueConstraint(fields=('year', 'partner_key'), name='contribution_weight_one_for_a_partner'),
        ),
        migrations.AddConstraint(
            model_name='contribution',
            constraint=models.UniqueConstraint(fields=('year', 'partner_key', 'due_on'), name='contribution_is_called_once'),
        ),
        migrations.AddConstraint(
            model_name='contribution',
            constraint=models.CheckConstraint(condition=models.Q(('pence__gte', 0)), name='contribution_is_not_below_zero'),
        ),
    ]
