"""What a reader of a care record wrote that they needed it for is sealed for the person, so that erasing reaches it."""

from importlib import import_module

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

append_only = import_module("samspil.spine.migrations.0003_append_only")
GONE = "Slettet"


def seal(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    from samspil.paper.refusal import Refused
    from samspil.spine import secrets
    from samspil.spine.models import Subject

    entries, nodes = apps.get_model("spine", "AccessEntry"), apps.get_model("spine", "Node")
    of_care = dict(nodes._base_manager.filter(room="care").values_list("pk", "subject_id"))
    for entry in entries.objects.filter(node_id__in=of_care):
        try:
            subject = Subject(pk=of_care[entry.node_id])
            bound_to = f"access/{entry.node_id}/{entry.reader_id}"
            entry.purpose, entry.sealed = "", secrets.seal(subject, entry.purpose, bound_to=bound_to)
        except Refused:
            # The person is erased, and so is what was written about reading of them.
            entry.purpose = GONE
        entry.save(update_fields=["purpose", "sealed"])

    # A list of care records is about nobody: it is told by having neither.
    for entry in entries.objects.filter(node_id=None, subject_id=None, deed="searched"):
        entry.purpose, entry.sealed = "", secrets.seal_here(entry.purpose, use="access").encode()
        entry.save(update_fields=["purpose", "sealed"])


class Migration(migrations.Migration):
    dependencies = [("spine", "0016_own_desk")]
    operations = [
        # SQLite makes the table anew for the constraint, and loses the triggers that refuse a change.
        migrations.RunPython(append_only.backwards, append_only.forwards),
        migrations.AlterField("accessentry", "purpose", models.CharField(blank=True, max_length=100)),
        migrations.AddField("accessentry", "sealed", models.BinaryField(null=True)),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.AddConstraint(
            "accessentry",
            models.CheckConstraint(
                name="access_has_one_purpose",
                condition=models.Q(("purpose", ""), ("sealed__isnull", False))
                | models.Q(models.Q(("purpose", ""), _negated=True), ("sealed", None)),
            ),
        ),
        migrations.RunPython(append_only.forwards, append_only.backwards),
    ]
