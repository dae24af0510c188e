
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from guildhall.database.records import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('charging', '0011_the_books_balance_and_refuse_to_change'),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('rule', models.JSONField()),
                ('from_on', models.DateField()),
                ('reason', models.CharField(max_length=500)),
                ('state', models.CharField(choices=[('open', 'Open to votes'), ('carried', 'Carried'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                ('voting_rule', models.CharField(choices=[('unanimous', 'Every member agrees'), ('two_thirds', 'Two thirds of the members agree'), ('majority', 'More than half of the members agree')], max_length=20)),
                ('electorate', models.PositiveSmallIntegerField()),
                ('tried_from', models.DateField()),
                ('tried_until', models.DateField()),
                ('votes_until', models.DateField()),
                ('raised_at', models.DateTimeField()),
                ('raised_by_id', models.UUIDField()),
                ('counted_at', models.DateTimeField(null=True)),
                ('counted_by_id', models.UUIDField(null=True)),
                ('votes_for', models.PositiveSmallIntegerField(null=True)),
                ('votes_against', models.PositiveSmallIntegerField(null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name='ProposalEffect',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('partner_key', models.CharField(db_index=True, max_length=63)),
                ('now_pence', models.BigIntegerField()),
                ('then_pence', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('partner_key', models.CharField(db_index=True, max_length=63)),
                ('choice', models.CharField(choices=[('for', 'For'), ('against', 'Against'), ('abstain', 'Abstain')], max_length=7)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('cast_at', models.DateTimeField()),
                ('cast_by_id', models.UUIDField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RemoveConstraint(
            model_name='line',
            name='line_that_corrects_is_the_difference',
        ),
        migrations.RemoveConstraint(
            model_name='pooltotal',
            name='pool_total_that_corrects_costs_nothing_and_says_why',
        ),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('charged_pence__isnull', True), ('recomputed_pence__isnull', True), ('weight_before', '')), models.Q(('charged_pence__isnull', False), ('pence', django.db.models.expressions.CombinedExpression(models.F('recomputed_pence'), '-', models.F('charged_pence'))), models.Q(('weight_before', ''), _negated=True)), _connector='OR'), name='line_that_corrects_is_the_difference'),
        ),
        migrations.AddConstraint(
            model_name='pooltotal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', True), ('reason', ''), ('total_weight_before', '')), models.Q(('corrects__isnull', False), ('cost_pence', 0), models.Q(('reason', ''), _negated=True), models.Q(('total_weight_before', ''), _negated=True)), _connector='OR'), name='pool_total_that_corrects_costs_nothing_and_says_why'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='pool',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='charging.pool'),
        ),
        migrations.AddField(
            model_name='proposaleffect',
            name='proposal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='effects', to='charging.proposal'),
        ),
        migrations.AddField(
            model_name='vote',
            name='proposal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='charging.proposal'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('pool',), name='proposal_one_open_for_a_pool'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('from_on__day', 1)), name='proposal_starts_with_a_month'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='proposal_says_why'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('counted_at__isnull', False), ('counted_by_id__isnull', False), ('state__in', ['carried', 'rejected'])), models.Q(('counted_at__isnull', True), ('counted_by_id__isnull', True), ('state__in', ['open', 'withdrawn'])), _connector='OR'), name='proposal_is_counted_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), models.Q(('withdrawn_reason', ''), _negated=True)), models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('withdrawn_reason', '')), _connector='OR'), name='proposal_withdrawn_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='proposaleffect',
            constraint=models.UniqueConstraint(fields=('proposal', 'partner_key'), name='proposal_effect_one_for_a_partner'),
        ),
        *[append_only(f"charging_{table}") for table in ("proposaleffect", "vote")],
        migrations.RunSQL(
            sql="""
                CREATE TRIGGER charging_proposal_counted_stays BEFORE UPDATE OR DELETE ON charging_proposal
                    FOR EACH ROW WHEN (OLD.state <> 'open') EXECUTE FUNCTION public.refuse_change();
            """,
            reverse_sql="DROP TRIGGER charging_proposal_counted_stays ON charging_proposal;",
        ),
    ]
