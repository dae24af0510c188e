
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='OutboxAnnouncement',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('partner_key', models.CharField(blank=True, max_length=63)),
                ('keywords', models.JSONField(default=dict)),
                ('enclosure_id', models.UUIDField(null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('hearer', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('due', 'Due'), ('taken', 'Being done'), ('done', 'Done'), ('parked', 'Parked')], default='due', max_length=8)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('fence', models.PositiveIntegerField(default=0)),
                ('rings', models.PositiveSmallIntegerField(default=0)),
                ('ring_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('leased_until', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='notices.outboxannouncement')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['due', 'taken'])), fields=['ring_at'], name='delivery_waiting')],
                'constraints': [models.UniqueConstraint(fields=('announcement', 'hearer'), name='delivery_once_for_each_hearer'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', False), ('state', 'done')), models.Q(models.Q(('state', 'done'), _negated=True), ('done_at__isnull', True)), _connector='OR'), name='delivery_done_has_its_moment')],
            },
        ),
    ]
