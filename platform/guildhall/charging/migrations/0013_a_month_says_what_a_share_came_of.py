
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from guildhall.database.records import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('charging', '0012_the_members_decide_on_keys'),
    ]

    operations = [
        migrations.CreateModel(
            name='MonthBridge',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('partner_key', models.CharField(db_index=True, max_length=63)),
                ('before_pence', models.BigIntegerField()),
                ('cost_pence', models.BigIntegerField()),
                ('key_pence', models.BigIntegerField()),
                ('volume_pence', models.BigIntegerField()),
                ('members_pence', models.BigIntegerField()),
                ('correction_pence', models.BigIntegerField()),
                ('after_pence', models.BigIntegerField()),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bridges', to='charging.period')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('period', 'partner_key'), name='month_bridge_one_for_a_partner'), models.CheckConstraint(condition=models.Q(('after_pence', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('before_pence'), '+', models.F('cost_pence')), '+', models.F('key_pence')), '+', models.F('volume_pence')), '+', models.F('members_pence')), '+', models.F('correction_pence')))), name='month_bridge_steps_add_up')],
            },
        ),
        append_only("charging_monthbridge"),
    ]
