from django.db import migrations, models


class Migration(migrations.Migration):
    """Services that serve each other pass their costs on by a method, and in an order, that the members agree; what
    they pass on to each other in a month adds up to nothing.
    """

    dependencies = [("charging", "0032_the_members_agree_how_pence_are_rounded")]

    operations = [
        migrations.AddField(
            "agreement",
            "support_method",
            models.CharField(
                choices=[
                    ("direct", "Directly: what serving services do for each other is left out"),
                    (
                        "step_down",
                        "Step by step, in an agreed order: one that has passed its cost on takes none back",
                    ),
                    ("reciprocal", "Fully: each charges the other, solved exactly and rounded once"),
                ],
                default="step_down",
                max_length=20,
            ),
        ),
        migrations.AddField("agreement", "step_order", models.JSONField(default=list)),
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION public.charging_services_pass_on_nothing_in_all() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                DECLARE passed numeric;
                BEGIN
                    SELECT coalesce(sum(cost_pence - (basis #>> '{support,own_pence}')::numeric), 0) INTO passed
                        FROM public.charging_pooltotal WHERE period_id = NEW.period_id AND basis ? 'support';
                    IF passed <> 0 THEN
                        RAISE EXCEPTION 'what services pass on to each other adds up to % and not to nothing', passed
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                END $$;

                CREATE CONSTRAINT TRIGGER charging_services_pass_on_nothing_in_all AFTER INSERT ON charging_pooltotal
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.basis ? 'support')
                    EXECUTE FUNCTION public.charging_services_pass_on_nothing_in_all();
            """,
            reverse_sql="""
                DROP TRIGGER charging_services_pass_on_nothing_in_all ON charging_pooltotal;
                DROP FUNCTION public.charging_services_pass_on_nothing_in_all();
            """,
        ),
    ]
