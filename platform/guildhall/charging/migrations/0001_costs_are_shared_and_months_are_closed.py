import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [("database", "0001_facts_can_refuse_to_change")]

    operations = [
        migrations.CreateModel(
            name='Period',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('month_on', models.DateField(unique=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('collecting', 'Collecting costs'), ('review', 'In review'), ('approved', 'Approved'), ('closed', 'Closed')], default='open', max_length=12)),
                ('opened_at', models.DateTimeField()),
                ('opened_by_id', models.UUIDField(null=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_by_id', models.UUIDField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by_id', models.UUIDField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('month_on__day', 1)), name='period_is_a_month'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by_id__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by_id__isnull', False)), _connector='OR'), name='period_approved_by_and_at_together'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by_id__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by_id__isnull', False)), _connector='OR'), name='period_closed_by_and_at_together'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', False), ('closed_at__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='period_closes_after_approval')],
            },
        ),
        migrations.CreateModel(
            name='CostLoad',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('file_name', models.CharField(max_length=200)),
                ('digest', models.CharField(max_length=64)),
                ('loaded_at', models.DateTimeField()),
                ('loaded_by_id', models.UUIDField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_by_id', models.UUIDField(null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=500)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='loads', to='charging.period')),
            ],
        ),
        migrations.CreateModel(
            name='CloseManifest',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('body', models.JSONField()),
                ('last_event_id', models.BigIntegerField()),
                ('previous_digest', models.CharField(blank=True, max_length=64)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('closed_at', models.DateTimeField()),
                ('period', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='manifest', to='charging.period')),
            ],
        ),
        migrations.CreateModel(
            name='Pool',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=32, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('from_on', models.DateField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('from_on__day', 1)), name='pool_starts_with_a_month')],
            },
        ),
        migrations.CreateModel(
            name='KeyVersion',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('rule', models.JSONField()),
                ('from_on', models.DateField()),
                ('agreed_by', models.CharField(max_length=120)),
                ('set_by_id', models.UUIDField(null=True)),
                ('set_at', models.DateTimeField()),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='key_versions', to='charging.pool')),
            ],
        ),
        migrations.CreateModel(
            name='PoolCost',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('row', models.PositiveIntegerField()),
                ('amount_pence', models.BigIntegerField()),
                ('ledger_reference', models.CharField(max_length=60)),
                ('narrative', models.CharField(max_length=200)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('load', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='costs', to='charging.costload')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='costs', to='charging.period')),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='costs', to='charging.pool')),
            ],
        ),
        migrations.CreateModel(
            name='PoolTotal',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('cost_pence', models.BigIntegerField()),
                ('total_weight', models.CharField(max_length=100)),
                ('key_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='charging.keyversion')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pool_totals', to='charging.period')),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='charging.pool')),
            ],
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('used_on', models.DateField()),
                ('partner_key', models.CharField(db_index=True, max_length=63)),
                ('weight', models.CharField(max_length=100)),
                ('exact_share', models.CharField(max_length=200)),
                ('pence', models.BigIntegerField()),
                ('has_odd_penny', models.BooleanField()),
                ('events_count', models.PositiveIntegerField()),
                ('events_quantity', models.BigIntegerField()),
                ('events_digest', models.CharField(max_length=64)),
                ('drivers', models.JSONField(default=list)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='charging.period')),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='charging.pool')),
                ('total', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='charging.pooltotal')),
            ],
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('partner_key', models.CharField(db_index=True, max_length=63)),
                ('number', models.CharField(max_length=20, unique=True)),
                ('figures', models.JSONField()),
                ('total_pence', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('due', 'Being drawn'), ('filed', 'Ready'), ('sent', 'Sent'), ('stuck', 'Stuck')], default='due', max_length=5)),
                ('due_at', models.DateTimeField()),
                ('filed_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('stuck_at', models.DateTimeField(null=True)),
                ('stuck_reason', models.TextField(blank=True)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='charging.period')),
            ],
        ),
        migrations.CreateModel(
            name='StatementFile',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('xlsx', 'Spreadsheet'), ('csv', 'CSV')], max_length=4)),
                ('name', models.CharField(max_length=80)),
                ('content', models.BinaryField()),
                ('size_bytes', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='charging.statement')),
            ],
        ),
        migrations.AddConstraint(
            model_name='costload',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('period',), name='cost_load_one_in_force'),
        ),
        migrations.AddConstraint(
            model_name='costload',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('digest',), name='cost_load_of_a_file_once'),
        ),
        migrations.AddConstraint(
            model_name='costload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by_id__isnull', True), ('withdrawn_reason', '')), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by_id__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='cost_load_withdrawn_by_somebody_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='closemanifest',
            constraint=models.UniqueConstraint(fields=('previous_digest',), name='close_manifest_chain_does_not_fork'),
        ),
        migrations.AddConstraint(
            model_name='keyversion',
            constraint=models.UniqueConstraint(fields=('pool', 'number'), name='key_version_has_its_number'),
        ),
        migrations.AddConstraint(
            model_name='keyversion',
            constraint=models.UniqueConstraint(fields=('pool', 'from_on'), name='key_version_one_from_a_month'),
        ),
        migrations.AddConstraint(
            model_name='keyversion',
            constraint=models.CheckConstraint(condition=models.Q(('from_on__day', 1)), name='key_version_starts_with_a_month'),
        ),
        migrations.AddConstraint(
            model_name='keyversion',
            constraint=models.CheckConstraint(condition=models.Q(('agreed_by', ''), _negated=True), name='key_version_is_agreed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='poolcost',
            constraint=models.UniqueConstraint(fields=('load', 'pool', 'ledger_reference', 'amount_pence'), name='pool_cost_is_not_repeated'),
        ),
        migrations.AddConstraint(
            model_name='poolcost',
            constraint=models.CheckConstraint(condition=models.Q(('amount_pence__gte', 0), models.Q(('reason', ''), _negated=True), _connector='OR'), name='pool_cost_below_zero_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='pooltotal',
            constraint=models.UniqueConstraint(fields=('period', 'pool'), name='pool_total_one_a_month'),
        ),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(fields=['partner_key', 'period'], name='line_by_partner'),
        ),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.UniqueConstraint(fields=('period', 'used_on', 'partner_key', 'pool'), name='line_one_for_each_pool'),
        ),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.CheckConstraint(condition=models.Q(('used_on__day', 1)), name='line_is_used_in_a_month'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(fields=('period', 'partner_key'), name='statement_one_a_month'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('filed_at__isnull', False), ('state__in', ['filed', 'sent'])), models.Q(('filed_at__isnull', True), ('state__in', ['due', 'stuck'])), _connector='OR'), name='statement_filed_has_its_moment'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'stuck'), ('stuck_at__isnull', False), models.Q(('stuck_reason', ''), _negated=True)), models.Q(models.Q(('state', 'stuck'), _negated=True), ('stuck_at__isnull', True), ('stuck_reason', '')), _connector='OR'), name='statement_stuck_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='statementfile',
            constraint=models.UniqueConstraint(fields=('statement', 'kind'), name='statement_file_one_of_a_kind'),
        ),
    ]
