import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """What goes on to a successor is prepared by one person and approved by another, and stays as it was prepared."""

    dependencies = [("charging", "0061_reports_are_sent_to_whoever_ordered_them")]

    operations = [
        migrations.CreateModel(
            name="CarryOver",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("successor_key", models.CharField(db_index=True, max_length=63)),
                ("from_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "Waiting for approval"),
                            ("approved", "Approved"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="prepared",
                        max_length=9,
                    ),
                ),
                ("figures", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("prepared_at", models.DateTimeField()),
                ("prepared_by_id", models.UUIDField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_by_id", models.UUIDField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["successor_key"],
                        condition=Q(state="prepared"),
                        name="carry_over_one_waits_for_a_successor",
                    ),
                    models.CheckConstraint(condition=Q(from_on__day=1), name="carry_over_starts_with_a_month"),
                    models.CheckConstraint(
                        condition=Q(state="approved", approved_at__isnull=False, approved_by_id__isnull=False)
                        | ~Q(state="approved") & Q(approved_at__isnull=True, approved_by_id__isnull=True),
                        name="carry_over_is_approved_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=Q(approved_by_id__isnull=True) | ~Q(approved_by_id=F("prepared_by_id")),
                        name="carry_over_is_approved_by_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=Q(state="withdrawn") & ~Q(withdrawn_reason="")
                        | ~Q(state="withdrawn") & Q(withdrawn_reason=""),
                        name="carry_over_is_withdrawn_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            sql="""
                CREATE TRIGGER charging_carryover_is_never_deleted BEFORE DELETE ON charging_carryover
                    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
                CREATE TRIGGER charging_carryover_stays_as_it_was_worked_out BEFORE UPDATE ON charging_carryover
                    FOR EACH ROW WHEN (
                        (OLD.successor_key, OLD.from_on, OLD.figures, OLD.digest, OLD.prepared_at, OLD.prepared_by_id)
                        IS DISTINCT FROM
                        (NEW.successor_key, NEW.from_on, NEW.figures, NEW.digest, NEW.prepared_at, NEW.prepared_by_id)
                        OR OLD.state <> 'prepared'
                    ) EXECUTE FUNCTION public.refuse_change();
            """,
            reverse_sql="""
                DROP TRIGGER charging_carryover_stays_as_it_was_worked_out ON charging_carryover;
                DROP TRIGGER charging_carryover_is_never_deleted ON charging_carryover;
            """,
        ),
        migrations.AddField(
            model_name="succession",
            name="carry_over",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="successions",
                to="charging.carryover",
            ),
        ),
    ]
