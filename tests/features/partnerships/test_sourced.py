"""A partnership read from its description is known only from it; and one that has ended says when, and where that stands."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.urls import reverse

from samspil.features.partnerships.core import actions as core_actions
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.plans import actions
from samspil.paper import danish
from samspil.paper.refusal import NotAllowed
from samspil.spine.models import Node
from tests.kit.cast import Cast
from tests.kit.clients import Browse
from tests.kit.flat import flat

TEXT = (Path(__file__).parents[3] / "demo" / "documents" / "projektbeskrivelse-procesplan.txt").read_text("utf-8")
AUTUMN = danish.When(dt.date(2025, 9, 1), "season")


def test_a_description_marks_the_partnership_and_every_row_of_its_plan(cast: Cast) -> None:
    made = actions.import_description(
        by=cast.alice,
        text=TEXT,
        circle=cast.partnership,
        organisation=cast.municipality,
        name="Sammen",
        source="Kilde",
        visibility="circle",
    )
    assert made.node.is_sourced
    assert {row.node.is_sourced for row in made.activities.all()} == {True}
    told = {row.get_state_display() for row in made.activities.all()}

    assert told == {"om den blev holdt, står ikke i de kilder, Samspil har"}
    own = actions.plan(by=cast.alice, partnership=made, title="Skrevet her")
    assert not own.node.is_sourced


def test_a_plan_read_into_a_partnership_of_samspils_own_marks_only_the_rows(
    cast: Cast, partnership: Partnership
) -> None:
    actions.read_plan(by=cast.alice, partnership=partnership, text=TEXT)
    assert not Node.objects.get(pk=partnership.pk).is_sourced
    assert {row.node.is_sourced for row in partnership.activities.all()} == {True}


def test_what_nobody_knows_of_an_activity_of_samspils_own_is_said_as_before(
    cast: Cast, partnership: Partnership
) -> None:
    activity = actions.plan(by=cast.alice, partnership=partnership, title="Samtale", on=dt.date(2026, 3, 1))
    actions.move(by=cast.alice, activity=activity, state="unknown")
    assert activity.get_state_display() == "det vides ikke, om den blev holdt"


def test_an_end_is_as_precise_as_it_is_told_and_can_be_taken_back(cast: Cast, partnership: Partnership) -> None:
    core_actions.come_to_end(by=cast.alice, partnership=partnership, when=AUTUMN, source="Referatet")
    partnership.refresh_from_db()
    assert (str(partnership.ended), partnership.ended_source) == ("efteråret 2025", "Referatet")
    core_actions.come_to_end(by=cast.alice, partnership=partnership, when=None)
    partnership.refresh_from_db()
    assert (partnership.ended, partnership.ended_source) == (None, "")
    with pytest.raises(NotAllowed):
        core_actions.come_to_end(by=cast.charlie, partnership=partnership, when=AUTUMN)


def test_the_coordinator_writes_the_end_on_the_page_as_a_season(
    cast: Cast, partnership: Partnership, browse: Browse
) -> None:
    client = browse(cast.alice)
    said = {"purpose": "Færre skal være alene", "based_on": "1", "ended": "efteråret 2025", "ended_source": "Referatet"}
    assert client.post(reverse("partnerships:edit", args=[partnership.pk]), said).status_code == 302
    page = client.get(reverse("partnerships:detail", args=[partnership.pk])).content.decode()
    assert "Efteråret 2025" in page
    assert "Referatet" in page
    again = client.get(reverse("partnerships:edit", args=[partnership.pk])).content.decode()
    assert 'value="efteråret 2025"' in again


def test_no_guide_of_the_librarys_is_said_to_have_been_used_on_a_day_that_a_source_tells_of(
    cast: Cast, browse: Browse
) -> None:
    made = actions.import_description(
        by=cast.alice,
        text=TEXT,
        circle=cast.partnership,
        organisation=cast.municipality,
        name="Sammen",
        source="Kilde",
        visibility="circle",
    )
    field_work = made.activities.get(method="field_work")

    actions.move(by=cast.alice, activity=field_work, state="held", source="Evalueringen")
    page = browse(cast.alice).get(reverse("partnerships:activity", args=[field_work.pk])).content.decode()
    assert "Evalueringen" in page
    assert "gjaldt" not in page


def test_a_partnership_without_a_place_has_no_stray_stops_in_the_list(
    cast: Cast, partnership: Partnership, browse: Browse
) -> None:
    Partnership.objects.update(geography="")
    core_actions.come_to_end(by=cast.alice, partnership=partnership, when=AUTUMN, source="Referatet")
    page = flat(browse(cast.alice).get(reverse("partnerships:list")).content)
    assert '<p class="record-day">Sluttede efteråret 2025</p>' in page
