
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('tenants', '0001_partners_are_registered'),
    ]

    operations = [
        migrations.CreateModel(
            name='HostSession',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('host', models.CharField(max_length=253)),
                ('user_id', models.UUIDField(db_index=True, null=True)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'db_table': 'access_session',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('is_active', models.BooleanField(default=True)),
                ('joined_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once_in_any_case')],
            },
        ),
        migrations.CreateModel(
            name='HandOff',
            fields=[
                ('secret_digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('host', models.CharField(max_length=253)),
                ('nonce', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('recruiter', 'Recruiter'), ('approver', 'Approver'), ('panel', 'Panel member'), ('administrator', 'Administrator'), ('finance', 'Finance officer'), ('account_approver', 'Account approver'), ('staff', 'Staff member'), ('operator', 'Platform operator'), ('host_finance', 'Shared-service finance officer'), ('board', 'Board member'), ('analyst', 'Analyst')], max_length=20), size=None)),
                ('secret_digest', models.CharField(max_length=64, unique=True)),
                ('invited_by_id', models.UUIDField(null=True)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('partner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='tenants.partner')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('email', 'partner'), name='invitation_one_waiting', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('recruiter', 'Recruiter'), ('approver', 'Approver'), ('panel', 'Panel member'), ('administrator', 'Administrator'), ('finance', 'Finance officer'), ('account_approver', 'Account approver'), ('staff', 'Staff member'), ('operator', 'Platform operator'), ('host_finance', 'Shared-service finance officer'), ('board', 'Board member'), ('analyst', 'Analyst')], max_length=20), size=None)),
                ('since', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('partner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='tenants.partner')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user', 'partner'), name='membership_one_current', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('roles', []), _negated=True), name='membership_has_roles')],
            },
        ),
    ]
