import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_an_operator_visits_for_half_an_hour'),
        ('tenants', '0005_work_goes_round_all_partners'),
    ]

    operations = [
        migrations.CreateModel(
            name='RateCounter',
            fields=[
                ('key', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('minute', models.DateTimeField()),
                ('count', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('scope', models.CharField(choices=[('usage', 'Send usage events and heartbeats')], max_length=20)),
                ('source', models.CharField(blank=True, max_length=40)),
                ('secret_digest', models.CharField(max_length=64, unique=True)),
                ('made_by_id', models.UUIDField()),
                ('made_at', models.DateTimeField()),
                ('ended_by_id', models.UUIDField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('last_used_on', models.DateField(null=True)),
                ('partner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='api_tokens', to='tenants.partner')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('partner__isnull', False), models.Q(('source', ''), _negated=True), _connector='OR'), name='api_token_of_the_host_speaks_for_one_source'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by_id__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by_id__isnull', False)), _connector='OR'), name='api_token_ended_by_and_at_together'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('partner', 'source', 'name'), name='api_token_alive_has_a_name_of_its_own', nulls_distinct=False)],
            },
        ),
    ]
