"""The states of the table are held by the database too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partnerships', '0007_truth_of_sources'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('planned', 'held', 'closed', 'cancelled', 'unknown'))), name='activity_state_is_known'),
        ),
    ]
