from django.db import migrations, models


class Migration(migrations.Migration):
    """A partner that joins within a year weighs in the key of its contributions from its first day on."""

    dependencies = [("charging", "0051_an_entry_can_change_a_contribution")]

    operations = [migrations.AddField("contributionweight", "from_on", models.DateField(null=True))]
