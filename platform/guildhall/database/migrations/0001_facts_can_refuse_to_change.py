from django.db import migrations


class Migration(migrations.Migration):
    """The trigger function that `guildhall.database.records.append_only` puts before every change of a fact."""

    dependencies = []
    operations = [
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION public.refuse_change() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                BEGIN
                    RAISE EXCEPTION '% is append-only: add a row that corrects it', TG_TABLE_NAME
                        USING ERRCODE = 'restrict_violation';
                END $$;
            """,
            reverse_sql="DROP FUNCTION public.refuse_change();",
        )
    ]
