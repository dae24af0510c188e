
import django.db.models.deletion
from django.db import migrations, models

from guildhall.database.records import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('charging', '0013_a_month_says_what_a_share_came_of'),
    ]

    operations = [
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('partner_key', models.CharField(db_index=True, max_length=63)),
                ('used_on', models.DateField()),
                ('pence', models.BigIntegerField()),
                ('reason', models.CharField(max_length=1000)),
                ('evidence_name', models.CharField(blank=True, max_length=120)),
                ('evidence', models.BinaryField(null=True)),
                ('state', models.CharField(choices=[('raised', 'Waiting for an answer'), ('answered', 'Waiting for a decision'), ('upheld', 'Upheld'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='raised', max_length=10)),
                ('raised_at', models.DateTimeField()),
                ('raised_by_id', models.UUIDField()),
                ('answer_by_on', models.DateField()),
                ('answer', models.CharField(blank=True, max_length=1000)),
                ('answered_pence', models.BigIntegerField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by_id', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by_id', models.UUIDField(null=True)),
                ('counted_in', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='charging.period')),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='charging.pool')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='charging.statement')),
            ],
        ),
        migrations.CreateModel(
            name='DisputeAdjustment',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('partner_key', models.CharField(db_index=True, max_length=63)),
                ('pence', models.BigIntegerField()),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adjustments', to='charging.dispute')),
            ],
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['raised', 'answered'])), fields=('statement', 'pool', 'used_on'), name='dispute_one_open_for_a_line'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('pence__gt', 0)), name='dispute_is_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='dispute_says_why'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('answered_pence__isnull', True), models.Q(('answered_by_id__isnull', False), ('answered_pence__gte', 0), ('answered_pence__lte', models.F('pence'))), _connector='OR'), name='dispute_gives_back_no_more_than_was_disputed'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_pence__isnull', False), ('decided_by_id__isnull', False), ('state__in', ['upheld', 'rejected'])), models.Q(('decided_by_id__isnull', True), ('state__in', ['raised', 'answered', 'withdrawn'])), _connector='OR'), name='dispute_is_decided_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by_id__isnull', True), models.Q(('decided_by_id', models.F('answered_by_id')), _negated=True), _connector='OR'), name='dispute_is_decided_by_somebody_else'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('counted_in__isnull', True), ('state', 'upheld'), _connector='OR'), name='dispute_is_counted_once_upheld'),
        ),
        migrations.AddConstraint(
            model_name='disputeadjustment',
            constraint=models.UniqueConstraint(fields=('dispute', 'partner_key'), name='dispute_adjustment_one_for_a_partner'),
        ),
        append_only("charging_disputeadjustment"),
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION public.charging_adjustments_add_up() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                DECLARE total numeric;
                BEGIN
                    SELECT coalesce(sum(pence), 0) INTO total FROM public.charging_disputeadjustment
                        WHERE dispute_id = NEW.dispute_id;
                    IF total <> 0 THEN
                        RAISE EXCEPTION 'the adjustments of dispute % add up to %', NEW.dispute_id, total
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                END $$;
                CREATE CONSTRAINT TRIGGER charging_adjustments_add_up_to_nothing
                    AFTER INSERT ON charging_disputeadjustment DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION public.charging_adjustments_add_up();
                CREATE TRIGGER charging_dispute_is_never_deleted BEFORE DELETE ON charging_dispute
                    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
                CREATE TRIGGER charging_dispute_stays_as_raised BEFORE UPDATE ON charging_dispute
                    FOR EACH ROW WHEN (
                        (OLD.statement_id, OLD.partner_key, OLD.pool_id, OLD.used_on, OLD.pence, OLD.reason, OLD.evidence)
                        IS DISTINCT FROM
                        (NEW.statement_id, NEW.partner_key, NEW.pool_id, NEW.used_on, NEW.pence, NEW.reason, NEW.evidence)
                        OR OLD.state IN ('rejected', 'withdrawn') OR OLD.counted_in_id IS NOT NULL
                    ) EXECUTE FUNCTION public.refuse_change();
            """,
            reverse_sql="""
                DROP TRIGGER charging_dispute_stays_as_raised ON charging_dispute;
                DROP TRIGGER charging_dispute_is_never_deleted ON charging_dispute;
                DROP TRIGGER charging_adjustments_add_up_to_nothing ON charging_disputeadjustment;
                DROP FUNCTION public.charging_adjustments_add_up();
            """,
        ),
    ]
