from django.db import migrations

from guildhall.database.records import erasable


class Migration(migrations.Migration):
    dependencies = [("baselines", "0001_a_task_by_hand_is_timed"), ("database", "0002_erasure_may_take_a_partners_facts")]
    operations = [erasable("baselines_baseline")]
