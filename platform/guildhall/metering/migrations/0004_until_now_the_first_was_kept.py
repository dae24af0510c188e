from django.db import migrations


class Migration(migrations.Migration):
    """Every conflict decided so far was decided for the event that came first: there was no other answer."""

    dependencies = [('metering', '0003_a_decision_says_which_of_the_two_counts')]

    operations = [
        migrations.RunSQL(
            sql="UPDATE metering_eventconflict SET decision = 'first' WHERE decided_at IS NOT NULL AND decision = ''",
            reverse_sql=migrations.RunSQL.noop,
        )
    ]
