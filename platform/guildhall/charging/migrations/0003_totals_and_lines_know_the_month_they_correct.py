import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A month's close may also correct the months before it, and says of each row which month it was used in.

    Code that does not know the columns can no longer close a month. It would leave late usage uncounted for ever.
    """

    dependencies = [("charging", "0002_closed_months_refuse_to_change")]

    operations = [
        migrations.AddField("pooltotal", "used_on", models.DateField(null=True)),
        migrations.AddField(
            "pooltotal", "total_weight_before", models.CharField(max_length=100, blank=True, default=""), preserve_default=False
        ),
        migrations.AddField(
            "pooltotal", "corrects",
            models.ForeignKey("charging.pooltotal", on_delete=django.db.models.deletion.PROTECT, null=True, related_name="corrections"),
        ),
        migrations.AddField("pooltotal", "reason", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField(
            "line", "weight_before", models.CharField(max_length=100, blank=True, default=""), preserve_default=False
        ),
        migrations.AddField("line", "charged_pence", models.BigIntegerField(null=True)),
        migrations.AddField("line", "recomputed_pence", models.BigIntegerField(null=True)),
    ]
