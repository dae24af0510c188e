from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('metering', '0006_sources_say_how_far_they_are_complete')]

    operations = [
        migrations.AddField(
            model_name='usageevent',
            name='host_feed',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name='usageevent',
            constraint=models.UniqueConstraint(condition=models.Q(('host_feed', True)), fields=('source', 'identity'), name='usage_event_of_a_host_feed_counts_once_for_whomever'),
        ),
    ]
