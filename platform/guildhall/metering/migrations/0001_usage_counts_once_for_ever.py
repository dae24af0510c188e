import django.db.models.deletion
from django.db import migrations, models

from guildhall.database.records import append_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [("database", "0001_facts_can_refuse_to_change")]

    operations = [
        migrations.CreateModel(
            name='UsageEvent',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=100)),
                ('identity', models.CharField(max_length=200)),
                ('partner_key', models.CharField(max_length=63)),
                ('unit', models.CharField(max_length=40)),
                ('subject', models.CharField(max_length=150)),
                ('quantity', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('day', models.DateField()),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['day', 'unit', 'partner_key'], name='usage_event_by_day'), models.Index(fields=['partner_key', 'unit', 'day'], name='usage_event_by_partner')],
                'constraints': [models.UniqueConstraint(fields=('partner_key', 'source', 'identity'), name='usage_event_counts_once_for_ever'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='usage_event_quantity_is_above_zero')],
            },
        ),
        migrations.CreateModel(
            name='EventConflict',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=100)),
                ('identity', models.CharField(max_length=200)),
                ('partner_key', models.CharField(max_length=63)),
                ('unit', models.CharField(max_length=40)),
                ('subject', models.CharField(max_length=150)),
                ('quantity', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('day', models.DateField()),
                ('digest', models.CharField(max_length=64)),
                ('decided_by_id', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conflicts', to='metering.usageevent')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('partner_key', 'source', 'identity', 'digest'), name='event_conflict_is_listed_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by_id__isnull', True), ('reason', '')), models.Q(('decided_at__isnull', False), ('decided_by_id__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='event_conflict_is_decided_by_somebody_for_a_reason')],
            },
        ),
        append_only("metering_usageevent"),
    ]
