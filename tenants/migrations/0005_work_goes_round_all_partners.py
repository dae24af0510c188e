
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0004_each_home_knows_its_version'),
    ]

    operations = [
        migrations.CreateModel(
            name='Round',
            fields=[
                ('work', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('period', models.DateTimeField()),
                ('after', models.CharField(blank=True, max_length=63)),
                ('visited', models.PositiveIntegerField(default=0)),
                ('begun_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('work', models.CharField(max_length=80)),
                ('partner_key', models.CharField(max_length=63)),
                ('period', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('work', 'partner_key'), name='turn_one_for_work_and_partner')],
            },
        ),
    ]
