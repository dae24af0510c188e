import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A customer's documents are sent to its address, each letter kept as it was written; and no customer is paid back
    more than it is in credit. Customers that were there have no address yet.
    """

    dependencies = [("charging", "0070_books_go_on_once_two_people_agreed")]

    operations = [
        migrations.AddField(
            "customer", "email", models.EmailField(blank=True, max_length=254, default=""), preserve_default=False
        ),
        migrations.CreateModel(
            name="CustomerSending",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("to", models.EmailField(max_length=254)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("asked_by_id", models.UUIDField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("stuck_at", models.DateTimeField(null=True)),
                ("stuck_reason", models.TextField(blank=True)),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sendings",
                        to="charging.customerinvoice",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "customersending",
            models.UniqueConstraint(
                fields=("invoice",),
                condition=Q(sent_at__isnull=True, stuck_at__isnull=True),
                name="customer_sending_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            "customersending",
            models.CheckConstraint(
                condition=Q(stuck_at__isnull=True, stuck_reason="")
                | Q(stuck_at__isnull=False, sent_at__isnull=True) & ~Q(stuck_reason=""),
                name="customer_sending_stuck_with_a_reason",
            ),
        ),
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION public.charging_refund_is_of_credit() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                DECLARE held numeric;
                BEGIN
                    IF NOT EXISTS (SELECT FROM public.charging_journal
                                   WHERE id = NEW.journal_id AND identity LIKE 'refund/%') THEN
                        RETURN NULL;
                    END IF;
                    PERFORM pg_advisory_xact_lock(hashtextextended('charging credit of ' || NEW.customer_id, 0));
                    SELECT sum(pence) INTO held FROM public.charging_posting
                        WHERE account = NEW.account AND customer_id = NEW.customer_id;
                    IF held > 0 THEN
                        RAISE EXCEPTION 'customer % would be paid back % pence more than it is in credit',
                            NEW.customer_id, held USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                END $$;

                CREATE TRIGGER charging_customer_is_paid_back_its_credit AFTER INSERT ON charging_posting
                    FOR EACH ROW WHEN (NEW.customer_id IS NOT NULL AND NEW.pence > 0)
                    EXECUTE FUNCTION public.charging_refund_is_of_credit();
                CREATE TRIGGER charging_customersending_stays_as_written BEFORE UPDATE ON charging_customersending
                    FOR EACH ROW WHEN (
                        OLD.sent_at IS NOT NULL
                        OR (OLD.invoice_id, OLD."to", OLD.subject, OLD.body, OLD.asked_at, OLD.asked_by_id)
                        IS DISTINCT FROM
                        (NEW.invoice_id, NEW."to", NEW.subject, NEW.body, NEW.asked_at, NEW.asked_by_id)
                    ) EXECUTE FUNCTION public.refuse_change();
                CREATE TRIGGER charging_customersending_is_never_deleted BEFORE DELETE ON charging_customersending
                    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
                CREATE TRIGGER charging_customersending_is_never_emptied BEFORE TRUNCATE ON charging_customersending
                    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
            """,
            reverse_sql="""
                DROP TRIGGER charging_customersending_is_never_emptied ON charging_customersending;
                DROP TRIGGER charging_customersending_is_never_deleted ON charging_customersending;
                DROP TRIGGER charging_customersending_stays_as_written ON charging_customersending;
                DROP TRIGGER charging_customer_is_paid_back_its_credit ON charging_posting;
                DROP FUNCTION public.charging_refund_is_of_credit();
            """,
        ),
    ]
