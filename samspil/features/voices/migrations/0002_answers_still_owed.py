"""A duty to answer that was closed with words and never answered is open again; the others say what ended them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def say_how(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    duty_of, answer_of = apps.get_model("spine", "Duty"), apps.get_model("voices", "Answer")
    voice_of = apps.get_model("voices", "Voice")
    first = dict(answer_of.objects.order_by("-given_on", "-pk").values_list("voice_id", "pk"))
    withdrawn = set(voice_of.objects.filter(state="withdrawn").values_list("pk", flat=True))
    for duty in duty_of.objects.filter(purpose="answer", done_at__isnull=False, node__kind="voice").iterator():
        if duty.node_id in first:
            duty.ended, duty.fulfilled_by_id = "record", first[duty.node_id]
        elif duty.node_id in withdrawn:
            duty.ended = "lapsed"
        else:
            duty.ended, duty.done_at, duty.done_by_id, duty.proof = "", None, None, ""
        duty.save(update_fields=["ended", "fulfilled_by", "done_at", "done_by", "proof"])


class Migration(migrations.Migration):
    dependencies = [("voices", "0001_initial"), ("spine", "0008_how_duties_ended")]
    operations = [migrations.RunPython(say_how, migrations.RunPython.noop)]
