from django.db import migrations

from guildhall.database.records import append_only

FACTS = ["keyversion", "poolcost", "pooltotal", "line", "closemanifest", "statementfile"]
TAKES_NOTHING_ONCE_CLOSED = ["costload", "poolcost", "pooltotal", "line", "closemanifest", "statement"]


def refuse_rows_of_closed_months(table: str) -> migrations.RunSQL:
    """The period's row is locked before it is read, so a close that is going on is waited for."""
    return migrations.RunSQL(
        sql=f"""
            CREATE TRIGGER charging_{table}_takes_nothing_once_closed BEFORE INSERT ON charging_{table}
                FOR EACH ROW EXECUTE FUNCTION public.charging_refuse_closed_month();
        """,
        reverse_sql=f"DROP TRIGGER charging_{table}_takes_nothing_once_closed ON charging_{table};",
    )


class Migration(migrations.Migration):
    """Nothing of a closed month changes, not even for the owner of the tables; and a pool's lines add up to its cost."""

    dependencies = [("charging", "0001_costs_are_shared_and_months_are_closed")]

    operations = [
        *[append_only(f"charging_{table}") for table in FACTS],
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION public.charging_refuse_closed_month() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                DECLARE found text;
                BEGIN
                    SELECT state INTO found FROM public.charging_period WHERE id = NEW.period_id FOR SHARE;
                    IF found = 'closed' THEN
                        RAISE EXCEPTION 'the month of this row of % is closed: correct it in the next open month',
                            TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                END $$;

                CREATE FUNCTION public.charging_lines_add_up() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                DECLARE placed numeric;
                BEGIN
                    SELECT coalesce(sum(pence), 0) INTO placed FROM public.charging_line WHERE total_id = NEW.id;
                    IF placed <> NEW.cost_pence THEN
                        RAISE EXCEPTION 'the lines of pool % add up to % and not to its cost of %',
                            NEW.pool_id, placed, NEW.cost_pence USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                END $$;

                CREATE CONSTRAINT TRIGGER charging_lines_add_up_to_the_cost AFTER INSERT ON charging_pooltotal
                    DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION public.charging_lines_add_up();

                CREATE TRIGGER charging_period_stays_closed BEFORE UPDATE OR DELETE ON charging_period
                    FOR EACH ROW WHEN (OLD.state = 'closed') EXECUTE FUNCTION public.refuse_change();

                CREATE TRIGGER charging_statement_figures_stay BEFORE UPDATE ON charging_statement
                    FOR EACH ROW WHEN (
                        (OLD.period_id, OLD.partner_key, OLD.number, OLD.figures, OLD.total_pence, OLD.digest, OLD.due_at)
                        IS DISTINCT FROM
                        (NEW.period_id, NEW.partner_key, NEW.number, NEW.figures, NEW.total_pence, NEW.digest, NEW.due_at)
                    ) EXECUTE FUNCTION public.refuse_change();
                CREATE TRIGGER charging_statement_is_never_deleted BEFORE DELETE ON charging_statement
                    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
            """,
            reverse_sql="""
                DROP TRIGGER charging_statement_is_never_deleted ON charging_statement;
                DROP TRIGGER charging_statement_figures_stay ON charging_statement;
                DROP TRIGGER charging_period_stays_closed ON charging_period;
                DROP TRIGGER charging_lines_add_up_to_the_cost ON charging_pooltotal;
                DROP FUNCTION public.charging_lines_add_up();
                DROP FUNCTION public.charging_refuse_closed_month();
            """,
        ),
        *[refuse_rows_of_closed_months(table) for table in TAKES_NOTHING_ONCE_CLOSED],
    ]
