from django.db import migrations


class Migration(migrations.Migration):
    """Gives the deliveries that were there the partner that their announcement names. Safe to run twice."""

    dependencies = [("notices", "0002_a_delivery_knows_its_lane")]
    operations = [
        migrations.RunSQL(
            sql="""
                UPDATE notices_delivery AS delivery SET partner_key = said.partner_key
                  FROM notices_outboxannouncement AS said
                 WHERE said.id = delivery.announcement_id AND delivery.partner_key <> said.partner_key;
            """,
            reverse_sql=migrations.RunSQL.noop,
        )
    ]
