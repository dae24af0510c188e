import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """What is not asked of a leaver, or goes on to a successor, names the entry that changed it."""

    dependencies = [("charging", "0050_a_partner_that_leaves_is_settled_with")]

    operations = [
        migrations.AddField(
            "contribution",
            "changed_by",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contributions",
                to="charging.journal",
            ),
        ),
        migrations.RemoveConstraint("contribution", "contribution_is_called_once"),
        migrations.RemoveConstraint("contribution", "contribution_is_not_below_zero"),
        migrations.AddConstraint(
            "contribution",
            models.UniqueConstraint(
                fields=["year", "partner_key", "due_on"],
                condition=Q(changed_by__isnull=True),
                name="contribution_is_called_once",
            ),
        ),
        migrations.AddConstraint(
            "contribution",
            models.UniqueConstraint(
                fields=["changed_by", "year", "partner_key", "due_on"], name="contribution_is_changed_once_by_an_entry"
            ),
        ),
        migrations.AddConstraint(
            "contribution",
            models.CheckConstraint(
                condition=Q(pence__gte=0) | Q(changed_by__isnull=False), name="contribution_is_not_below_zero"
            ),
        ),
    ]
