
import datetime
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_people_belong_to_partners'),
        ('tenants', '0005_work_goes_round_all_partners'),
    ]

    operations = [
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('by_name', models.CharField(max_length=200)),
                ('reason', models.TextField()),
                ('begun_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='tenants.partner')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['partner', '-begun_at'], name='visit_by_partner')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='visit_has_a_reason'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begun_at')), ('ends_at__lte', django.db.models.expressions.CombinedExpression(models.F('begun_at'), '+', models.Value(datetime.timedelta(seconds=1800))))), name='visit_lasts_half_an_hour_at_most')],
            },
        ),
    ]
