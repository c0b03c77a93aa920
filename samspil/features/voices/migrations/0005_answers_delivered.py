"""An answer counts when it has reached the person. Those that stand were written down as given, with proof: they have."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('spine', '0019_search_by_real_parts'),
        ('voices', '0004_a_place_is_a_finding'),
    ]

    operations = [
        migrations.CreateModel(
            name='Missed',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('letter', 'brev'), ('phone', 'telefon'), ('in_person', 'personligt møde'), ('through_person', 'gennem en, personen stoler på'), ('mail', 'e-mail')], max_length=20, verbose_name='prøvet ved')),
                ('because', models.CharField(choices=[('no_reply', 'Ingen svarede'), ('wrong_way', 'Nummeret eller adressen er forkert'), ('returned', 'Brevet kom retur'), ('moved', 'Personen er flyttet'), ('refused', 'Personen vil ikke have svaret på den måde')], max_length=20, verbose_name='hvorfor')),
                ('on', models.DateField(verbose_name='prøvet den')),
            ],
            options={
                'ordering': ['-on', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='answer',
            name='printed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='udskrevet'),
        ),
        migrations.AddField(
            model_name='answer',
            name='state',
            field=models.CharField(choices=[('ready', 'skrevet, ikke afleveret'), ('delivered', 'nået frem')], default='delivered', max_length=12, verbose_name='tilstand'),
        ),
        migrations.AlterField(
            model_name='answer',
            name='state',
            field=models.CharField(choices=[('ready', 'skrevet, ikke afleveret'), ('delivered', 'nået frem')], default='ready', max_length=12, verbose_name='tilstand'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('ready', 'delivered'))), name='answer_state_known'),
        ),
        migrations.AddField(
            model_name='missed',
            name='answer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='missed', to='voices.answer'),
        ),
        migrations.AddField(
            model_name='missed',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='spine.person', verbose_name='prøvet af'),
        ),
    ]
