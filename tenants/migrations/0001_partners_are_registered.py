
import django.db.models.deletion
import django_tenants.postgresql_backend.base
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='SchemaTemplate',
            fields=[
                ('version', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('ddl', models.TextField()),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('schema_name', models.CharField(db_index=True, max_length=63, unique=True, validators=[django_tenants.postgresql_backend.base._check_schema_name])),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=31, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('short_name', models.CharField(max_length=40)),
                ('letters', models.CharField(max_length=4, unique=True)),
                ('kind', models.CharField(choices=[('host', 'Host commissioning group'), ('group', 'Commissioning group'), ('mental_health', 'Mental health trust'), ('community', 'Community trust'), ('acute', 'Hospital trust'), ('council', 'Council'), ('housing', 'Housing association')], max_length=20)),
                ('ods_code', models.CharField(blank=True, max_length=10)),
                ('theme', models.CharField(choices=[('teal', 'Teal'), ('indigo', 'Indigo'), ('plum', 'Plum'), ('forest', 'Forest'), ('slate', 'Slate')], default='teal', max_length=10)),
                ('first_administrator', models.EmailField(max_length=254)),
                ('joined_on', models.DateField(null=True)),
                ('state', models.CharField(choices=[('applied', 'Applied'), ('agreed', 'Terms agreed'), ('building', 'Being built'), ('live', 'Live'), ('suspended', 'Suspended'), ('leaving', 'Leaving'), ('archived', 'Archived'), ('erased', 'Erased'), ('stuck', 'Stuck')], default='applied', max_length=12)),
                ('state_reason', models.TextField(blank=True)),
                ('applied_at', models.DateTimeField()),
                ('agreed_at', models.DateTimeField(null=True)),
                ('agreed_by_id', models.UUIDField(null=True)),
                ('terms_version', models.CharField(blank=True, max_length=20)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('agreed_at__isnull', True), ('agreed_by_id__isnull', True)), models.Q(('agreed_at__isnull', False), ('agreed_by_id__isnull', False)), _connector='OR'), name='partner_agreed_by_and_at_together'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'stuck'), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='partner_stuck_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Domain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(db_index=True, max_length=253, unique=True)),
                ('is_primary', models.BooleanField(db_index=True, default=True)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='domains', to='tenants.partner')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
