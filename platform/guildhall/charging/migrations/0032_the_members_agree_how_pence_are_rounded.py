from django.db import migrations, models


class Migration(migrations.Migration):
    """The odd pence of agreed shares: each month by itself, as they always were, or over the months."""

    dependencies = [("charging", "0031_a_share_says_what_else_it_rests_on")]

    operations = [
        migrations.AddField(
            "agreement",
            "penny_option",
            models.CharField(
                choices=[("each_month", "Each month by itself"), ("over_months", "Over the months of a fixed key")],
                default="each_month",
                max_length=20,
            ),
        ),
    ]
