import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """An exit adds up, is approved by somebody else, and stays as it was approved."""

    dependencies = [("charging", "0022_a_statement_has_e_invoices")]

    operations = [
        migrations.CreateModel(
            name="Exit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("partner_key", models.CharField(db_index=True, max_length=63)),
                ("number", models.CharField(max_length=30)),
                ("last_day_on", models.DateField()),
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
                ("contributed_pence", models.BigIntegerField()),
                ("outstanding_pence", models.BigIntegerField()),
                ("borne_pence", models.BigIntegerField()),
                ("credit_pence", models.BigIntegerField()),
                ("refund_pence", models.BigIntegerField()),
                ("commitment_pence", models.BigIntegerField()),
                ("commitment_reason", models.CharField(blank=True, max_length=500)),
                ("evidence_name", models.CharField(blank=True, max_length=120)),
                ("evidence", models.BinaryField(null=True)),
                ("stranded_pence", models.BigIntegerField()),
                ("net_pence", models.BigIntegerField()),
                ("figures", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("prepared_at", models.DateTimeField()),
                ("prepared_by_id", models.UUIDField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_by_id", models.UUIDField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500)),
                ("pdf", models.BinaryField(null=True)),
                ("pdf_digest", models.CharField(blank=True, max_length=64)),
                ("filed_at", models.DateTimeField(null=True)),
                (
                    "journal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="charging.journal",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exits", to="charging.year"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "exit",
            models.UniqueConstraint(
                fields=["partner_key", "last_day_on"],
                condition=~Q(state="withdrawn"),
                name="exit_one_stands_for_a_last_day",
            ),
        ),
        migrations.AddConstraint(
            "exit",
            models.CheckConstraint(
                condition=Q(
                    net_pence=F("contributed_pence")
                    - F("outstanding_pence")
                    - F("borne_pence")
                    + F("credit_pence")
                    + F("refund_pence")
                    - F("stranded_pence")
                ),
                name="exit_comes_to_what_its_figures_say",
            ),
        ),
        migrations.AddConstraint(
            "exit",
            models.CheckConstraint(
                condition=Q(commitment_pence=0, stranded_pence=0)
                | Q(commitment_pence__gt=0, stranded_pence__gte=0, stranded_pence__lte=F("commitment_pence"))
                & ~Q(commitment_reason="")
                & ~Q(evidence_name=""),
                name="exit_leaves_behind_what_somebody_can_show",
            ),
        ),
        migrations.AddConstraint(
            "exit",
            models.CheckConstraint(
                condition=Q(state="approved", approved_at__isnull=False, approved_by_id__isnull=False)
                | ~Q(state="approved") & Q(approved_at__isnull=True, approved_by_id__isnull=True, pdf=None),
                name="exit_is_approved_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            "exit",
            models.CheckConstraint(
                condition=Q(approved_by_id__isnull=True) | ~Q(approved_by_id=F("prepared_by_id")),
                name="exit_is_approved_by_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            "exit",
            models.CheckConstraint(
                condition=Q(state="withdrawn") & ~Q(withdrawn_reason="")
                | ~Q(state="withdrawn") & Q(withdrawn_reason=""),
                name="exit_is_withdrawn_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            "exit",
            models.CheckConstraint(
                condition=Q(pdf=None, filed_at=None, pdf_digest="")
                | Q(pdf__isnull=False, filed_at__isnull=False) & ~Q(pdf_digest=""),
                name="exit_filed_has_its_moment_and_digest",
            ),
        ),
        migrations.RunSQL(
            sql="""
                CREATE TRIGGER charging_exit_is_never_deleted BEFORE DELETE ON charging_exit
                    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
                CREATE TRIGGER charging_exit_stays_as_it_was_worked_out BEFORE UPDATE ON charging_exit
                    FOR EACH ROW WHEN (
                        (OLD.year_id, OLD.partner_key, OLD.number, OLD.last_day_on, OLD.figures, OLD.digest,
                         OLD.contributed_pence, OLD.outstanding_pence, OLD.borne_pence, OLD.credit_pence,
                         OLD.refund_pence, OLD.commitment_pence, OLD.stranded_pence, OLD.net_pence,
                         OLD.commitment_reason, OLD.evidence_name, OLD.evidence)
                        IS DISTINCT FROM
                        (NEW.year_id, NEW.partner_key, NEW.number, NEW.last_day_on, NEW.figures, NEW.digest,
                         NEW.contributed_pence, NEW.outstanding_pence, NEW.borne_pence, NEW.credit_pence,
                         NEW.refund_pence, NEW.commitment_pence, NEW.stranded_pence, NEW.net_pence,
                         NEW.commitment_reason, NEW.evidence_name, NEW.evidence)
                        OR OLD.state = 'withdrawn' OR OLD.pdf IS NOT NULL
                        OR OLD.state = 'approved' AND NEW.state <> 'approved'
                    ) EXECUTE FUNCTION public.refuse_change();
            """,
            reverse_sql="""
                DROP TRIGGER charging_exit_stays_as_it_was_worked_out ON charging_exit;
                DROP TRIGGER charging_exit_is_never_deleted ON charging_exit;
            """,
        ),
    ]
