"""What was taken in before there were legal profiles keeps its grounds: a profile each, carried over, that somebody must sign off."""

from django.db import migrations
from django.db.models import Max

RETENTION = "Vi sletter ordene, når de ikke bruges mere."
KEPT = (
    "En myndighed skal gemme det, der hører til en sag (offentlighedslovens § 15), "
    "og må ikke slette det, der skal til arkivet (arkivloven)."
)

# The text that was read aloud promised more than an authority may keep: from now on another version is read.
PROMISED = "med det samme og sletter dem."
PROMISES = (
    "med det samme og sletter det, vi må slette. "
    "En myndighed kan have pligt til at gemme det, der hører til en sag eller skal til arkivet. Det bliver ikke brugt til andet."
)


def say_what_is_kept(apps, schema_editor):
    ConsentText = apps.get_model("spine", "ConsentText")
    last = ConsentText.objects.filter(key="voice").aggregate(last=Max("version"))["last"]
    for each in ConsentText.objects.filter(key="voice", version=last, body__contains=PROMISED):
        body = each.body.replace(PROMISED, PROMISES)
        ConsentText.objects.create(key="voice", version=last + 1, title=each.title, body=body)


def carry(apps, schema_editor):
    Voice = apps.get_model("voices", "Voice")
    LegalProfile = apps.get_model("voices", "LegalProfile")
    Organisation = apps.get_model("spine", "Organisation")
    houses = Voice.objects.filter(profile=None).values("node__organisation")
    for each in Organisation.objects.filter(pk__in=houses).order_by("pk"):
        made = LegalProfile.objects.create(
            organisation=each,
            version=1,
            controller=each.name,
            basis="gdpr_consent",
            passing_on="partners",
            consent_forms=["written", "oral", "through_another"],
            longest_days=365,
            retention=RETENTION,
            kept=KEPT,
            is_carried=True,
        )
        Voice.objects.filter(profile=None, node__organisation=each).update(profile=made)


class Migration(migrations.Migration):

    dependencies = [("voices", "0008_legal")]

    operations = [
        migrations.RunPython(carry, migrations.RunPython.noop),
        migrations.RunPython(say_what_is_kept, migrations.RunPython.noop),
    ]
