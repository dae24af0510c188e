from django.db import migrations

from guildhall.database.records import erasable


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_acts_leave_a_trail"), ("database", "0002_erasure_may_take_a_partners_facts")]
    operations = [erasable("audit_auditentry")]
