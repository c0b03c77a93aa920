"""The states of the table are held by the database too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funds', '0001_initial'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='effort',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('planned', 'running', 'ended'))), name='effort_state_is_known'),
        ),
    ]
