from django.db import migrations, models
from django.db.models import F, Q

from guildhall.database.records import append_only


class Migration(migrations.Migration):
    """Whose books went on to whom is written once, and a successor may read what was stated to those before it."""

    dependencies = [("charging", "0052_a_weight_knows_when_its_partner_joined")]

    operations = [
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("partner_key", models.CharField(db_index=True, max_length=63)),
                ("successor_key", models.CharField(db_index=True, max_length=63)),
                ("from_on", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("made_by_id", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["partner_key", "successor_key"], name="succession_is_written_once"),
                    models.CheckConstraint(condition=Q(from_on__day=1), name="succession_starts_with_a_month"),
                    models.CheckConstraint(
                        condition=~Q(partner_key=F("successor_key")), name="succession_is_of_two_partners"
                    ),
                ],
            },
        ),
        append_only("charging_succession"),
    ]
