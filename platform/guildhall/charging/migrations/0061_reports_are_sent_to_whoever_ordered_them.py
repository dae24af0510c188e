from django.db import migrations, models


class Migration(migrations.Migration):
    """What finance officers want to be told by letter, and how often."""

    dependencies = [("charging", "0060_every_member_may_see_shares_and_packs")]

    operations = [
        migrations.CreateModel(
            name="ReportOrder",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("partner_key", models.CharField(db_index=True, max_length=63)),
                ("user_id", models.UUIDField()),
                (
                    "report",
                    models.CharField(
                        choices=[("usage", "What we used this month"), ("year", "What the year costs us")],
                        max_length=10,
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[("weekly", "Every Monday"), ("monthly", "On the first of each month")],
                        max_length=10,
                    ),
                ),
                ("ordered_on", models.DateField()),
                ("sent_on", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("partner_key", "user_id", "report"),
                        name="report_order_one_of_a_kind",
                    )
                ],
            },
        ),
    ]
