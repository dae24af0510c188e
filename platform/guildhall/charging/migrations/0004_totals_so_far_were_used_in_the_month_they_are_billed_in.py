from django.db import migrations


class Migration(migrations.Migration):
    """Until now every total was used in the month it is billed in. Totals refuse change, so their owner lets this one in."""

    dependencies = [("charging", "0003_totals_and_lines_know_the_month_they_correct")]

    operations = [
        migrations.RunSQL(
            sql="""
                ALTER TABLE charging_pooltotal DISABLE TRIGGER charging_pooltotal_is_append_only;
                UPDATE charging_pooltotal total SET used_on = period.month_on
                    FROM charging_period period WHERE period.id = total.period_id AND total.used_on IS NULL;
                ALTER TABLE charging_pooltotal ENABLE TRIGGER charging_pooltotal_is_append_only;
            """,
            reverse_sql=migrations.RunSQL.noop,
        )
    ]
