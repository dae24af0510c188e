import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('tenants', '0002_practices_join_too'),
    ]

    operations = [
        migrations.CreateModel(
            name='Intake',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('file_name', models.CharField(max_length=200)),
                ('digest', models.CharField(max_length=64)),
                ('rows_in_file', models.PositiveIntegerField()),
                ('left_out', models.JSONField(default=dict)),
                ('faults', models.JSONField(default=list)),
                ('joins_on', models.DateField()),
                ('state', models.CharField(choices=[('planned', 'Not confirmed yet'), ('confirmed', 'Confirmed'), ('withdrawn', 'Withdrawn')], default='planned', max_length=10)),
                ('state_reason', models.TextField(blank=True)),
                ('planned_at', models.DateTimeField()),
                ('planned_by_id', models.UUIDField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_by_id', models.UUIDField(null=True)),
                ('terms_version', models.CharField(blank=True, max_length=20)),
                ('terms_evidence', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('confirmed_by_id__isnull', False), ('state', 'confirmed')), models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_at__isnull', True), ('confirmed_by_id__isnull', True)), _connector='OR'), name='intake_confirmed_by_and_at_together'), models.CheckConstraint(condition=models.Q(models.Q(('terms_evidence', ''), ('terms_version', '')), models.Q(models.Q(('terms_version', ''), _negated=True), models.Q(('terms_evidence', ''), _negated=True)), _connector='OR'), name='intake_terms_have_their_evidence')],
            },
        ),
        migrations.CreateModel(
            name='IntakeRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('ods_code', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=200)),
                ('short_name', models.CharField(max_length=40)),
                ('code', models.CharField(max_length=31)),
                ('letters', models.CharField(max_length=4)),
                ('kind', models.CharField(choices=[('host', 'Host commissioning group'), ('group', 'Commissioning group'), ('mental_health', 'Mental health trust'), ('community', 'Community trust'), ('acute', 'Hospital trust'), ('council', 'Council'), ('housing', 'Housing association'), ('practice', 'Practice')], max_length=20)),
                ('first_administrator', models.EmailField(blank=True, max_length=254)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('joined', 'Joined'), ('refused', 'Refused')], default='waiting', max_length=8)),
                ('reason', models.TextField(blank=True)),
                ('intake', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='partnership.intake')),
                ('partner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='intake_rows', to='tenants.partner')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('intake', 'ods_code'), name='intake_row_once_for_each_organisation'), models.UniqueConstraint(fields=('intake', 'code'), name='intake_row_code_once'), models.UniqueConstraint(fields=('intake', 'letters'), name='intake_row_letters_once'), models.CheckConstraint(condition=models.Q(models.Q(('partner__isnull', False), ('state', 'joined')), models.Q(models.Q(('state', 'joined'), _negated=True), ('partner__isnull', True)), _connector='OR'), name='intake_row_joined_has_its_partner'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='intake_row_refused_has_a_reason')],
            },
        ),
    ]
