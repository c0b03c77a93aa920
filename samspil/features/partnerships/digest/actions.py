"""»Siden sidst«: once a week each person is told what is new, in counts and days, with one press to hear no more."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from samspil.features.partnerships.digest import queries
from samspil.features.partnerships.digest.models import Digest
from samspil.paper import danish
from samspil.spine import journal, outbox
from samspil.spine.models import Message, Person
from samspil.spine.people import Actor


@journal.deed
def tell(*, by: Actor, person: Person, now: dt.datetime, before: dt.datetime) -> Message | None:
    """Tell one person what is new since they were last told.

    None when nothing is, when they want no more of it, and when another worker told them since `before`.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    after = queries.since(person, now)
    if after >= before:
        return None

    news = queries.news(person, after, now)
    Digest.objects.update_or_create(person=person, defaults={"told_until": now})
    if not news:
        return None

    made = outbox.offer(
        topic="digest",
        subject="Siden sidst i dine partnerskaber",
        body=_body(news, queries.open_duties(person), after),
        address=person.email,
        person=person,
    )
    if made is not None:
        journal.note("digest.posted", by=by, data={"message": made.pk})

    return made


def _body(news: list[queries.News], duties: int, after: dt.datetime) -> str:
    parts = [f"Det er sket siden den {danish.date(after)}."]
    for each in news:
        lines = [each.partnership.node.title]
        if each.landings:
            lines.append(f"- {danish.count(each.landings, 'aktivitet er samlet op', 'aktiviteter er samlet op')}")
        if each.versions:
            lines.append(f"- {danish.count(each.versions, 'ny udgave af planen', 'nye udgaver af planen')}")
        if each.coming:
            count = danish.count(len(each.coming), "aktivitet", "aktiviteter")
            lines.append(f"- {count} i de næste 30 dage, den første den {danish.date(each.coming[0])}")
        lines.append(outbox.absolute(reverse("partnerships:plan", args=[each.partnership.pk])))
        parts.append("\n".join(lines))

    if duties:
        count = danish.count(duties, "åben opgave", "åbne opgaver")
        parts.append(f"Du har {count}:\n{outbox.absolute(reverse('web:duties'))}")

    return "\n\n".join(parts) + "\n"
