"""Drafts that an earlier reader called a telling because it could not read them: nobody chose that, so it is asked for again.

Only where nothing else of the item decides, and not of attendance, which has no outcome.
"""

from django.db import migrations
from django.db.models import Q


def ask_again(apps, _schema_editor):
    """Take the telling away from drafts that count as decided by it alone."""
    statements = apps.get_model("cases", "DecisionStatement").objects.filter(
        item__meeting__state="minutes_draft", withdrawn_at__isnull=True
    )
    decides = statements.filter(~Q(stance__in=["", "REPORTS"]) | Q(outcomes__isnull=False))
    decided = set(decides.values_list("item_id", flat=True))
    guessed = statements.filter(stance="REPORTS", outcomes__isnull=True).exclude(item__standing="attendance")
    keys = [pk for pk, item in guessed.values_list("pk", "item_id") if item not in decided]
    apps.get_model("cases", "DecisionStatement").objects.filter(pk__in=keys).update(stance="")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_choices_know_what_is_closed"),
    ]

    operations = [
        migrations.RunPython(ask_again, migrations.RunPython.noop),
    ]
