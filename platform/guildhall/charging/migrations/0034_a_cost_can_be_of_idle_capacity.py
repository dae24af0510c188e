from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Capacity that was paid for and that nobody used is marked in the ledger's file, so that it stays visible."""

    dependencies = [("charging", "0033_the_members_agree_how_services_pass_costs_on")]

    operations = [
        migrations.AddField("poolcost", "is_idle", models.BooleanField(default=False)),
        migrations.AddConstraint(
            "poolcost",
            models.CheckConstraint(
                condition=Q(is_idle=False) | Q(amount_pence__gte=0), name="pool_cost_that_is_idle_is_a_cost"
            ),
        ),
    ]
