from django.db import migrations, models


class Migration(migrations.Migration):
    """Statements drawn before keep the three files they have."""

    dependencies = [("charging", "0014_a_line_can_be_disputed")]

    operations = [
        migrations.AlterField(
            "statementfile",
            "kind",
            models.CharField(
                choices=[("pdf", "PDF"), ("xlsx", "Spreadsheet"), ("csv", "CSV"), ("focus", "FOCUS rows")],
                max_length=5,
            ),
        ),
    ]
