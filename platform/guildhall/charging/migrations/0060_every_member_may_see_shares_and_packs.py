import django.db.models.deletion
from django.db import migrations, models

from guildhall.database.records import append_only


class Migration(migrations.Migration):
    """Shares that the agreement opens to all members, and quarters as they were put before them; neither changes."""

    dependencies = [("charging", "0053_books_go_on_to_a_successor")]

    operations = [
        migrations.CreateModel(
            name="BoardPack",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("starting", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("figures", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("filed_at", models.DateTimeField()),
                ("filed_by_id", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("starting", "number"), name="board_pack_one_for_a_quarter"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 4)), name="board_pack_is_of_a_quarter"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpenShare",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("partner_key", models.CharField(db_index=True, max_length=63)),
                ("member", models.CharField(max_length=200)),
                ("pence", models.BigIntegerField()),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="open_shares",
                        to="charging.period",
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="charging.pool"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("period", "partner_key", "pool"), name="open_share_one_for_each_pool"
                    )
                ],
            },
        ),
        append_only("charging_boardpack"),
        append_only("charging_openshare"),
    ]
