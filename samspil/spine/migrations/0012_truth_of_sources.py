"""What is known only from sources, and dates no more precise than they are known."""

from django.db import migrations, models


def without_a_date(apps, schema_editor):
    apps.get_model("spine", "Node").objects.filter(occurred_on__isnull=True).update(occurred_precision="unknown")


class Migration(migrations.Migration):

    dependencies = [
        ("spine", "0011_preparing"),
    ]

    operations = [
        migrations.AddField(
            model_name='circle',
            name='is_sourced',
            field=models.BooleanField(default=False, verbose_name='hentet fra kilder'),
        ),
        migrations.AddField(
            model_name='node',
            name='is_sourced',
            field=models.BooleanField(default=False, help_text='Kendes kun fra kilderne: det, der ikke står her, kan være sket alligevel.', verbose_name='hentet fra kilder'),
        ),
        migrations.AddField(
            model_name='node',
            name='occurred_precision',
            field=models.CharField(choices=[('day', 'Dagen'), ('month', 'Måneden'), ('season', 'Årstiden'), ('year', 'Året'), ('unknown', 'Ikke kendt')], default='day', max_length=8, verbose_name='hvor præcis datoen er'),
        ),
        migrations.AlterField(
            model_name='node',
            name='occurred_on',
            field=models.DateField(blank=True, help_text='Den første dag, når dagen ikke er kendt.', null=True, verbose_name='dato'),
        ),
        migrations.RunPython(without_a_date, migrations.RunPython.noop),
    ]
