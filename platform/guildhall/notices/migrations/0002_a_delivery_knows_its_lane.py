
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0001_announcements_wait_in_the_outbox'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='delivery',
            name='delivery_waiting',
        ),
        migrations.AddField(
            model_name='delivery',
            name='partner_key',
            field=models.CharField(blank=True, db_default='', max_length=63),
        ),
        migrations.AddField(
            model_name='delivery',
            name='queue',
            field=models.CharField(db_default='guildhall', max_length=40),
        ),
        migrations.AddField(
            model_name='delivery',
            name='rung_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('due', 'Due'), ('taken', 'Being done'), ('done', 'Done'), ('parked', 'Parked'), ('aside', 'Set aside')], default='due', max_length=8),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('rung_at__isnull', True), ('state', 'due')), fields=['partner_key', 'queue', 'ring_at', 'id'], name='delivery_fresh'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'taken'), models.Q(('rung_at__isnull', False), ('state', 'due')), _connector='OR'), fields=['partner_key', 'queue', 'ring_at'], name='delivery_in_hand'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state__in', ['parked', 'aside'])), fields=['hearer', 'id'], name='delivery_given_up'),
        ),
    ]
