
from django.db import migrations, models

from guildhall.database.records import append_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [("database", "0001_facts_can_refuse_to_change")]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('partner_key', models.CharField(blank=True, max_length=63)),
                ('what', models.CharField(max_length=120)),
                ('subject_kind', models.CharField(max_length=80)),
                ('subject_key', models.CharField(max_length=64)),
                ('subject_name', models.CharField(blank=True, max_length=200)),
                ('by_id', models.UUIDField(null=True)),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('details', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['partner_key', 'subject_kind', 'subject_key', 'at'], name='audit_by_subject'), models.Index(fields=['partner_key', 'at'], name='audit_by_partner')],
            },
        ),
        append_only("audit_auditentry"),
    ]
