"""A duty to carry a case on ends with its step: closed before that it is open again, left open after that it is done."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def say_how(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    step_of = apps.get_model("cases", "RouteStep")
    for step in step_of.objects.filter(duty__isnull=False).select_related("duty", "statement").iterator():
        duty = step.duty
        if step.state == "sent" and step.statement.withdrawn_at is None:
            duty.ended, duty.done_at, duty.done_by_id, duty.proof, duty.fulfilled_by_id = "", None, None, "", None
        elif step.state == "sent":
            duty.ended, duty.done_at = "lapsed", duty.done_at or timezone.now()
            duty.proof = duty.proof or "Udtalelsen er taget ud."
        else:
            duty.ended, duty.done_at = "record", duty.done_at or timezone.now()
            duty.proof = duty.proof or step.ended_how or "Sagen er behandlet."
            duty.fulfilled_by_id = step.next_item_id or step.statement_id
        duty.save(update_fields=["ended", "fulfilled_by", "done_at", "done_by", "proof"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_publication"), ("spine", "0008_how_duties_ended")]
    operations = [migrations.RunPython(say_how, migrations.RunPython.noop)]
