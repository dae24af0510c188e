from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """A total is used in the month it is billed in, unless it corrects an earlier one; its lines say what it says."""

    dependencies = [("charging", "0004_totals_so_far_were_used_in_the_month_they_are_billed_in")]

    operations = [
        migrations.AlterField("pooltotal", "used_on", models.DateField()),
        migrations.RemoveConstraint("pooltotal", "pool_total_one_a_month"),
        migrations.AddConstraint(
            "pooltotal",
            models.UniqueConstraint(fields=("period", "used_on", "pool"), name="pool_total_one_for_each_month_of_use"),
        ),
        migrations.AddConstraint(
            "pooltotal", models.CheckConstraint(condition=Q(used_on__day=1), name="pool_total_is_used_in_a_month")
        ),
        migrations.AddConstraint(
            "pooltotal",
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="", total_weight_before="")
                | (Q(corrects__isnull=False, cost_pence=0) & ~Q(reason="") & ~Q(total_weight_before="")),
                name="pool_total_that_corrects_costs_nothing_and_says_why",
            ),
        ),
        migrations.AddConstraint(
            "line",
            models.CheckConstraint(
                condition=Q(charged_pence__isnull=True, recomputed_pence__isnull=True, weight_before="")
                | (Q(charged_pence__isnull=False, pence=F("recomputed_pence") - F("charged_pence")) & ~Q(weight_before="")),
                name="line_that_corrects_is_the_difference",
            ),
        ),
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION public.charging_total_is_of_its_month() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                DECLARE billed date;
                BEGIN
                    SELECT month_on INTO billed FROM public.charging_period WHERE id = NEW.period_id;
                    IF NEW.corrects_id IS NULL AND NEW.used_on IS DISTINCT FROM billed THEN
                        RAISE EXCEPTION 'the total of pool % is used in % and billed in %, and corrects nothing',
                            NEW.pool_id, NEW.used_on, billed USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.corrects_id IS NOT NULL AND (NEW.used_on >= billed OR NOT EXISTS (
                        SELECT FROM public.charging_pooltotal first WHERE first.id = NEW.corrects_id
                            AND first.corrects_id IS NULL AND first.pool_id = NEW.pool_id
                            AND first.used_on = NEW.used_on AND first.key_version_id = NEW.key_version_id
                    )) THEN
                        RAISE EXCEPTION 'the correction of pool % for % does not name what it corrects',
                            NEW.pool_id, NEW.used_on USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                END $$;

                CREATE FUNCTION public.charging_line_is_of_its_total() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                BEGIN
                    IF NOT EXISTS (
                        SELECT FROM public.charging_pooltotal total WHERE total.id = NEW.total_id
                            AND total.period_id = NEW.period_id AND total.used_on = NEW.used_on
                            AND total.pool_id = NEW.pool_id
                            AND (total.corrects_id IS NULL) = (NEW.charged_pence IS NULL)
                    ) THEN
                        RAISE EXCEPTION 'the line of % is not of the pool and months of its total', NEW.partner_key
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                END $$;

                CREATE TRIGGER charging_pooltotal_is_of_its_month BEFORE INSERT ON charging_pooltotal
                    FOR EACH ROW EXECUTE FUNCTION public.charging_total_is_of_its_month();
                CREATE TRIGGER charging_line_says_what_its_total_says BEFORE INSERT ON charging_line
                    FOR EACH ROW EXECUTE FUNCTION public.charging_line_is_of_its_total();
            """,
            reverse_sql="""
                DROP TRIGGER charging_line_says_what_its_total_says ON charging_line;
                DROP TRIGGER charging_pooltotal_is_of_its_month ON charging_pooltotal;
                DROP FUNCTION public.charging_line_is_of_its_total();
                DROP FUNCTION public.charging_total_is_of_its_month();
            """,
        ),
    ]
