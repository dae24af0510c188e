
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partnership', '0001_partners_are_brought_in_together'),
        ('tenants', '0005_work_goes_round_all_partners'),
    ]

    operations = [
        migrations.CreateModel(
            name='PartnerReading',
            fields=[
                ('partner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='reading', serialize=False, to='tenants.partner')),
                ('bytes', models.BigIntegerField(default=0)),
                ('relations', models.PositiveIntegerField(default=0)),
                ('people', models.PositiveIntegerField(default=0)),
                ('last_activity_at', models.DateTimeField(null=True)),
                ('read_at', models.DateTimeField(null=True)),
                ('home_version', models.CharField(blank=True, max_length=64)),
                ('migrations_missing', models.PositiveIntegerField(default=0)),
                ('orphans', models.JSONField(default=list)),
                ('checked_at', models.DateTimeField(null=True)),
            ],
        ),
    ]
