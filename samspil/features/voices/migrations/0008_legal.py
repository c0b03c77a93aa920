"""The legal profile that voices are taken in under, whom one calls in danger, and the clock of whoever follows up."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('spine', '0020_legal_bases'),
        ('voices', '0007_slips'),
    ]

    operations = [
        migrations.AlterField(
            model_name='deposit',
            name='why_held',
            field=models.CharField(blank=True, choices=[('form', 'Bidraget er skrevet på en formular, som Samspil ikke kender her.'), ('consent', 'Samtykket passer ikke til en tekst, som Samspil kender.'), ('place', 'Den, der skrev bidraget, har ikke længere en rolle dér, hvor det hører til.'), ('content', 'Noget i bidraget kan ikke tages imod, som det er.'), ('key', 'Bidraget kan ikke åbnes her.'), ('law', 'Retsgrundlaget på stedet er ikke godkendt. Bidraget bliver liggende, til det er.')], max_length=10, verbose_name='venter, fordi'),
        ),
        migrations.CreateModel(
            name='LegalProfile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(verbose_name='udgave')),
                ('controller', models.CharField(max_length=200, verbose_name='dataansvarlig')),
                ('processors', models.TextField(blank=True, verbose_name='databehandlere')),
                ('basis', models.CharField(choices=[('gdpr_consent', 'Samtykke (databeskyttelsesforordningen art. 6, stk. 1, litra a, og art. 9, stk. 2, litra a)'), ('public_task', 'Offentlig opgave (databeskyttelsesforordningen art. 6, stk. 1, litra e, og art. 9, stk. 2, litra g)'), ('public_health', 'Sundhedsopgave (databeskyttelsesforordningen art. 6, stk. 1, litra e, og art. 9, stk. 2, litra h)')], max_length=20, verbose_name='retsgrundlag')),
                ('passing_on', models.CharField(choices=[('nobody', 'Ordene gives ikke videre til andre.'), ('partners', 'Partnerskabets parter ser dem, når personen har sagt ja til det.'), ('health_43', 'Helbredsoplysninger gives kun videre med skriftligt samtykke (sundhedslovens §§ 43 og 44).'), ('authority', 'Myndigheder får dem, når loven siger det (forvaltningslovens §§ 28-29, databeskyttelsesloven).')], max_length=20, verbose_name='gives videre')),
                ('consent_forms', models.JSONField(default=list, verbose_name='måder at sige ja på')),
                ('longest_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='et ja gælder højst (dage)')),
                ('retention', models.TextField(verbose_name='hvor længe ordene gemmes')),
                ('kept', models.TextField(verbose_name='hvad der kan være pligt til at gemme')),
                ('is_carried', models.BooleanField(default=False, verbose_name='overført')),
                ('written_at', models.DateTimeField(auto_now_add=True, verbose_name='skrevet')),
                ('signed_by', models.CharField(blank=True, max_length=200, verbose_name='godkendt af (navn og rolle)')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='godkendt den')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='spine.organisation', verbose_name='gælder for')),
                ('within', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='spine.circle', verbose_name='kun i partnerskabet')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='spine.person', verbose_name='skrevet af')),
            ],
            options={
                'ordering': ['organisation', 'within', '-version'],
            },
        ),
        migrations.AddField(
            model_name='voice',
            name='profile',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voices.legalprofile', verbose_name='taget imod på grundlag af'),
        ),
        migrations.CreateModel(
            name='Preparedness',
            fields=[
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='spine.organisation', verbose_name='organisation')),
                ('lines', models.JSONField(default=list, help_text='Navn, nummer og hvornår der svares.', verbose_name='hvem man ringer til')),
                ('hours', models.PositiveSmallIntegerField(default=24, verbose_name='følges op inden (timer)')),
                ('modified_at', models.DateTimeField(auto_now=True, verbose_name='ændret')),
                ('next_in_line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='spine.person', verbose_name='får besked, når fristen er gået')),
            ],
        ),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('duty', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='spine.duty', verbose_name='opgaven')),
                ('due_at', models.DateTimeField(verbose_name='senest')),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='besked givet')),
                ('told', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='spine.person', verbose_name='har fået besked')),
            ],
            options={
                'indexes': [models.Index(fields=['told_at', 'due_at'], name='clock_told_due')],
            },
        ),
        migrations.AddConstraint(
            model_name='legalprofile',
            constraint=models.UniqueConstraint(condition=models.Q(('within', None)), fields=('organisation', 'version'), name='profile_version_of_place'),
        ),
        migrations.AddConstraint(
            model_name='legalprofile',
            constraint=models.UniqueConstraint(condition=models.Q(('within__isnull', False)), fields=('organisation', 'within', 'version'), name='profile_version_of_circle'),
        ),
        migrations.AddConstraint(
            model_name='legalprofile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('basis', 'gdpr_consent'), _negated=True), ('longest_days__lte', 365), _connector='OR'), name='consent_lasts_a_year'),
        ),
        migrations.AddConstraint(
            model_name='legalprofile',
            constraint=models.CheckConstraint(condition=models.Q(('signed_on__isnull', True), models.Q(('signed_by', ''), _negated=True), _connector='OR'), name='profile_signed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='preparedness',
            constraint=models.CheckConstraint(condition=models.Q(('hours__gte', 1), ('hours__lte', 72)), name='followed_up_within_hours'),
        ),
    ]
