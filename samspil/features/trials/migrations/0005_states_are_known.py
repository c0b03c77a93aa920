"""The states of the table are held by the database too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('trials', '0004_truth_of_sources'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('planned', 'tried'))), name='round_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='trial',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('idea', 'planned', 'running', 'ended', 'unknown'))), name='trial_state_is_known'),
        ),
    ]
