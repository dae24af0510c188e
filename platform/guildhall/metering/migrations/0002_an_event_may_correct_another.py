import datetime

import django.db.models.deletion
from django.db import migrations, models

FITS = """
    CREATE FUNCTION public.refuse_correction_of_another() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog AS $$
    BEGIN
        PERFORM 1 FROM public.metering_usageevent original
          WHERE original.id = NEW.corrects_id AND original.partner_key = NEW.partner_key
            AND original.source = NEW.source AND original.corrects_id IS NULL;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'a correction names an original of the same partner and source'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER metering_usageevent_corrects_its_own AFTER INSERT ON metering_usageevent
        FOR EACH ROW WHEN (NEW.corrects_id IS NOT NULL) EXECUTE FUNCTION public.refuse_correction_of_another();
"""
FREE = """
    DROP TRIGGER metering_usageevent_corrects_its_own ON metering_usageevent;
    DROP FUNCTION public.refuse_correction_of_another();
"""


class Migration(migrations.Migration):

    dependencies = [('metering', '0001_usage_counts_once_for_ever')]

    operations = [
        migrations.AddField(
            model_name='usageevent',
            name='corrects',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='metering.usageevent'),
        ),
        migrations.RemoveConstraint(model_name='usageevent', name='usage_event_quantity_is_above_zero'),
        migrations.AddConstraint(
            model_name='usageevent',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0), models.Q(('corrects__isnull', False), ('quantity__lt', 0)), _connector='OR'), name='usage_event_below_zero_names_what_it_corrects'),
        ),
        migrations.AddConstraint(
            model_name='usageevent',
            constraint=models.CheckConstraint(condition=models.Q(('at__gte', datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('quantity__gte', -1000000000000), ('quantity__lte', 1000000000000)), name='usage_event_is_within_reason'),
        ),
        migrations.AddIndex(
            model_name='usageevent',
            index=models.Index(condition=models.Q(('corrects__isnull', False)), fields=['corrects'], name='usage_event_by_original'),
        ),
        migrations.RunSQL(sql=FITS, reverse_sql=FREE),
    ]
