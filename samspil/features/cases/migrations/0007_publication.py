"""What of the cases is open data: a record of it, begun with what is public already."""

import django.db.models.deletion
from django.db import migrations, models


def record_what_is_public(apps, schema_editor):
    """What is public when the record begins is public from when its meeting was, as far as that is known."""
    get = apps.get_model
    Publication, Annex = get("cases", "Publication"), get("cases", "Annex")
    rows, papers = [], {}

    def add(kind, key, organisation_id, created, modified):
        rows.append(
            Publication(
                kind=kind, key=key, organisation_id=organisation_id, created_at=created, modified_at=max(created, modified)
            )
        )

    places = dict(get("spine", "Gathering").objects.exclude(place="").values_list("pk", "place"))
    public = {"node__visibility": "public"}
    for meeting in get("cases", "Meeting").objects.filter(**public).select_related("node").order_by("pk"):
        node = meeting.node
        since = meeting.agenda_published_at or node.created_at
        add("Meeting", meeting.pk, node.organisation_id, since, node.modified_at)
        if meeting.pk in places:
            add("Location", meeting.pk, node.organisation_id, since, node.modified_at)
    items = get("cases", "AgendaItem").objects.filter(**public).select_related("node", "meeting")
    for item in items.order_by("pk"):
        node = item.node
        since = item.meeting.agenda_published_at or node.created_at
        add("AgendaItem", item.pk, node.organisation_id, since, node.modified_at)
        add("Consultation", item.pk, node.organisation_id, since, node.modified_at)
        papers.setdefault(item.case_file_id or item.pk, (node.organisation_id, since, node.modified_at))
    for key, told in papers.items():
        add("Paper", key, *told)
    notices = get("cases", "ClosedNotice").objects.filter(**public).select_related("node")
    for notice in notices.order_by("pk"):
        node = notice.node
        add("AgendaItem", notice.pk, node.organisation_id, node.created_at, node.modified_at)
    for annex in Annex.objects.filter(**public).select_related("node").prefetch_related("node__files").order_by("pk"):
        for file in annex.node.files.all():
            add("File", file.pk, annex.node.organisation_id, file.stored_at, annex.node.modified_at)
    Publication.objects.bulk_create(rows, batch_size=2_000)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_access_and_versions'),
        ('spine', '0005_newest_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('Meeting', 'Meeting'), ('AgendaItem', 'AgendaItem'), ('Paper', 'Paper'), ('Consultation', 'Consultation'), ('File', 'File'), ('Location', 'Location')], max_length=20, verbose_name='slags')),
                ('key', models.UUIDField(verbose_name='nøgle')),
                ('created_at', models.DateTimeField(verbose_name='offentlig fra')),
                ('modified_at', models.DateTimeField(verbose_name='ændret')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='taget tilbage')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='spine.organisation', verbose_name='myndighed')),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'organisation', 'id'], name='published_in_order'), models.Index(fields=['kind', 'organisation', 'modified_at'], name='published_by_change'), models.Index(fields=['modified_at'], name='published_latest')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='published_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['Meeting', 'AgendaItem', 'Paper', 'Consultation', 'File', 'Location'])), name='published_kind_is_known')],
            },
        ),
            migrations.RunPython(record_what_is_public, migrations.RunPython.noop),
    ]
