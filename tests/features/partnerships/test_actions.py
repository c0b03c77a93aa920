"""The deeds of partnerships: state, journal, mail and search together."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from samspil.features.partnerships.core import actions as core_actions
from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.day import actions as day_actions
from samspil.features.partnerships.day import queries
from samspil.features.partnerships.plans import actions
from samspil.paper.refusal import Refused
from samspil.spine import gatherings, people, search, texts
from samspil.spine.models import JournalEntry, Message, Person
from tests.kit.cast import Cast

DESCRIPTION = (Path(__file__).parents[3] / "demo" / "documents" / "projektbeskrivelse-procesplan.txt").read_text(
    encoding="utf-8"
)


def verbs(row: Partnership | Activity) -> list[str]:
    return list(JournalEntry.objects.filter(node_id=row.node.pk).order_by("sequence").values_list("verb", flat=True))


def test_the_real_description_makes_a_whole_plan_once(cast: Cast, partnership: Partnership) -> None:
    actions.read_plan(by=cast.alice, partnership=partnership, text=DESCRIPTION)
    actions.read_plan(by=cast.alice, partnership=partnership, text=DESCRIPTION)
    plan = list(core_queries.plan(cast.alice, partnership))

    assert len(plan) == 19
    assert [each.order for each in plan] == list(range(19))
    assert partnership.principles.count() == 4
    assert partnership.methods.exclude(description="").count() == 6
    festival = next(each for each in plan if "Motor Festival" in each.node.title)
    assert (festival.is_possible, festival.gathering.is_uncertain, festival.state) == (True, True, "unknown")
    assert festival.node.occurred_on == dt.date(2025, 5, 17)
    assert festival.gathering.starts_at is None
    yearless = next(each for each in plan if each.gathering.time_text.startswith("5. september"))
    assert (yearless.node.occurred_on, yearless.gathering.starts_at) == (None, None)
    meeting = next(each for each in plan if "13. marts" in each.gathering.time_text)
    assert gatherings.calendar(meeting.gathering).count("DTSTART;TZID=Europe/Copenhagen:20250313T150000") == 1
    assert verbs(partnership)[-1] == "partnership.imported"
    assert all(each.node.visibility == "circle" and each.node.is_invented for each in plan)


def test_a_text_that_is_no_description_is_refused_whole(cast: Cast, partnership: Partnership) -> None:
    with pytest.raises(Refused, match="ligner ikke en projektbeskrivelse"):
        actions.read_plan(by=cast.alice, partnership=partnership, text="Et helt andet brev")
    actions.plan(by=cast.alice, partnership=partnership, title="Opstart")
    with pytest.raises(Refused, match="allerede en plan"):
        actions.read_plan(by=cast.alice, partnership=partnership, text=DESCRIPTION)
    partnership.refresh_from_db()
    assert (partnership.source_hash, partnership.methods.count()) == ("", 0)


def test_import_sets_up_once(cast: Cast) -> None:
    def run() -> Partnership:
        return actions.import_description(
            by=cast.alice,
            text=DESCRIPTION,
            circle=cast.partnership,
            organisation=cast.municipality,
            name="S",
            source="k",
        )

    assert run() == run()
    assert Activity.objects.count() == 19


def test_a_plan_is_changed_and_its_calendar_follows(cast: Cast, partnership: Partnership) -> None:
    activity = actions.plan(
        by=cast.alice,
        partnership=partnership,
        title="Møde",
        on=dt.date(2026, 3, 1),
        starts=dt.time(15),
        ends=dt.time(17),
    )
    changed = actions.change(
        by=cast.alice,
        activity=activity,
        title="Nyt møde",
        on=dt.date(2026, 3, 2),
        starts=dt.time(16),
        description="om natten",
    )

    assert changed.gathering.sequence == 1
    assert (changed.node.title, changed.node.occurred_on) == ("Nyt møde", dt.date(2026, 3, 2))
    assert [n.title for n in search.find(cast.alice, "natten")] == ["Nyt møde"]
    assert list(search.find(cast.charlie, "natten")) == []
    actions.move(by=cast.alice, activity=changed, state="cancelled")
    assert "STATUS:CANCELLED" in gatherings.calendar(changed.gathering)


def test_landing_closes_and_tells_those_who_were_absent_first(cast: Cast, partnership: Partnership) -> None:
    activity = actions.plan(by=cast.alice, partnership=partnership, title="Fællestolkning", on=dt.date(2026, 3, 1))
    for name, presence in (("Til stede", "present"), ("Fraværende", "apology")):
        person = people.add_person(by=people.job("test"), name=name, email=f"{presence}@example.org")
        gatherings.invite(by=cast.alice, gathering=activity.gathering, person=person, presence=presence)

    gatherings.invite(by=cast.alice, gathering=activity.gathering, name="Uden adresse")
    actions.move(by=cast.alice, activity=activity, state="held")
    assert list(queries.without_landing(cast.alice)) == [activity]
    day_actions.land(
        by=cast.alice,
        activity=activity,
        landed="Vi blev enige",
        came_of_it="En prøvehandling",
        what_next="Alice skriver",
        ends_here=True,
    )
    assert [m.address for m in Message.objects.order_by("created_at")] == ["apology@example.org", "present@example.org"]
    day_actions.land(
        by=cast.alice,
        activity=activity,
        landed="Vi blev enige.",
        came_of_it="En prøvehandling",
        what_next="Alice skriver",
    )
    assert Message.objects.count() == 2
    assert [note.landed for note in queries.latest_landings(cast.alice)] == ["Vi blev enige."]
    assert queries.latest_landings(cast.charlie) == []
    assert verbs(activity)[-1] == "activity.landed"
    assert Person.objects.filter(invitations__gathering=activity.gathering).count() == 2


def test_the_purpose_is_kept_in_versions(cast: Cast, partnership: Partnership) -> None:
    core_actions.describe(by=cast.alice, partnership=partnership, purpose="Nyt formål", based_on=1, geography="Bakkeby")
    current = texts.current(partnership.node, "purpose")
    assert current is not None
    assert (current.number, texts.read(current)) == (2, "Nyt formål")
    with pytest.raises(texts.Conflict) as conflict:
        core_actions.describe(by=cast.alice, partnership=partnership, purpose="Andet", based_on=1)
    assert (conflict.value.mine, texts.read(conflict.value.theirs)) == ("Andet", "Nyt formål")
