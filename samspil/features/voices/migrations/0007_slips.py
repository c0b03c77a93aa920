"""Pads of numbered slips."""


import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('spine', '0019_search_by_real_parts'),
        ('voices', '0006_deposits'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pad',
            fields=[
                ('node', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='pad', serialize=False, to='spine.node')),
                ('on', models.DateField(verbose_name='tages med den')),
                ('number', models.PositiveSmallIntegerField(verbose_name='antal sedler')),
                ('consent_version', models.PositiveIntegerField(default=0, verbose_name='samtykketekst')),
                ('printed_at', models.DateTimeField(blank=True, null=True, verbose_name='udskrevet')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='spine.person', verbose_name='hos')),
            ],
            options={
                'ordering': ['-on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Slip',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='nummer')),
                ('state', models.CharField(choices=[('out', 'ude'), ('in', 'inde'), ('void', 'ubrugt'), ('lost', 'tabt')], default='out', max_length=10, verbose_name='tilstand')),
                ('token_hash', models.CharField(max_length=64, null=True, unique=True)),
                ('key_id', models.CharField(blank=True, max_length=16)),
                ('issued', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='spine.pass')),
                ('pad', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slips', to='voices.pad')),
                ('voice', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='slip', to='voices.voice', verbose_name='bidraget')),
            ],
            options={
                'ordering': ['pad', 'number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('out', 'in', 'void', 'lost'))), name='slip_state_known'), models.UniqueConstraint(fields=('pad', 'number'), name='a_number_once_in_a_pad')],
            },
        ),
    ]
