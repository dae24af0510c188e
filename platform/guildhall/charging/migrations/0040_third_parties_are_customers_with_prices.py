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


class Migration(migrations.Migration):
    """Customers who are no partners, how they are taxed, their prices and their use. Prices that were approved stay as
    they are and never start in a closed month; what decides the charges of a closed month does not change.
    """

    dependencies = [("charging", "0034_a_cost_can_be_of_idle_capacity")]

    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.SlugField(max_length=32, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("address", models.CharField(max_length=300)),
                ("reference", models.CharField(max_length=60)),
                ("gln", models.CharField(blank=True, max_length=13)),
                ("payment_days", models.PositiveSmallIntegerField(default=30)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="CustomerVatPosition",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
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
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="vat_positions", to="charging.customer"
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="charging.pool"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RateCard",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("unit", models.CharField(choices=UNITS, max_length=32)),
                ("number", models.PositiveSmallIntegerField()),
                ("from_on", models.DateField()),
                ("rule", models.JSONField()),
                ("set_at", models.DateTimeField()),
                ("set_by_id", models.UUIDField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_by_id", models.UUIDField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by_id", models.UUIDField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rate_cards", to="charging.customer"
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="charging.pool"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CustomerUse",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("unit", models.CharField(choices=UNITS, max_length=32)),
                ("used_on", models.DateField(db_index=True)),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=15)),
                ("reference", models.CharField(max_length=60)),
                ("evidence", models.CharField(max_length=200)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by_id", models.UUIDField()),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="charging.customeruse",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="charging.customer"
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="charging.pool"),
                ),
            ],
        ),
        migrations.AddConstraint(
            "customer",
            models.CheckConstraint(condition=~Q(name="") & ~Q(address=""), name="customer_has_a_name_and_an_address"),
        ),
        migrations.AddConstraint(
            "customer", models.CheckConstraint(condition=~Q(reference=""), name="customer_has_a_buyer_reference")
        ),
        migrations.AddConstraint(
            "customer",
            models.CheckConstraint(
                condition=Q(gln="") | Q(gln__regex=r"^[0-9]{13}$"), name="customer_gln_has_13_digits"
            ),
        ),
        migrations.AddConstraint(
            "customer",
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="customer_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            "customervatposition",
            models.CheckConstraint(condition=Q(from_on__day=1), name="customer_vat_position_starts_with_a_month"),
        ),
        migrations.AddConstraint(
            "customervatposition",
            models.CheckConstraint(
                condition=Q(category="S", rate__gt=0, rate__lte=100, reason="")
                | Q(category__in=["O", "E"], rate=0) & ~Q(reason=""),
                name="customer_vat_position_has_a_rate_or_a_reason",
            ),
        ),
        migrations.AddConstraint(
            "ratecard", models.UniqueConstraint(fields=("customer", "number"), name="rate_card_has_its_number")
        ),
        migrations.AddConstraint(
            "ratecard",
            models.UniqueConstraint(
                fields=("customer", "pool", "unit", "from_on"),
                condition=Q(approved_at__isnull=False),
                name="rate_card_one_from_a_month",
            ),
        ),
        migrations.AddConstraint(
            "ratecard", models.CheckConstraint(condition=Q(from_on__day=1), name="rate_card_starts_with_a_month")
        ),
        migrations.AddConstraint(
            "ratecard",
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by_id__isnull=True)
                | Q(approved_at__isnull=False, approved_by_id__isnull=False) & ~Q(approved_by_id=F("set_by_id")),
                name="rate_card_is_approved_by_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            "ratecard",
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by_id__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by_id__isnull=False, approved_at__isnull=True)
                & ~Q(withdrawn_reason=""),
                name="rate_card_withdrawn_before_it_was_approved",
            ),
        ),
        migrations.AddConstraint(
            "customeruse", models.UniqueConstraint(fields=("customer", "reference"), name="customer_use_counts_once")
        ),
        migrations.AddConstraint(
            "customeruse",
            models.CheckConstraint(
                condition=Q(quantity__gt=0) | Q(corrects__isnull=False, quantity__lt=0),
                name="customer_use_below_zero_names_what_it_corrects",
            ),
        ),
        migrations.AddConstraint(
            "customeruse",
            models.CheckConstraint(
                condition=~Q(reference="") & ~Q(evidence=""), name="customer_use_has_a_reference_and_evidence"
            ),
        ),
        append_only("charging_customervatposition"),
        append_only("charging_customeruse"),
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION public.charging_never_backwards() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                BEGIN
                    IF EXISTS (SELECT FROM public.charging_period
                               WHERE state = 'closed' AND month_on >= NEW.from_on) THEN
                        RAISE EXCEPTION 'the month from which this row of % counts is closed', TG_TABLE_NAME
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                END $$;

                CREATE FUNCTION public.charging_use_corrects_its_like() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                BEGIN
                    IF NOT EXISTS (
                        SELECT FROM public.charging_customeruse first WHERE first.id = NEW.corrects_id
                            AND first.corrects_id IS NULL AND first.customer_id = NEW.customer_id
                            AND first.pool_id = NEW.pool_id AND first.unit = NEW.unit AND first.used_on = NEW.used_on
                            AND first.quantity + NEW.quantity + (SELECT coalesce(sum(quantity), 0)
                                FROM public.charging_customeruse other WHERE other.corrects_id = first.id) >= 0
                    ) THEN
                        RAISE EXCEPTION 'a correction is of the same customer, service, unit and day, and takes back no '
                            'more than was used' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                END $$;

                CREATE FUNCTION public.charging_customer_stays() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                DECLARE open_from date;
                BEGIN
                    SELECT max(month_on) + interval '1 month' INTO open_from FROM public.charging_period
                        WHERE state = 'closed';
                    IF (OLD.code, OLD.from_on) IS DISTINCT FROM (NEW.code, NEW.from_on)
                        OR OLD.until_on IS DISTINCT FROM NEW.until_on
                            AND least(OLD.until_on, NEW.until_on) < open_from THEN
                        RAISE EXCEPTION 'when customer % begins and ends is fixed for closed months', OLD.code
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                END $$;

                CREATE TRIGGER charging_customer_begins_and_ends BEFORE UPDATE ON charging_customer
                    FOR EACH ROW EXECUTE FUNCTION public.charging_customer_stays();
                CREATE TRIGGER charging_customer_is_never_deleted BEFORE DELETE ON charging_customer
                    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
                CREATE TRIGGER charging_customervatposition_never_backwards
                    BEFORE INSERT ON charging_customervatposition
                    FOR EACH ROW EXECUTE FUNCTION public.charging_never_backwards();
                CREATE TRIGGER charging_ratecard_never_backwards BEFORE INSERT OR UPDATE ON charging_ratecard
                    FOR EACH ROW WHEN (NEW.approved_at IS NOT NULL)
                    EXECUTE FUNCTION public.charging_never_backwards();
                CREATE TRIGGER charging_ratecard_stays_as_set BEFORE UPDATE ON charging_ratecard
                    FOR EACH ROW WHEN (
                        OLD.approved_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL
                        OR (OLD.customer_id, OLD.pool_id, OLD.unit, OLD.number, OLD.from_on, OLD.rule, OLD.set_by_id)
                        IS DISTINCT FROM
                        (NEW.customer_id, NEW.pool_id, NEW.unit, NEW.number, NEW.from_on, NEW.rule, NEW.set_by_id)
                    ) EXECUTE FUNCTION public.refuse_change();
                CREATE TRIGGER charging_ratecard_is_never_deleted BEFORE DELETE ON charging_ratecard
                    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
                CREATE TRIGGER charging_customeruse_corrects_its_like BEFORE INSERT ON charging_customeruse
                    FOR EACH ROW WHEN (NEW.corrects_id IS NOT NULL)
                    EXECUTE FUNCTION public.charging_use_corrects_its_like();
            """,
            reverse_sql="""
                DROP TRIGGER charging_customeruse_corrects_its_like ON charging_customeruse;
                DROP TRIGGER charging_ratecard_is_never_deleted ON charging_ratecard;
                DROP TRIGGER charging_ratecard_stays_as_set ON charging_ratecard;
                DROP TRIGGER charging_ratecard_never_backwards ON charging_ratecard;
                DROP TRIGGER charging_customervatposition_never_backwards ON charging_customervatposition;
                DROP TRIGGER charging_customer_is_never_deleted ON charging_customer;
                DROP TRIGGER charging_customer_begins_and_ends ON charging_customer;
                DROP FUNCTION public.charging_customer_stays();
                DROP FUNCTION public.charging_use_corrects_its_like();
                DROP FUNCTION public.charging_never_backwards();
            """,
        ),
    ]
