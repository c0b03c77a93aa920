"""A record that is being prepared is seen by those who prepare it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("spine", "0010_outbox_emptied"),
    ]

    operations = [
        migrations.AlterField(
            model_name='node',
            name='visibility',
            field=models.CharField(choices=[('public', 'Offentlig'), ('circle', 'Partnerskabet eller udvalget'), ('organisation', 'Organisationen'), ('persons', 'Navngivne personer'), ('preparing', 'Den, der skrev det, sekretæren og direktøren')], default='organisation', max_length=12, verbose_name='synlighed'),
        ),
    ]
