import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0003_partners_leave_and_are_archived'),
    ]

    operations = [
        migrations.AddField(
            model_name='schematemplate',
            name='fingerprint',
            field=models.CharField(blank=True, db_default='', max_length=48),
        ),
        migrations.AddField(
            model_name='schematemplate',
            name='migrations',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='schematemplate',
            name='shape',
            field=models.TextField(blank=True, db_default=''),
        ),
        migrations.CreateModel(
            name='MigrationRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=64)),
                ('wave', models.CharField(choices=[('canary', 'The canary'), ('first', 'The first hundredth'), ('rest', 'All others')], default='canary', max_length=10)),
                ('outcome', models.CharField(choices=[('moving', 'Under way'), ('finished', 'Finished'), ('stopped', 'Stopped'), ('killed', 'Killed')], default='moving', max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('total', models.PositiveIntegerField()),
                ('done', models.PositiveIntegerField(default=0)),
                ('failed', models.PositiveIntegerField(default=0)),
                ('started_at', models.DateTimeField()),
                ('moved_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('outcome', 'moving')), models.Q(models.Q(('outcome', 'moving'), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='migration_run_is_moving_until_it_finishes')],
            },
        ),
        migrations.CreateModel(
            name='SchemaState',
            fields=[
                ('partner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='schema_state', serialize=False, to='tenants.partner')),
                ('version', models.CharField(db_index=True, max_length=64)),
                ('fingerprint', models.CharField(blank=True, max_length=48)),
                ('status', models.CharField(choices=[('current', 'Up to date'), ('part_way', 'Part of the way'), ('failed', 'Failed')], default='current', max_length=10)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('last_error', models.TextField(blank=True)),
                ('drift', models.TextField(blank=True)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status', 'failed'), _negated=True), models.Q(('last_error', ''), _negated=True), _connector='OR'), name='schema_failed_has_an_error')],
            },
        ),
    ]
