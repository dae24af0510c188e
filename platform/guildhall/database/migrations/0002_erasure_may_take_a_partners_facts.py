from django.db import migrations


class Migration(migrations.Migration):
    """The trigger function of facts that name people: they refuse change as all facts do, but for the erasure of the
    partner whose they are, said aloud in its own transaction, by the tables' owner and nobody else.
    """

    dependencies = [("database", "0001_facts_can_refuse_to_change")]
    operations = [
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION public.refuse_change_but_erasure() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                BEGIN
                    IF TG_OP = 'DELETE' AND OLD.partner_key <> ''
                        AND current_setting('guildhall.erasing', true) = OLD.partner_key
                        AND pg_has_role((SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE')
                    THEN
                        RETURN OLD;
                    END IF;
                    RAISE EXCEPTION '% is append-only: add a row that corrects it', TG_TABLE_NAME
                        USING ERRCODE = 'restrict_violation';
                END $$;
            """,
            reverse_sql="DROP FUNCTION public.refuse_change_but_erasure();",
        )
    ]
