from django.db import migrations, models


class Migration(migrations.Migration):
    """A file of costs keeps the control total that it was held against, and what was loaded stays what it was."""

    dependencies = [("charging", "0022_a_statement_has_e_invoices")]

    operations = [
        migrations.AddField("costload", "control_total_pence", models.BigIntegerField(null=True)),
        migrations.RunSQL(
            sql="""
                CREATE TRIGGER charging_costload_stays_what_it_was BEFORE UPDATE ON charging_costload
                    FOR EACH ROW WHEN (
                        (OLD.period_id, OLD.file_name, OLD.digest, OLD.control_total_pence, OLD.loaded_at, OLD.loaded_by_id)
                        IS DISTINCT FROM
                        (NEW.period_id, NEW.file_name, NEW.digest, NEW.control_total_pence, NEW.loaded_at, NEW.loaded_by_id)
                    ) EXECUTE FUNCTION public.refuse_change();
            """,
            reverse_sql="DROP TRIGGER charging_costload_stays_what_it_was ON charging_costload;",
        ),
    ]
