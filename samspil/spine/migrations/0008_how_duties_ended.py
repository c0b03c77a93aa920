"""How each duty ended. What was done before is said to have been shown with words; features say what they know better."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def done_with_words(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("spine", "Duty").objects.filter(done_at__isnull=False).update(ended="words")


class Migration(migrations.Migration):
    dependencies = [("spine", "0007_pressed_once")]
    operations = [
        migrations.AddField(
            "duty",
            "ended",
            models.CharField(
                blank=True,
                choices=[
                    ("words", "Udført, vist med ord"),
                    ("record", "Udført med det, der skulle laves"),
                    ("lapsed", "Bortfaldet"),
                ],
                default="",
                max_length=10,
                verbose_name="endte",
            ),
        ),
        migrations.AddField(
            "duty",
            "fulfilled_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="fulfils",
                to="spine.node",
                verbose_name="udført med",
            ),
        ),
        migrations.RunPython(done_with_words, migrations.RunPython.noop),
        migrations.AddConstraint(
            "duty",
            models.CheckConstraint(
                name="duty_ended_one_way",
                condition=models.Q(("done_at__isnull", True), ("ended", ""))
                | models.Q(("done_at__isnull", False), ("ended__in", ["words", "record", "lapsed"])),
            ),
        ),
        migrations.AddConstraint(
            "duty",
            models.CheckConstraint(
                name="duty_fulfilled_by_a_record",
                condition=models.Q(("ended", "record"), ("fulfilled_by__isnull", False))
                | models.Q(models.Q(("ended", "record"), _negated=True), ("fulfilled_by__isnull", True)),
            ),
        ),
    ]
