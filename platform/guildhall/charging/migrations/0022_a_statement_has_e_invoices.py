from django.db import migrations, models


class Migration(migrations.Migration):
    """One e-invoice for a statement's own lines and one for each month that it corrects."""

    dependencies = [("charging", "0021_e_invoices_know_how_a_partner_is_taxed")]

    operations = [
        migrations.AlterField(
            "statementfile",
            "kind",
            models.CharField(
                choices=[
                    ("pdf", "PDF"),
                    ("xlsx", "Spreadsheet"),
                    ("csv", "CSV"),
                    ("focus", "FOCUS rows"),
                    ("ubl", "E-invoice"),
                ],
                max_length=5,
            ),
        ),
        migrations.AddField("statementfile", "corrects_on", models.DateField(null=True)),
        migrations.RemoveConstraint("statementfile", "statement_file_one_of_a_kind"),
        migrations.AddConstraint(
            "statementfile",
            models.UniqueConstraint(
                fields=("statement", "kind", "corrects_on"),
                name="statement_file_one_of_a_kind",
                nulls_distinct=False,
            ),
        ),
    ]
