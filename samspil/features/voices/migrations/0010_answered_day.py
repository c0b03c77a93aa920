"""When a voice was answered stands in a column too, so that long lists are read in the order of an index; filled from the answers."""

import django.db.models.lookups
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    Voice = apps.get_model("voices", "Voice")
    delivered = apps.get_model("voices", "Answer").objects.filter(state="delivered", voice=OuterRef("pk"))
    Voice.objects.update(answered_on=Subquery(delivered.order_by("given_on").values("given_on")[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('spine', '0020_legal_bases'),
        ('voices', '0009_legal_carried'),
    ]

    operations = [
        migrations.AddField(
            model_name='voice',
            name='answered_on',
            field=models.DateField(editable=False, null=True, verbose_name='besvaret den'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='answer',
            index=models.Index(fields=['state', 'channel'], name='answer_state_channel'),
        ),
        migrations.AddIndex(
            model_name='voice',
            index=models.Index(models.OrderBy(django.db.models.lookups.IsNull(models.F('answered_on'), False)), models.OrderBy(models.Case(models.When(answered_on__isnull=True, then=models.F('received_on')), output_field=models.DateField())), models.OrderBy(models.F('received_on'), descending=True), models.OrderBy(models.F('node')), name='voice_standing'),
        ),
        migrations.AddIndex(
            model_name='voice',
            index=models.Index(models.F('side'), models.OrderBy(django.db.models.lookups.IsNull(models.F('answered_on'), False)), models.OrderBy(models.Case(models.When(answered_on__isnull=True, then=models.F('received_on')), output_field=models.DateField())), models.OrderBy(models.F('received_on'), descending=True), models.OrderBy(models.F('node')), name='voice_standing_by_side'),
        ),
        migrations.AddIndex(
            model_name='voice',
            index=models.Index(models.F('method'), models.OrderBy(django.db.models.lookups.IsNull(models.F('answered_on'), False)), models.OrderBy(models.Case(models.When(answered_on__isnull=True, then=models.F('received_on')), output_field=models.DateField())), models.OrderBy(models.F('received_on'), descending=True), models.OrderBy(models.F('node')), name='voice_standing_by_method'),
        ),
        migrations.AddIndex(
            model_name='voice',
            index=models.Index(models.F('place'), models.OrderBy(django.db.models.lookups.IsNull(models.F('answered_on'), False)), models.OrderBy(models.Case(models.When(answered_on__isnull=True, then=models.F('received_on')), output_field=models.DateField())), models.OrderBy(models.F('received_on'), descending=True), models.OrderBy(models.F('node')), name='voice_standing_by_place'),
        ),
        migrations.AddIndex(
            model_name='voice',
            index=models.Index(condition=models.Q(('answered_on__isnull', True)), fields=['received_on', 'node'], name='voice_waiting'),
        ),
        migrations.AddIndex(
            model_name='voice',
            index=models.Index(condition=models.Q(('answered_on__isnull', False)), fields=['-received_on', 'node'], name='voice_answered'),
        ),
        migrations.AddIndex(
            model_name='voice',
            index=models.Index(fields=['place', 'state', 'side'], name='voice_told_at'),
        ),
    ]
