import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

ACCOUNTS = [
    (1110, "Bank, through the host’s ledger"),
    (1210, "Contribution due from partner"),
    (1230, "Due from third parties"),
    (2110, "Due to the host for services"),
    (2120, "VAT charged to third parties, due through the host"),
    (2210, "Refund payable to partner"),
    (2220, "Technology credit held for partner"),
    (2300, "Reserve"),
    (2900, "Operating surplus for the year"),
    (2910, "Operating deficit for the year"),
    (4100, "Contributions for the year"),
    (4200, "Income from third parties, by pool"),
    (5100, "Cost of services, by pool"),
]


class Migration(migrations.Migration):
    """What third parties owe is kept by customer, and their VAT by itself."""

    dependencies = [("charging", "0041_a_month_charges_customers")]

    operations = [
        migrations.AlterField("posting", "account", models.PositiveSmallIntegerField(choices=ACCOUNTS)),
        migrations.AlterField("balanceassertion", "account", models.PositiveSmallIntegerField(choices=ACCOUNTS)),
        migrations.AddField(
            "posting",
            "customer",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="charging.customer"
            ),
        ),
        migrations.AddConstraint(
            "posting",
            models.CheckConstraint(
                condition=Q(account__in=[1230], customer__isnull=False)
                | ~Q(account__in=[1230]) & Q(customer=None),
                name="posting_says_which_customer_where_it_matters",
            ),
        ),
    ]
