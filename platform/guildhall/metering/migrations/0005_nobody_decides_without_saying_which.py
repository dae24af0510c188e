from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('metering', '0004_until_now_the_first_was_kept')]

    operations = [
        migrations.RemoveConstraint(model_name='eventconflict', name='event_conflict_is_decided_by_somebody_for_a_reason'),
        migrations.AddConstraint(
            model_name='eventconflict',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by_id__isnull', True), ('decision', ''), ('reason', '')), models.Q(('decided_at__isnull', False), ('decided_by_id__isnull', False), ('decision__in', ['first', 'resend']), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='event_conflict_is_decided_by_somebody_for_a_reason'),
        ),
    ]
