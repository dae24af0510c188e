from django.db import migrations, models


class Migration(migrations.Migration):
    """Since when pence are rounded over the months, and the floor or ceiling that a share stands at."""

    dependencies = [("charging", "0030_a_file_of_costs_ties_to_the_ledgers_total")]

    operations = [
        migrations.AddField("pooltotal", "basis", models.JSONField(default=dict)),
        migrations.AddField("line", "basis", models.JSONField(default=dict)),
    ]
