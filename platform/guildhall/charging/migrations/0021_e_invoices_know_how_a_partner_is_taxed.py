from django.db import migrations, models
from django.db.models import Q

from guildhall.database.records import append_only


class Migration(migrations.Migration):
    """The VAT position and the buyer reference of a partner, dated and never changed."""

    dependencies = [("charging", "0020_a_statement_has_focus_rows")]

    operations = [
        migrations.CreateModel(
            name="VatPosition",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("partner_key", models.CharField(db_index=True, max_length=63)),
                ("from_on", models.DateField()),
                (
                    "category",
                    models.CharField(
                        choices=[("O", "Outside the scope of VAT"), ("E", "Exempt from VAT"), ("S", "Taxed at a rate")],
                        max_length=1,
                    ),
                ),
                ("rate", models.DecimalField(decimal_places=2, default=0, max_digits=5)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("set_at", models.DateTimeField()),
                ("set_by_id", models.UUIDField()),
            ],
        ),
        migrations.CreateModel(
            name="BuyerReference",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("partner_key", models.CharField(db_index=True, max_length=63)),
                ("from_on", models.DateField()),
                ("reference", models.CharField(max_length=60)),
                ("gln", models.CharField(max_length=13)),
                ("set_at", models.DateTimeField()),
                ("set_by_id", models.UUIDField()),
            ],
        ),
        migrations.AddConstraint(
            "vatposition",
            models.CheckConstraint(
                condition=Q(category="S", rate__gt=0, rate__lte=100, reason="")
                | Q(category__in=["O", "E"], rate=0) & ~Q(reason=""),
                name="vat_position_has_a_rate_or_a_reason",
            ),
        ),
        migrations.AddConstraint(
            "buyerreference",
            models.CheckConstraint(condition=~Q(reference=""), name="buyer_reference_says_something"),
        ),
        migrations.AddConstraint(
            "buyerreference",
            models.CheckConstraint(condition=Q(gln__regex=r"^[0-9]{13}$"), name="buyer_reference_has_a_gln"),
        ),
        append_only("charging_vatposition"),
        append_only("charging_buyerreference"),
    ]
