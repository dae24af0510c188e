from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('metering', '0007_a_host_feed_counts_once_for_whomever'),
    ]

    operations = [
        migrations.CreateModel(
            name='UsageDay',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('partner_key', models.CharField(max_length=63)),
                ('unit', models.CharField(max_length=40)),
                ('day', models.DateField()),
                ('quantity', models.BigIntegerField()),
                ('events', models.PositiveBigIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['day', 'unit', 'partner_key'], name='usage_day_by_day')],
                'constraints': [models.UniqueConstraint(fields=('partner_key', 'unit', 'day'), name='usage_day_is_one')],
            },
        ),
        migrations.CreateModel(
            name='UsageMark',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('last_event_id', models.BigIntegerField()),
                ('counted_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='usage_mark_is_one')],
            },
        ),
    ]
