"""A stop rule's duty that was closed with words although the trial neither ended nor goes on for a reason is open again."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def say_how(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    duty_of, trial_of = apps.get_model("spine", "Duty"), apps.get_model("trials", "Trial")
    ended = set(trial_of.objects.filter(state="ended").values_list("pk", flat=True))
    goes_on = set(trial_of.objects.filter(rounds__went_on_because__gt="").values_list("pk", flat=True))
    for duty in duty_of.objects.filter(purpose="stop_trial", done_at__isnull=False, node__kind="trial").iterator():
        if duty.node_id in ended | goes_on:
            duty.ended, duty.fulfilled_by_id = "record", duty.node_id
        else:
            duty.ended, duty.done_at, duty.done_by_id, duty.proof = "", None, None, ""
        duty.save(update_fields=["ended", "fulfilled_by", "done_at", "done_by", "proof"])


class Migration(migrations.Migration):
    dependencies = [("trials", "0002_rounds_reach_ideas"), ("spine", "0008_how_duties_ended")]
    operations = [migrations.RunPython(say_how, migrations.RunPython.noop)]
