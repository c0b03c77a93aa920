"""Phones that take voices in without network, and what they hand in."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('spine', '0019_search_by_real_parts'),
        ('voices', '0005_answers_delivered'),
    ]

    operations = [
        migrations.CreateModel(
            name='SealingKey',
            fields=[
                ('key_id', models.CharField(max_length=16, primary_key=True, serialize=False)),
                ('needed_until', models.DateTimeField(verbose_name='kan være brugt til')),
            ],
        ),
        migrations.CreateModel(
            name='Phone',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('key_id', models.CharField(max_length=16)),
                ('sealed_to', models.CharField(max_length=16, verbose_name='forsegler til')),
                ('label', models.CharField(max_length=60, verbose_name='telefonen kaldes')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='gjort klar')),
                ('expires_at', models.DateTimeField(verbose_name='kan aflevere til')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='stoppet')),
                ('waiting', models.PositiveIntegerField(default=0, verbose_name='ligger på telefonen')),
                ('waiting_at', models.DateTimeField(blank=True, null=True, verbose_name='sidst hørt fra')),
                ('follows_up', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='spine.person', verbose_name='følger op ved fare')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='spine.organisation', verbose_name='modtager for')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='spine.person', verbose_name='hos')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='spine.person')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='spine.node', verbose_name='givet ved')),
                ('within', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='spine.circle', verbose_name='partnerskab')),
            ],
            options={
                'ordering': ['-created_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Deposit',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('arriving', 'på vej'), ('held', 'venter på et menneske'), ('risen', 'taget imod'), ('withdrawn', 'trukket tilbage')], default='arriving', max_length=10, verbose_name='tilstand')),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('size', models.PositiveIntegerField(default=0, verbose_name='bytes')),
                ('pieces', models.JSONField(default=list)),
                ('sealed_to', models.CharField(blank=True, max_length=16)),
                ('why_held', models.CharField(blank=True, choices=[('form', 'Bidraget er skrevet på en formular, som Samspil ikke kender her.'), ('consent', 'Samtykket passer ikke til en tekst, som Samspil kender.'), ('place', 'Den, der skrev bidraget, har ikke længere en rolle dér, hvor det hører til.'), ('content', 'Noget i bidraget kan ikke tages imod, som det er.'), ('key', 'Bidraget kan ikke åbnes her.')], max_length=10, verbose_name='venter, fordi')),
                ('is_urgent', models.BooleanField(default=False, verbose_name='følg op i dag')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sendt (telefonens ur)')),
                ('saved_at', models.DateTimeField(blank=True, null=True, verbose_name='skrevet (telefonens ur)')),
                ('is_about', models.BooleanField(default=False, verbose_name='dagen er cirka')),
                ('arrived_at', models.DateTimeField(auto_now_add=True, verbose_name='begyndt modtaget')),
                ('completed_at', models.DateTimeField(blank=True, null=True, verbose_name='helt modtaget')),
                ('node', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='spine.node', verbose_name='bidraget')),
                ('phone', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='deposits', to='voices.phone')),
            ],
            options={
                'ordering': ['arrived_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Piece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('content', models.BinaryField()),
                ('deposit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='arrived', to='voices.deposit')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.AddIndex(
            model_name='deposit',
            index=models.Index(fields=['phone', 'state'], name='deposit_phone_state'),
        ),
        migrations.AddConstraint(
            model_name='deposit',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('arriving', 'held', 'risen', 'withdrawn'))), name='deposit_state_known'),
        ),
        migrations.AddConstraint(
            model_name='piece',
            constraint=models.UniqueConstraint(fields=('deposit', 'number'), name='a_piece_arrives_once'),
        ),
    ]
