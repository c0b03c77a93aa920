"""The deep demo, loaded as of one of three awkward days: as much in it as is promised, and nothing late but on purpose."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections import Counter
from collections.abc import Iterator

import pytest
import time_machine
from django.db.models import Count
from django.utils import timezone

from samspil.analysis.scheduling import days as holidays
from samspil.features.cases.pages import queries as pages_queries
from samspil.features.cases.records.models import AgendaItem, CaseFile, DecisionStatement, Meeting, StatementOutcome
from samspil.features.funds.models import Effort, Movement, Pool
from samspil.features.insights.models import Evidence, Insight
from samspil.features.partnerships.charter.models import RoleCharter
from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.day import queries as day_queries
from samspil.features.partnerships.times.models import TimeRequest
from samspil.features.reports.models import Addressee
from samspil.features.trials.models import Reach, Round, Trial
from samspil.features.voices.models import Answer, Voice
from samspil.site.demo import days
from samspil.spine import duties, people
from samspil.spine.actors import NOBODY
from samspil.spine.models import Consent, Gathering, Invitation, Link, Node, Person
from samspil.web import front, telling
from tests.kit.weight import MOST, weigh
from tests.kit.world import World, loaded, standing
from tests.promises.test_crawl import crawl

# A Saturday at the new year, a leap day, and Christmas Eve.
DAYS = ("2027-01-02", "2028-02-29", "2026-12-24")
# What is late whichever day it is loaded: six answers and two duties. Nothing else may be.
LATE = 8
MOST_PAGES = 150
pytestmark = [pytest.mark.django_db, pytest.mark.walk(many=1, first=1), pytest.mark.turn(2)]


@pytest.fixture(scope="module", params=DAYS)
def today(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: object) -> Iterator[dt.date]:
    """Load the deep demo on a day, and stand in it on that day."""
    with (
        time_machine.travel(f"{request.param} 10:00", tick=False),
        loaded(django_db_blocker, "deep", is_deep=True) as copy,
        standing(django_db_blocker, copy),
    ):
        yield dt.date.fromisoformat(request.param)


def test_nothing_is_late_but_on_purpose(today: dt.date) -> None:
    assert duties.overdue(today).count() == LATE
    assert {duty.purpose for duty in duties.overdue(today)} >= {"answer"}
    assert max((today - duty.due_on).days for duty in duties.overdue(today) if duty.due_on) < 100


def test_left_alone_for_sixty_days_every_awaited_answer_is_late(today: dt.date) -> None:
    """As README says: whoever lets a demo stand is told on every page, and begins anew."""
    awaited = duties.still_open().filter(purpose="answer", node__kind="voice")
    assert awaited.count() >= 20
    assert awaited.exclude(due_on__lt=today + dt.timedelta(days=60)).count() == 0


def test_nobody_meets_on_a_day_off(today: dt.date) -> None:
    met = [each.node.day for each in Gathering.objects.filter(node__is_invented=True).select_related("node")]
    free = holidays.public_holidays(today - dt.timedelta(days=600), today + dt.timedelta(days=600))
    assert len(met) > 20
    assert [day for day in met if day is not None and (day.isoweekday() > 5 or day in free)] == []


def test_nothing_has_happened_that_lies_ahead(today: dt.date) -> None:
    ahead = Node.objects.filter(is_invented=True, occurred_on__gt=today)
    assert ahead.filter(kind__in=["voice", "answer", "insight", "idea", "learning_point"]).count() == 0
    assert Activity.objects.filter(gathering__node__in=ahead, state="held").count() == 0
    assert Meeting.objects.filter(node__in=ahead, state="published").count() == 0
    assert Round.objects.filter(held_on__gt=today).count() == 0
    assert Movement.objects.filter(on__gt=today).count() == 0


def test_nothing_came_of_what_came_after_it(today: dt.date) -> None:
    links = Link.objects.filter(withdrawn_at__isnull=True, earlier__is_invented=True, later__is_invented=True)
    dated = [each for each in links.select_related("earlier", "later") if each.earlier.day and each.later.day]
    assert len(dated) > 150
    back = [each for each in dated if each.earlier.day > each.later.day]
    assert [(each.earlier.title, each.later.title) for each in back] == []


def test_what_is_old_has_not_landed_since(today: dt.date) -> None:
    since = timezone.now() - dt.timedelta(days=60)
    politician = people.actor_for(Person.objects.get(name="Poul Eksempel"))
    landed = pages_queries.landed(politician, since)
    assert 0 < len(landed) < Meeting.objects.filter(state="published").count()
    assert [each.meeting.minutes_published_at for each in landed if each.meeting.minutes_published_at <= since] == []
    # No older than that the minutes were approved, a fortnight after the meeting.
    assert all(each.meeting.node.day > since.date() - dt.timedelta(days=17) for each in landed)
    notes = day_queries.landed_since(people.actor_for(Person.objects.get(name="Alice Eksempel")), since)
    assert [note.activity.node.title for note in notes if note.activity.node.day < since.date()] == []
    assert Meeting.objects.filter(minutes_published_at__gt=timezone.now()).count() == 0


def test_the_showcase_runs_forward_from_the_words_to_the_answer_to_them(today: dt.date) -> None:
    told = front.through(NOBODY)
    days = [node.day for node in told.values() if node.day]
    assert days == sorted(days)
    assert {"voice", "insight", "trial", "case", "decision", "effort", "answer"} <= set(told)
    answer = Answer.objects.select_related("voice").get(node=told["answer"])
    assert answer.voice.node_id == told["voice"].pk
    assert Link.objects.filter(earlier=told["effort"], later=told["answer"], withdrawn_at__isnull=True).exists()


def test_the_red_path_of_every_partnership_runs_forward(today: dt.date) -> None:
    for partnership in Partnership.objects.filter(node__is_invented=True).select_related("node"):
        outline = telling.outline(NOBODY, partnership.node)
        days = [outline.days.get(key) for key in telling.course(outline).main if key not in outline.vague]
        known = [day for day in days if day]
        assert known == sorted(known)


def test_eighty_voices_of_four_sides_meet_many_fates(today: dt.date) -> None:
    assert Voice.objects.count() == 80
    sides = Counter(Voice.objects.values_list("side", flat=True))
    assert set(sides) == {"citizen", "professional", "politician", "civil_society"}
    assert min(sides.values()) >= 7
    assert Voice.objects.values("method").distinct().count() >= 8
    states = Counter(Voice.objects.values_list("state", flat=True))
    assert states["withdrawn"] == 4
    assert states["published"] >= 45
    assert states["received"] >= 20
    extents = {tuple(sorted(each.purposes)) for each in Consent.objects.filter(node__kind="voice")}
    assert len(extents) >= 4
    due = {duty.node_id: duty.due_on for duty in duties.Duty.objects.filter(purpose="answer", node__kind="voice")}
    given = {each.voice_id: each.given_on for each in Answer.objects.all()}
    late = [key for key, day in given.items() if due[key] and day > due[key]]
    waiting = duties.still_open().filter(purpose="answer", node__kind="voice")
    assert len(late) == 5
    assert len(given) - len(late) >= 40
    assert waiting.filter(due_on__gte=today).count() >= 15
    assert waiting.filter(due_on__lt=today).count() == 6
    assert Voice.objects.exclude(not_taken_further_because="").count() >= 4


def test_insights_and_trials_are_at_every_stage(today: dt.date) -> None:
    assert Insight.objects.filter(node__is_invented=True).count() == 12
    assert Insight.objects.filter(state="draft").count() == 1
    assert Evidence.objects.filter(speaks_against=True).values("insight").distinct().count() == 1
    tried = Trial.objects.filter(node__is_invented=True)
    assert Counter(tried.values_list("state", "conclusion")) == {
        ("ended", "keep"): 2,
        ("ended", "spread"): 1,
        ("ended", "change"): 1,
        ("ended", "stop"): 1,
        ("running", ""): 2,
        ("planned", ""): 1,
        ("idea", ""): 1,
    }
    stopped = tried.get(conclusion="stop")
    counts = list(stopped.rounds.values_list("count", flat=True))
    assert len(counts) == stopped.stop_rounds
    assert max(counts) < stopped.stop_below
    assert Reach.objects.count() >= 3


def test_cases_end_in_many_ways(today: dt.date) -> None:
    treated = AgendaItem.objects.filter(node__is_invented=True, meeting__state="published").exclude(
        node__title="Mødedeltagelse"
    )
    assert treated.count() >= 30
    assert treated.values("meeting").distinct().count() >= 6
    assert treated.filter(is_closed=True).count() == 1
    said = set(StatementOutcome.objects.filter(statement__node__is_invented=True).values_list("outcome", flat=True))
    assert said == {"APPROVED", "APPROVED_WITH_REMARKS", "NOTED", "DISCUSSED", "REJECTED", "POSTPONED"}
    resumed = [
        case
        for case in CaseFile.objects.annotate(many=Count("items")).filter(many__gt=1)
        if case.items.values("meeting__body").distinct().count() == 1
    ]
    assert len(resumed) == 1
    wishes = DecisionStatement.objects.filter(node__is_invented=True, stance="WISHES")
    assert wishes.filter(node__duties__isnull=True).exists()
    assert Addressee.objects.filter(recommendation__node__is_invented=True, state="open").count() >= 3
    assert AgendaItem.objects.filter(node__is_invented=True, approval="submitted").count() == 1


def test_a_held_meeting_waits_for_its_minutes(today: dt.date) -> None:
    """Its secretary can begin them, and write what was decided."""
    last = days.worked(today - dt.timedelta(days=2), step=-1)
    held = Meeting.objects.get(node__is_invented=True, node__occurred_on__lte=today, state="agenda_published")
    assert held.node.day == last
    assert held.body.circle.roles.filter(role="secretary", person__user__username="sofie").exists()
    on = held.items.filter(is_on=True, withdrawn_at__isnull=True)
    assert on.filter(node__title__in=["Godkendelse af dagsorden", "Mødedeltagelse"]).count() == 2
    own = on.annotate(asked=Count("clauses")).filter(asked__gt=0)
    assert sorted(own.values_list("asked", flat=True)) == [1, 2, 2, 3]
    assert DecisionStatement.objects.filter(item__in=on).count() == 0
    assert held.gathering.invitations.filter(presence="present").count() == 4


def test_money_efforts_and_partnerships(today: dt.date) -> None:
    assert Pool.objects.filter(node__is_invented=True).count() == 2
    assert Movement.objects.count() >= 7
    assert Counter(Effort.objects.values_list("state", flat=True))["running"] >= 3
    own = Partnership.objects.filter(node__is_invented=True)
    assert own.count() == 3
    assert own.filter(ended_on__lte=today).count() == 1
    assert TimeRequest.objects.filter(state="open").count() == 1
    assert RoleCharter.objects.filter(acknowledgements__isnull=True).count() == 1
    assert Invitation.objects.filter(sent_sequence__isnull=False, answer="").count() >= 10


def test_the_cast_has_a_login_for_each_role(today: dt.date) -> None:
    roles = Person.objects.filter(is_invented=True, user__isnull=False).values_list("roles__role", flat=True)
    assert set(roles) == {"coordinator", "staff", "secretary", "director", "politician", "evaluator", "member"}


@pytest.mark.parametrize("name", ["alice", "rasmus"])
def test_its_pages_answer_and_none_tells_of_days_that_ran_away(today: dt.date, name: str) -> None:
    seen = crawl(World(), name, most=MOST_PAGES, most_of_a_kind=3)
    assert len(seen) > 60
    assert {path: met.status for path, met in seen.items() if met.status not in {200, 301, 302}} == {}
    weights = {path: weigh(met.body, met.sent) for path, met in seen.items() if "<html" in met.body}
    assert {path: weight for path, weight in weights.items() if weight > MOST} == {}
    late = {
        path: found
        for path, met in seen.items()
        if (found := re.findall(r"\b[1-9]\d\d dage (?:over|efter|for sent|siden)", html.unescape(met.body)))
    }
    assert late == {}
