"""The demo's news are of its story: all that it was made with was written before it stood ready, and little of it is unread."""

from __future__ import annotations

from samspil.spine import demonstration, notices, people
from samspil.spine.models import JournalEntry, Person
from samspil.web import tally
from tests.kit.world import World


def test_what_the_demo_was_made_with_is_told_on_the_days_of_its_story(world: World) -> None:
    made = demonstration.made_at()
    assert made is not None
    assert not JournalEntry.objects.filter(at__gt=made).exists()
    actor = people.actor_for(Person.objects.get(user__username="poul"))
    told = notices.told(actor)
    assert all(each.is_of_day for group in told for each in group.happened)
    assert len({group.day for group in told}) > 1
    assert tally.counted(actor).get(notices.LABEL, 0) < len(JournalEntry.objects.filter(verb__in=notices.verbs()))
