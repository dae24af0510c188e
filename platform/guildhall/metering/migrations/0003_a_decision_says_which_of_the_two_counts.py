from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('metering', '0002_an_event_may_correct_another')]

    operations = [
        migrations.AddField(
            model_name='eventconflict',
            name='decision',
            field=models.CharField(blank=True, choices=[('first', 'The first counts'), ('resend', 'The resend counts')], db_default='', max_length=10),
        ),
    ]
