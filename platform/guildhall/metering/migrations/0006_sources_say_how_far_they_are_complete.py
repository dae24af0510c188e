import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('metering', '0005_nobody_decides_without_saying_which'),
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('partner_key', models.CharField(blank=True, db_index=True, max_length=63)),
                ('units', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                ('rhythm_hours', models.PositiveIntegerField()),
                ('from_on', models.DateField()),
                ('registered_at', models.DateTimeField()),
                ('registered_by_id', models.UUIDField()),
                ('state', models.CharField(choices=[('active', 'Active'), ('retired', 'Retired')], default='active', max_length=10)),
                ('retired_on', models.DateField(null=True)),
                ('retired_at', models.DateTimeField(null=True)),
                ('retired_by_id', models.UUIDField(null=True)),
                ('retired_reason', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z][a-z0-9-]{1,39}$')), name='source_has_a_plain_code'), models.CheckConstraint(condition=models.Q(('units', []), _negated=True), name='source_reports_something'), models.CheckConstraint(condition=models.Q(('rhythm_hours__gte', 1), ('rhythm_hours__lte', 744)), name='source_has_a_rhythm_within_a_month'), models.CheckConstraint(condition=models.Q(models.Q(('retired_at__isnull', True), ('retired_by_id__isnull', True), ('retired_on__isnull', True), ('retired_reason', ''), ('state', 'active')), models.Q(('retired_at__isnull', False), ('retired_by_id__isnull', False), ('retired_on__isnull', False), ('state', 'retired'), models.Q(('retired_reason', ''), _negated=True)), _connector='OR'), name='source_is_retired_by_somebody_on_a_day_for_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('partner_key', models.CharField(blank=True, db_index=True, max_length=63)),
                ('complete_until', models.DateTimeField()),
                ('heard_at', models.DateTimeField()),
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='heartbeat', to='metering.source')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
