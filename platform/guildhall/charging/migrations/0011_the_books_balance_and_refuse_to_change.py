from django.db import migrations

from guildhall.database.records import append_only

FACTS = ["journal", "posting", "balanceassertion", "agreement", "contribution", "settlementshare", "election"]


class Migration(migrations.Migration):
    """Every journal balances at its commit, no entry is changed or dated in a closed month, and neither a credit of a
    partner nor the reserve falls below zero.
    """

    dependencies = [("charging", "0010_the_books_are_kept_and_years_are_settled")]

    operations = [
        *[append_only(f"charging_{table}") for table in FACTS],
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION public.charging_refuse_entry_of_closed_month() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                DECLARE found text;
                BEGIN
                    SELECT state INTO found FROM public.charging_period
                        WHERE month_on = date_trunc('month', NEW.dated_on::timestamp)::date FOR SHARE;
                    IF found = 'closed' THEN
                        RAISE EXCEPTION 'the month of this entry is closed: date it in an open month'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                END $$;

                CREATE FUNCTION public.charging_refuse_posting_of_closed_month() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                DECLARE found text;
                BEGIN
                    SELECT p.state INTO found FROM public.charging_journal j JOIN public.charging_period p
                        ON p.month_on = date_trunc('month', j.dated_on::timestamp)::date WHERE j.id = NEW.journal_id;
                    IF found = 'closed' THEN
                        RAISE EXCEPTION 'the month of this entry is closed: date it in an open month'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                END $$;

                CREATE FUNCTION public.charging_journal_balances() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                DECLARE entry bigint; total numeric; lines int;
                BEGIN
                    entry := CASE TG_TABLE_NAME WHEN 'charging_journal' THEN (to_jsonb(NEW) ->> 'id')::bigint
                                                ELSE (to_jsonb(NEW) ->> 'journal_id')::bigint END;
                    SELECT coalesce(sum(pence), 0), count(*) INTO total, lines
                        FROM public.charging_posting WHERE journal_id = entry;
                    IF total <> 0 OR lines < 2 THEN
                        RAISE EXCEPTION 'journal % has % lines that add up to %', entry, lines, total
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                END $$;

                CREATE FUNCTION public.charging_balance_stays_above_zero() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                DECLARE held numeric;
                BEGIN
                    PERFORM pg_advisory_xact_lock(
                        hashtextextended('charging balance ' || NEW.account || ' ' || NEW.partner_key, 0));
                    SELECT -coalesce(sum(pence), 0) INTO held FROM public.charging_posting
                        WHERE account = NEW.account AND partner_key = NEW.partner_key;
                    IF held < 0 THEN
                        RAISE EXCEPTION 'account % of % would fall to %', NEW.account, NEW.partner_key, held
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                END $$;

                CREATE TRIGGER charging_journal_of_an_open_month BEFORE INSERT ON charging_journal
                    FOR EACH ROW EXECUTE FUNCTION public.charging_refuse_entry_of_closed_month();
                CREATE TRIGGER charging_posting_of_an_open_month BEFORE INSERT ON charging_posting
                    FOR EACH ROW EXECUTE FUNCTION public.charging_refuse_posting_of_closed_month();
                CREATE CONSTRAINT TRIGGER charging_journal_adds_up AFTER INSERT ON charging_journal
                    DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION public.charging_journal_balances();
                CREATE CONSTRAINT TRIGGER charging_posting_adds_up AFTER INSERT ON charging_posting
                    DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION public.charging_journal_balances();
                CREATE CONSTRAINT TRIGGER charging_credit_is_never_overdrawn AFTER INSERT ON charging_posting
                    DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW WHEN (NEW.account IN (2210, 2220, 2300) AND NEW.pence > 0)
                    EXECUTE FUNCTION public.charging_balance_stays_above_zero();

                CREATE TRIGGER charging_settlement_stays_settled BEFORE UPDATE OR DELETE ON charging_settlement
                    FOR EACH ROW WHEN (OLD.state IN ('settled', 'withdrawn')) EXECUTE FUNCTION public.refuse_change();
                CREATE TRIGGER charging_year_budget_stays BEFORE UPDATE ON charging_year
                    FOR EACH ROW WHEN (
                        OLD.state <> 'budgeting' AND
                        (OLD.starting, OLD.budget_pence, OLD.instalments, OLD.shared_by, OLD.approved_by_id)
                        IS DISTINCT FROM
                        (NEW.starting, NEW.budget_pence, NEW.instalments, NEW.shared_by, NEW.approved_by_id)
                    ) EXECUTE FUNCTION public.refuse_change();
                CREATE TRIGGER charging_year_is_never_deleted BEFORE DELETE ON charging_year
                    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
            """,
            reverse_sql="""
                DROP TRIGGER charging_year_is_never_deleted ON charging_year;
                DROP TRIGGER charging_year_budget_stays ON charging_year;
                DROP TRIGGER charging_settlement_stays_settled ON charging_settlement;
                DROP TRIGGER charging_credit_is_never_overdrawn ON charging_posting;
                DROP TRIGGER charging_posting_adds_up ON charging_posting;
                DROP TRIGGER charging_journal_adds_up ON charging_journal;
                DROP TRIGGER charging_posting_of_an_open_month ON charging_posting;
                DROP TRIGGER charging_journal_of_an_open_month ON charging_journal;
                DROP FUNCTION public.charging_balance_stays_above_zero();
                DROP FUNCTION public.charging_journal_balances();
                DROP FUNCTION public.charging_refuse_posting_of_closed_month();
                DROP FUNCTION public.charging_refuse_entry_of_closed_month();
            """,
        ),
    ]
