from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0001_partners_are_registered'),
    ]

    operations = [
        migrations.AlterField(
            model_name='partner',
            name='kind',
            field=models.CharField(choices=[('host', 'Host commissioning group'), ('group', 'Commissioning group'), ('mental_health', 'Mental health trust'), ('community', 'Community trust'), ('acute', 'Hospital trust'), ('council', 'Council'), ('housing', 'Housing association'), ('practice', 'Practice')], max_length=20),
        ),
    ]
