from django.db import migrations, models


class Migration(migrations.Migration):
    """A token may be good for scenarios instead of usage."""

    dependencies = [("access", "0003_machines_show_a_token")]

    operations = [
        migrations.AlterField(
            "apitoken",
            "scope",
            models.CharField(
                choices=[
                    ("usage", "Send usage events and heartbeats"),
                    ("simulation", "Try scenarios of cost sharing"),
                ],
                max_length=20,
            ),
        ),
    ]
