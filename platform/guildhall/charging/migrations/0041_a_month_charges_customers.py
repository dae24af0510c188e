import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from guildhall.database.records import append_only

UNITS = [
    ("vacancy_published", "Vacancies published"),
    ("application_received", "Applications received"),
    ("offer_made", "Offers made"),
    ("starter_handed_over", "Starters handed over"),
    ("account_prepared", "Accounts prepared"),
    ("robot_minutes", "Minutes of robot time"),
    ("user_days", "User-days"),
    ("portal_user_days", "User-days of the portal"),
    ("storage_days", "Gigabyte-days of storage"),
]

TAKES_NOTHING_ONCE_CLOSED = ["customerinvoice", "customercharge"]


class Migration(migrations.Migration):
    """A close fixes what customers are charged: invoices are numbered without gaps, and a pool's income is the sum of
    its charges. Months closed before charged nobody.
    """

    dependencies = [("charging", "0040_third_parties_are_customers_with_prices")]

    operations = [
        migrations.AddField("pooltotal", "income_pence", models.BigIntegerField(default=0)),
        migrations.AddField("closemanifest", "last_use_id", models.BigIntegerField(default=0)),
        migrations.AddConstraint(
            "pooltotal",
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | Q(income_pence=0), name="pool_total_that_corrects_has_no_income"
            ),
        ),
        migrations.CreateModel(
            name="CustomerInvoice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("sequence", models.PositiveIntegerField(unique=True)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("used_on", models.DateField()),
                ("issued_on", models.DateField()),
                ("due_on", models.DateField()),
                ("category", models.CharField(max_length=1)),
                ("rate", models.DecimalField(decimal_places=2, max_digits=5)),
                ("net_pence", models.BigIntegerField()),
                ("tax_pence", models.BigIntegerField()),
                ("figures", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="charging.customerinvoice",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invoices", to="charging.customer"
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customer_invoices",
                        to="charging.period",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CustomerCharge",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("unit", models.CharField(choices=UNITS, max_length=32)),
                ("used_on", models.DateField()),
                ("quantity", models.CharField(max_length=40)),
                ("pence", models.BigIntegerField()),
                ("charged_pence", models.BigIntegerField(null=True)),
                ("recomputed_pence", models.BigIntegerField(null=True)),
                ("figures", models.JSONField()),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="charging.ratecard"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="charging.customer"
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="charging.customerinvoice",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customer_charges",
                        to="charging.period",
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="charging.pool"),
                ),
            ],
        ),
        migrations.AddConstraint(
            "customerinvoice",
            models.CheckConstraint(condition=Q(used_on__day=1), name="customer_invoice_is_of_a_month"),
        ),
        migrations.AddConstraint(
            "customerinvoice",
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="customer_invoice_due_once_issued"),
        ),
        migrations.AddConstraint(
            "customercharge",
            models.UniqueConstraint(
                fields=("period", "customer", "pool", "unit", "used_on"),
                name="customer_charge_one_for_each_month_of_use",
            ),
        ),
        migrations.AddConstraint(
            "customercharge",
            models.CheckConstraint(condition=Q(used_on__day=1), name="customer_charge_is_of_a_month"),
        ),
        migrations.AddConstraint(
            "customercharge",
            models.CheckConstraint(
                condition=Q(charged_pence__isnull=True, recomputed_pence__isnull=True)
                | Q(charged_pence__isnull=False, pence=F("recomputed_pence") - F("charged_pence")),
                name="customer_charge_that_corrects_is_the_difference",
            ),
        ),
        append_only("charging_customerinvoice"),
        append_only("charging_customercharge"),
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION public.charging_income_is_charged() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                DECLARE charged numeric; income numeric;
                BEGIN
                    SELECT coalesce(sum(pence), 0) INTO charged FROM public.charging_customercharge
                        WHERE period_id = NEW.period_id AND pool_id = NEW.pool_id;
                    SELECT coalesce(sum(income_pence), 0) INTO income FROM public.charging_pooltotal
                        WHERE period_id = NEW.period_id AND pool_id = NEW.pool_id;
                    IF charged <> income THEN
                        RAISE EXCEPTION 'customers are charged % of pool %, and its income is %',
                            charged, NEW.pool_id, income USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                END $$;

                CREATE FUNCTION public.charging_invoice_follows() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                DECLARE last int;
                BEGIN
                    PERFORM pg_advisory_xact_lock(hashtextextended('charging invoice numbers', 0));
                    SELECT coalesce(max(sequence), 0) INTO last FROM public.charging_customerinvoice;
                    IF NEW.sequence <> last + 1 THEN
                        RAISE EXCEPTION 'invoice % does not follow number %', NEW.sequence, last
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                END $$;

                CREATE FUNCTION public.charging_charge_is_of_its_invoice() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                DECLARE billed date;
                BEGIN
                    SELECT month_on INTO billed FROM public.charging_period WHERE id = NEW.period_id;
                    IF NEW.used_on > billed OR (NEW.used_on < billed) <> (NEW.charged_pence IS NOT NULL)
                        OR NOT EXISTS (
                            SELECT FROM public.charging_customerinvoice i WHERE i.id = NEW.invoice_id
                                AND i.customer_id = NEW.customer_id AND i.period_id = NEW.period_id
                                AND i.used_on = NEW.used_on) THEN
                        RAISE EXCEPTION 'the charge of % is not of the months of its invoice', NEW.customer_id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                END $$;

                CREATE CONSTRAINT TRIGGER charging_pooltotal_has_its_income AFTER INSERT ON charging_pooltotal
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.charging_income_is_charged();
                CREATE CONSTRAINT TRIGGER charging_customercharge_is_income AFTER INSERT ON charging_customercharge
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.charging_income_is_charged();
                CREATE TRIGGER charging_customerinvoice_follows BEFORE INSERT ON charging_customerinvoice
                    FOR EACH ROW EXECUTE FUNCTION public.charging_invoice_follows();
                CREATE TRIGGER charging_customercharge_is_of_its_invoice BEFORE INSERT ON charging_customercharge
                    FOR EACH ROW EXECUTE FUNCTION public.charging_charge_is_of_its_invoice();
            """,
            reverse_sql="""
                DROP TRIGGER charging_customercharge_is_of_its_invoice ON charging_customercharge;
                DROP TRIGGER charging_customerinvoice_follows ON charging_customerinvoice;
                DROP TRIGGER charging_customercharge_is_income ON charging_customercharge;
                DROP TRIGGER charging_pooltotal_has_its_income ON charging_pooltotal;
                DROP FUNCTION public.charging_charge_is_of_its_invoice();
                DROP FUNCTION public.charging_invoice_follows();
                DROP FUNCTION public.charging_income_is_charged();
            """,
        ),
        *[
            migrations.RunSQL(
                sql=f"""
                    CREATE TRIGGER charging_{table}_takes_nothing_once_closed BEFORE INSERT ON charging_{table}
                        FOR EACH ROW EXECUTE FUNCTION public.charging_refuse_closed_month();
                """,
                reverse_sql=f"DROP TRIGGER charging_{table}_takes_nothing_once_closed ON charging_{table};",
            )
            for table in TAKES_NOTHING_ONCE_CLOSED
        ],
    ]
