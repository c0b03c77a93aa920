"""The care room: a node's room and whose it is, who has somebody in their care, and what the databases refuse about it."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from samspil.spine.migrations import _rooms


class Migration(migrations.Migration):

    dependencies = [
        ('spine', '0014_installation'),
    ]

    operations = [
        migrations.CreateModel(
            name='Caseload',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('valid_from', models.DateField(verbose_name='fra')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='til og med')),
                ('given_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, help_text='Fra dette øjeblik gælder det ikke mere.', null=True, verbose_name='slut')),
            ],
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('valid_from', models.DateField(verbose_name='fra')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='til og med')),
                ('given_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, help_text='Fra dette øjeblik gælder det ikke mere.', null=True, verbose_name='slut')),
            ],
        ),
        migrations.AddField(
            model_name='node',
            name='room',
            field=models.CharField(choices=[('thread', 'Tråden'), ('care', 'Omsorgsrummet')], default='thread', editable=False, max_length=6, verbose_name='rum'),
        ),
        migrations.AddField(
            model_name='node',
            name='subject',
            field=models.ForeignKey(blank=True, editable=False, help_text='Hvem en post i omsorgsrummet handler om.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='care_nodes', to='spine.subject', verbose_name='den registrerede'),
        ),
        migrations.AddField(
            model_name='storedfile',
            name='room',
            field=models.CharField(choices=[('thread', 'Tråden'), ('care', 'Omsorgsrummet')], default='thread', editable=False, max_length=6, verbose_name='rum'),
        ),
        migrations.AddField(
            model_name='text',
            name='room',
            field=models.CharField(choices=[('thread', 'Tråden'), ('care', 'Omsorgsrummet')], default='thread', editable=False, max_length=6, verbose_name='rum'),
        ),
        migrations.AlterField(
            model_name='node',
            name='visibility',
            field=models.CharField(choices=[('public', 'Offentlig'), ('circle', 'Partnerskabet eller udvalget'), ('organisation', 'Organisationen'), ('persons', 'Navngivne personer'), ('preparing', 'Den, der skrev det, sekretæren og direktøren'), ('caseload', 'De, der har personen hos sig nu')], default='organisation', max_length=12, verbose_name='synlighed'),
        ),
        migrations.AddConstraint(
            model_name='node',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('room', 'thread'), ('subject__isnull', True), models.Q(('visibility', 'caseload'), _negated=True)), models.Q(('room', 'care'), ('step_public', False), ('subject__isnull', False), ('visibility__in', ['caseload', 'persons'])), _connector='OR'), name='node_keeps_to_its_room'),
        ),
        migrations.AddConstraint(
            model_name='storedfile',
            constraint=models.CheckConstraint(condition=models.Q(('room', 'thread'), ('subject__isnull', False), _connector='OR'), name='file_of_care_is_sealed'),
        ),
        migrations.AddConstraint(
            model_name='text',
            constraint=models.CheckConstraint(condition=models.Q(('room', 'thread'), ('subject__isnull', False), _connector='OR'), name='text_of_care_is_sealed'),
        ),
        migrations.AddField(
            model_name='caseload',
            name='given_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='spine.person'),
        ),
        migrations.AddField(
            model_name='caseload',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='spine.organisation', verbose_name='for'),
        ),
        migrations.AddField(
            model_name='caseload',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='caseload', to='spine.person', verbose_name='hos'),
        ),
        migrations.AddField(
            model_name='caseload',
            name='subject',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='caseload', to='spine.subject', verbose_name='den registrerede'),
        ),
        migrations.AddField(
            model_name='party',
            name='given_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='spine.person'),
        ),
        migrations.AddField(
            model_name='party',
            name='node',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='spine.node', verbose_name='part i'),
        ),
        migrations.AddField(
            model_name='party',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='spine.organisation', verbose_name='part'),
        ),
        migrations.AddConstraint(
            model_name='caseload',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='caseload_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='caseload',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('valid_until__isnull', True)), fields=('person', 'organisation', 'subject'), name='caseload_once'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='party_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('valid_until__isnull', True)), fields=('node', 'organisation'), name='party_once'),
        ),
        migrations.RunPython(_rooms.put_up, _rooms.take_down),
    ]
