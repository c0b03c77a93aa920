"""What a partnership expects of somebody stands on their own page, is counted alike, and is done from there."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from samspil.features.partnerships.charter import actions as charter
from samspil.features.partnerships.charter.models import Acknowledgement
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.times import actions as times
from samspil.features.partnerships.times.models import Asked
from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import desk
from samspil.spine.models import JournalEntry
from samspil.spine.people import Actor
from samspil.web import tally
from tests.features.partnerships.drawn_times import LAST, asking
from tests.kit.cast import Cast
from tests.kit.clients import Browse, browse, enter

__all__ = ["browse"]

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
TOLD = {"politician": ("Beslutter", ""), "administration": ("Ordner", "")}
WORD = re.compile(r'name="word" value="([^"]+)"')


def whats(actor: Actor) -> list[str]:
    lines = desk.expected(actor)
    assert len(lines) == tally.counted(actor).get(desk.LABEL, 0)
    return [line.what for line in lines]


def test_whoever_was_asked_for_times_answers_by_login(cast: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        asking(cast, answer_by=dt.date(2026, 11, 27))
        asked = Asked.objects.get(person=cast.alice.person_id)
        client, other = enter(cast, "alice"), enter(cast, "charlie")
        assert whats(cast.alice) == ["Svar på, hvornår du kan"]
        assert "om 5 dage" in client.get("/mit-samspil/").content.decode()
        own = reverse("partnerships:own_times", args=[asked.pk])
        assert (client.get(own).status_code, other.get(own).status_code) == (200, 404)

        times.answer(by=cast.alice, asked=asked, answers={(LAST, "late"): "can"})
        asked.refresh_from_db()
        assert (asked.answered_at is not None, asked.answered_by) == (True, None)
        assert whats(cast.alice) == []
        with pytest.raises(NotAllowed):
            times.answer(by=cast.charlie, asked=asked, answers={(LAST, "late"): "can"})


def test_a_charter_is_stood_by_in_one_press_and_taken_back(
    cast: Cast, partnership: Partnership, browse: Browse
) -> None:
    client = browse(cast.alice)
    assert whats(cast.alice) == []
    written = charter.write(by=cast.alice, partnership=partnership, told=TOLD)
    assert whats(cast.alice) == ["Læs rollekortet, og sig, om du er med på det"]
    assert whats(cast.bob) == []

    press = reverse("partnerships:acknowledge", args=[partnership.pk])
    desk = client.get("/mit-samspil/?alt=1").content.decode()
    assert press in desk
    assert '<input type="hidden" name="back" value="/mit-samspil/?alt=1">' in desk
    pressed = client.post(press, {"back": "/mit-samspil/?alt=1"}, follow=True)
    assert pressed.redirect_chain == [("/mit-samspil/?alt=1", 302)]
    word = WORD.findall(pressed.content.decode())[0]
    assert whats(cast.alice) == []
    client.post(reverse("web:undo"), {"word": word})
    assert whats(cast.alice) == ["Læs rollekortet, og sig, om du er med på det"]
    assert JournalEntry.objects.filter(verb="charter.taken_back").count() == 1

    # Another's word is theirs, and a newer version asks anew.
    said = charter.acknowledge(by=cast.alice, charter=written, side="administration")
    with pytest.raises(Refused):
        charter.take_back(by=cast.bob, said=said)
    charter.write(by=cast.alice, partnership=partnership, told=TOLD | {"citizen": ("Fortæller", "")}, why="Borgere med")
    with pytest.raises(Refused, match="ny udgave"):
        charter.take_back(by=cast.alice, said=Acknowledgement.objects.get())
    assert len(whats(cast.alice)) == 1
