"""Of the demo's thread, too, every list, count, figure and pace says the same about who waits for an answer."""

from __future__ import annotations

import pytest

from samspil.spine import people
from samspil.spine.models import Person
from tests.kit.world import World
from tests.promises.test_one_answer import check

pytestmark = pytest.mark.django_db


def test_all_say_the_same_of_the_demo(world: World) -> None:
    for name in ("alice", "bob", "sofie", "ditte"):
        assert check(people.actor_for(Person.objects.get(user=world.users[name]))), name
