"""Mail that was sent holds neither words nor address; what waits is sealed."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import samspil.spine.models.outbox


def empty_and_seal(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    from samspil.spine import secrets

    messages = apps.get_model("spine", "Message").objects
    for message in messages.iterator():
        if message.topic:
            message.address_hashes = secrets.hashes_by_key("decline", message.address.strip().lower())
        if message.topic or message.sent_at is None:
            message.key_id = secrets.keyed_hash("decline", "")[0]
        if message.sent_at is not None:
            message.address = message.subject = message.body = message.calendar = message.last_error = ""
        message.save(
            update_fields=["address", "address_hashes", "key_id", "subject", "body", "calendar", "last_error"]
        )


class Migration(migrations.Migration):
    dependencies = [("spine", "0009_what_was_erased")]
    operations = [
        migrations.AddField("message", "address_hashes", models.JSONField(default=dict)),
        migrations.AddField(
            "message", "key_id", models.CharField(blank=True, default="", max_length=16), preserve_default=False
        ),
        migrations.AddField(
            "message", "given_up_at", models.DateTimeField(blank=True, null=True, verbose_name="opgivet")
        ),
        migrations.AlterField("message", "address", models.CharField(blank=True, max_length=300, verbose_name="til")),
        migrations.AlterField("message", "subject", models.CharField(blank=True, max_length=200, verbose_name="emne")),
        migrations.AlterField(
            "message", "body", samspil.spine.models.outbox.SealedTextField(blank=True, verbose_name="tekst")
        ),
        migrations.AlterField(
            "message", "calendar", samspil.spine.models.outbox.SealedTextField(blank=True, verbose_name="kalenderfil")
        ),
        migrations.RunPython(empty_and_seal, migrations.RunPython.noop),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                name="message_emptied_when_over",
                condition=models.Q(("given_up_at__isnull", True), ("sent_at__isnull", True))
                | models.Q(("address", ""), ("body", ""), ("calendar", ""), ("subject", "")),
            ),
        ),
    ]
