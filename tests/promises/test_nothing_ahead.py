"""Every deed that says something happened is refused while its day lies ahead; and every deed that takes a date is one or the other."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from samspil.features.cases.agenda.actions import meetings, presentations
from samspil.features.cases.authorisations import actions as authorisations_actions
from samspil.features.cases.document_access import actions as document_access_actions
from samspil.features.cases.editing.actions import items, statements
from samspil.features.cases.importing import actions as importing_actions
from samspil.features.cases.importing import rules as importing_rules
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.protocol import actions as protocol_actions
from samspil.features.cases.records.models import AgendaItem, DecisionStatement, Meeting
from samspil.features.cases.routes import actions as routes_actions
from samspil.features.cases.seats import actions as seats_actions
from samspil.features.funds import actions as funds
from samspil.features.insights import actions as insights
from samspil.features.partnerships.charter import actions as charter
from samspil.features.partnerships.civic import actions as civic
from samspil.features.partnerships.core import actions as core_actions
from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.day import actions as day
from samspil.features.partnerships.plans import actions as partnerships
from samspil.features.partnerships.programmes import actions as programmes
from samspil.features.partnerships.relations import actions as relations
from samspil.features.reports import actions as reports
from samspil.features.trials import actions as trials
from samspil.features.trials.actions import ideas, rounds
from samspil.features.trials.models import Round, Trial
from samspil.features.voices import actions as voices
from samspil.features.voices.actions import answering, danger, deposits
from samspil.features.voices.legal import actions as legal
from samspil.features.voices.legal.models import LegalProfile
from samspil.features.voices.models import Deposit, Pad, Voice
from samspil.features.voices.slips import actions as slips
from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import gatherings, happened, journal, people, thread
from samspil.spine.models import Node, Organisation
from tests.features.voices.phones import readied
from tests.kit.cast import Cast

pytestmark = pytest.mark.django_db

DOCUMENTS = Path(__file__).parents[2] / "demo" / "documents"
ACTIONS = Path(__file__).parents[2] / "samspil" / "features"
# Deeds whose date says that something happened: by hand, and each is tried below.
HAPPENED = {
    "cases.document_access.prepare_access",
    "cases.authorisations.end_authorisation",
    "cases.agenda.presentations.note_presentation",
    "cases.importing.import_meeting",
    "cases.routes.send_on",
    "cases.routes.end_step",
    "cases.protocol.note_held",
    "funds.move",
    "insights.import_evaluation",
    "insights.begin",
    "insights.name_source",
    "partnerships.charter.reach_milestone",
    "partnerships.civic.count_hours",
    "partnerships.core.come_to_end",
    "partnerships.programmes.tell_tracks",
    "partnerships.relations.ask",
    "reports.treat",
    "trials.ideas.give",
    "trials.ideas.change",
    "trials.rounds.follow_up",
    "trials.rounds.reach",
    "voices.receive",
    "voices.answering.answer",
    "voices.answering.deliver",
    "voices.danger.answer_danger",
    "voices.danger.settle",
    "voices.deposits.take_up",
    "voices.legal.sign_off",
    "voices.slips.type_in",
}
# Deeds whose date says when something is to be, or in force, or is the day of a round of the machine: these may lie ahead.
# So may what the installation's own list says of a taking back: nobody writes it, and it is done again whatever clock wrote it.
# And a phone's clock may go wrong: its voice is taken in with today's day, said to be about (tests/features/voices/test_deposits.py).
TO_COME = {
    "cases.agenda.meetings.publish_due",
    "cases.authorisations.authorise",
    "cases.follow_up.tell_overdue",
    "cases.follow_up.end_body",
    "cases.agenda.meetings.plan_meeting",
    "cases.agenda.meetings.move_meeting",
    "cases.editing.meetings.meeting_title",
    "cases.publication.put",
    "cases.seats.begin_body",
    "cases.seats.seat",
    "cases.seats.unseat",
    "funds.start_effort",
    "partnerships.plans.change",
    "partnerships.plans.plan",
    "partnerships.plans.change_limits",
    "partnerships.plans.make_intensive",
    "partnerships.charter.give_mandate",
    "partnerships.charter.unreach_milestone",  # the day that is taken back
    "partnerships.digest.tell",
    "partnerships.times.ask",
    "partnerships.times.answer",
    "partnerships.times.choose",
    "trials.propose",
    "trials.change",
    "trials.rounds.go_on",
    "voices.answering.not_reached",
    "voices.deposits.announce",
    "voices.deposits.bring",
    "voices.slips.hand_out",
    "voices.slips.look_for_missing",
    "voices.consents.take_back_again",
    "voices.publishing.unpublish_again",
}
WHOLE = {"belief": "a", "smallest_step": "b", "look_at": "c", "stop_rule": "d"}


@dataclass
class Ahead:
    """Records whose day lies a month ahead, and some of today that a date ahead is said of."""

    cast: Cast
    on: dt.date
    partnership: Partnership
    activity: Activity
    meeting: Meeting
    item: AgendaItem
    held: Meeting
    statement: DecisionStatement
    trial: Trial
    running: Trial
    round: Round
    origin: Node


@pytest.fixture
def ahead(cast: Cast) -> Ahead:
    today = danish.today()
    on, at = today + dt.timedelta(days=30), dt.time(14, 0)
    partnership = core_actions.set_up(
        by=cast.alice, name="Sammen", circle=cast.partnership, organisation=cast.municipality, is_invented=True
    )
    activity = partnerships.plan(by=cast.alice, partnership=partnership, title="Samtale", on=on, level="hear")
    body = seats_actions.add_body(by=cast.secretary, circle=cast.committee, house="norddjurs")

    def meeting(day_of_it: dt.date) -> tuple[Meeting, AgendaItem]:
        made = meetings.plan_meeting(
            by=cast.secretary, body=body, starts_at=timezone.make_aware(dt.datetime.combine(day_of_it, at))
        )
        item = items.add_item(
            by=cast.secretary, meeting=made, wording=items.Wording(title="Punkt", clauses=["det godkendes"])
        )
        meetings.publish_agenda(by=cast.secretary, meeting=made)
        made.refresh_from_db()
        # Begun ahead, as minutes could be once: what is asked of them is refused still.
        with happened.as_of(day_of_it):
            minutes_actions.begin_minutes(by=cast.secretary, meeting=made)
        item = AgendaItem.objects.select_related("node", "meeting__node__organisation", "meeting__body__circle").get(
            pk=item.pk
        )
        return item.meeting, item

    coming, item = meeting(on)
    held, decided = meeting(today - dt.timedelta(days=30))
    statement = statements.add_statement(by=cast.secretary, item=decided, printed="Godkendt.", outcomes=["APPROVED"])
    with journal.writing():
        origin = thread.open_node(
            by=cast.alice, kind="test_early", title="Indsigt", organisation=cast.municipality, visibility="organisation"
        )
    planned = trials.propose(by=cast.alice, origin=origin, title="I morgen", on=on, **WHOLE)
    trials.move(by=cast.alice, trial=planned, state="planned")
    planned.refresh_from_db()
    running = trials.propose(by=cast.alice, origin=origin, title="I dag", on=today, **WHOLE)
    for state in ("planned", "running"):
        trials.move(by=cast.alice, trial=running, state=state)
    going = rounds.plan(by=cast.alice, trial=running, plan="Vi gør det", expected="Nogen kommer")
    return Ahead(cast, on, partnership, activity, coming, item, held, statement, planned, running, going, origin)


def _money(a: Ahead) -> object:
    pool = funds.add_pool(
        by=a.cast.secretary,
        name="Pulje",
        organisation=a.cast.municipality,
        body=a.cast.committee,
        source="x",
        visibility="public",
    )

    made = funds.set_aside(
        by=a.cast.secretary,
        decision=a.statement.node,
        amount=funds.Allocation(pool=pool, title="Til noget", amount_ore=100, first_year=2026, last_year=2026),
    )
    return funds.move(
        by=a.cast.director,
        appropriation=made,
        stage="granted",
        amount_ore=100,
        on=a.on,
        why="x",
        decision=a.statement.node,
    )


def _voice(a: Ahead, **said: object) -> object:
    return voices.receive(by=a.cast.alice, given=_given(a, **said))


def _given(a: Ahead, **said: Any) -> voices.Given:
    return voices.Given(
        organisation=a.cast.municipality, words="Bussen", purposes=["interpret"], consent_form="oral", **said
    )


def _pad(a: Ahead) -> Pad:
    today = timezone.localdate()
    handing = slips.Handing(1, a.cast.person(a.cast.alice), today, a.cast.municipality, phone="87 12 34 56")
    pad = slips.hand_out(by=a.cast.alice, handing=handing)
    Pad.objects.filter(pk=pad.pk).update(printed_at=timezone.now())
    return Pad.objects.get(pk=pad.pk)


def _danger(a: Ahead) -> Voice:
    return voices.receive(by=a.cast.alice, given=_given(a, danger="yes"))


def _told(a: Ahead) -> dict[str, Any]:
    at = timezone.make_aware(dt.datetime.combine(a.on, dt.time(9, 0)))
    return {"danger": "yes", "told_to": "Vagtlægen", "told_at": at, "done": "Ringet"}


def _settle(a: Ahead) -> object:
    with journal.writing():
        return danger.settle(a.cast.alice, _danger(a), considered=False, owner=None, **_told(a))


def _answer(a: Ahead) -> object:
    return voices.answer(
        by=a.cast.alice,
        voice=_voice(a),
        words="Ja",
        channel="phone",
        proof="talt",
        given_on=a.on,  # type: ignore[arg-type]
    )


def _delivered(a: Ahead) -> object:
    voice = _voice(a, channel="letter", danger="no")
    (written,) = answering.write_many(by=a.cast.alice, told=[answering.Told(voice, "Ja")])
    return answering.deliver(by=a.cast.alice, answer=written, on=a.on)


def _hours(a: Ahead) -> object:
    hall = people.add_organisation(by=people.job("test"), name="Hallens Venner", kind="association", is_invented=True)
    a.cast.partnership.partners.add(hall)
    task = civic.give(
        by=a.cast.alice,
        partnership=a.partnership,
        association=hall,
        task=civic.Task(
            title="Dække bord",
            authority=Organisation.objects.get(pk=a.cast.municipality.pk),
            adds="adds",
            today="Intet",
        ),
    )
    return civic.count_hours(by=a.cast.alice, task=task, on=a.on, persons=1, hours=Decimal(1))


def _milestone(a: Ahead) -> object:
    made = charter.set_milestone(by=a.cast.alice, partnership=a.partnership, title="Nået")
    return charter.reach_milestone(by=a.cast.alice, milestone=made, on=a.on)


def _authorisation(a: Ahead) -> object:
    made = authorisations_actions.authorise(
        by=a.cast.secretary, statement=a.statement, title="Aftale", given_to="Forvaltningen", scope="At indgå en aftale"
    )
    return authorisations_actions.end_authorisation(by=a.cast.secretary, authorisation=made, ended_on=a.on, why="Slut")


def _presentation(a: Ahead) -> object:
    made = presentations.add_presentation(by=a.cast.secretary, item=a.statement.item, to_text="Byrådet")
    return presentations.note_presentation(by=a.cast.secretary, presentation=made, held_on=a.on)


def _step(a: Ahead) -> object:
    step = routes_actions.send_on(by=a.cast.secretary, statement=a.statement, to_text="Byrådet")
    return routes_actions.end_step(by=a.cast.secretary, step=step, state="treated", ended_on=a.on, how="Godkendt")


def _treat(a: Ahead) -> object:
    made = reports.recommend(
        by=a.cast.secretary,
        decision=a.statement.node,
        title="Drøft det",
        passage="Godkendt.",
        to_kinds=["health_council"],
    )
    return reports.treat(by=a.cast.secretary, addressee=made.addressees.get(), state="treated", said="Drøftet", on=a.on)


def _programme(a: Ahead) -> object:
    made = programmes.set_up(
        by=a.cast.alice,
        name="Program",
        organisation=a.cast.municipality,
        partnerships=[a.partnership],
        visibility="organisation",
    )
    return programmes.tell_tracks(by=a.cast.alice, programme=made, source="Kilde", words=["Spor"], told_on=a.on)


def _import(a: Ahead) -> object:
    item = importing_rules.Item(
        number="1", title="Punkt", statements=(importing_rules.Statement(printed="Godkendt.", outcomes=("APPROVED",)),)
    )
    draft = importing_rules.Meeting(
        held_on=a.on + dt.timedelta(days=1), state="published", items=(item,), source_sha256="0" * 64
    )
    return importing_actions.import_meeting(by=a.cast.secretary, body=a.meeting.body, draft=draft)


def _idea(a: Ahead) -> object:
    made = ideas.give(by=a.cast.alice, origin=a.origin, title="Idé", words="Prøv det", giver="en borger")
    return ideas.change(by=a.cast.alice, idea=made, title="Idé", words="Prøv det", giver="en borger", given_on=a.on)


def _unfair_publish(a: Ahead) -> object:
    """Minutes of a meeting ahead, all its items decided as if it had been held."""
    DecisionStatement.objects.filter(pk=a.statement.pk).update(item=a.item)
    return minutes_actions.publish_minutes(by=a.cast.secretary, meeting=a.meeting)


def _begin(a: Ahead) -> object:
    Meeting.objects.filter(pk=a.meeting.pk).update(state="agenda_published")
    return minutes_actions.begin_minutes(by=a.cast.secretary, meeting=Meeting.objects.get(pk=a.meeting.pk))


def _held_then_moved(a: Ahead) -> object:
    Activity.objects.filter(pk=a.activity.pk).update(state="held")
    return day.land(
        by=a.cast.alice, activity=a.activity, landed="Her", came_of_it="Det", what_next="Intet", ends_here=True
    )


def _invited(a: Ahead, presence: str) -> object:
    return gatherings.invite(by=a.cast.alice, gathering=a.activity.gathering, name="En borger", presence=presence)


def _reach(a: Ahead) -> object:
    rounds.follow_up(
        by=a.cast.alice, round_=a.round, held_on=danish.today(), done="x", seen="y", act="keep", act_why="z"
    )
    return rounds.reach(by=a.cast.alice, trial=a.running, asked_on=a.on, who="gæster", asked=20, knew=10)


def _evaluation(a: Ahead) -> object:
    text = (DOCUMENTS / "evaluering-inddragelse-2025-09-15.txt").read_text(encoding="utf-8")
    return insights.import_evaluation(
        by=a.cast.alice,
        source=insights.SourceText(text=text, organisation=a.cast.municipality, title="Rapport", dated_on=a.on),
    )


REFUSED: dict[str, Callable[[Ahead], object]] = {
    "an activity is held": lambda a: partnerships.move(by=a.cast.alice, activity=a.activity, state="held"),
    "an activity is landed": _held_then_moved,
    "somebody came to an activity": lambda a: day.note_attendance(
        by=a.cast.alice, activity=a.activity, presences={}, name="En borger", organisation=a.cast.municipality
    ),
    "somebody stayed away": lambda a: _invited(a, "absent"),
    "somebody stood in": lambda a: _invited(a, "substitute"),
    "those present rate it": lambda a: day.rate(by=a.cast.alice, activity=a.activity, level="hear"),
    "partnerships.relations.ask": lambda a: relations.ask(
        by=a.cast.alice, partnership=a.partnership, moment="before", on=a.on
    ),
    "partnerships.core.come_to_end": lambda a: core_actions.come_to_end(
        by=a.cast.alice, partnership=a.partnership, when=danish.When(a.on)
    ),
    "partnerships.charter.reach_milestone": _milestone,
    "partnerships.civic.count_hours": _hours,
    "partnerships.programmes.tell_tracks": _programme,
    "minutes are begun": _begin,
    "a meeting with begun minutes is moved ahead": lambda a: meetings.move_meeting(
        by=a.cast.secretary, meeting=a.held, starts_at=timezone.make_aware(dt.datetime.combine(a.on, dt.time(16, 0)))
    ),
    "minutes are published": _unfair_publish,
    "a body decided": lambda a: statements.add_statement(
        by=a.cast.secretary, item=a.item, printed="Godkendt.", outcomes=["APPROVED"]
    ),
    "a member was there": lambda a: protocol_actions.note_attendance(
        by=a.cast.secretary, meeting=a.meeting, presence="present", name="Poul"
    ),
    "cases.importing.import_meeting": _import,
    "cases.protocol.note_held": lambda a: protocol_actions.note_held(
        by=a.cast.secretary, meeting=a.meeting, began=timezone.make_aware(dt.datetime.combine(a.on, dt.time(14, 0)))
    ),
    "cases.document_access.prepare_access": lambda a: document_access_actions.prepare_access(
        by=a.cast.secretary, item=a.statement.item, reference="26/1", asked_on=a.on
    ),
    "cases.authorisations.end_authorisation": _authorisation,
    "cases.agenda.presentations.note_presentation": _presentation,
    "cases.routes.send_on": lambda a: routes_actions.send_on(
        by=a.cast.secretary, statement=a.statement, to_text="Byrådet", sent_on=a.on
    ),
    "cases.routes.end_step": _step,
    "a trial runs": lambda a: trials.move(by=a.cast.alice, trial=a.trial, state="running"),
    "trials.rounds.follow_up": lambda a: rounds.follow_up(
        by=a.cast.alice, round_=a.round, held_on=a.on, done="x", seen="y", act="keep", act_why="z"
    ),
    "trials.rounds.reach": _reach,
    "trials.ideas.give": lambda a: ideas.give(
        by=a.cast.alice, origin=a.origin, title="Idé", words="Prøv det", giver="en borger", given_on=a.on
    ),
    "trials.ideas.change": _idea,
    "funds.move": _money,
    "an effort runs": lambda a: funds.start_effort(
        by=a.cast.secretary,
        decision=a.statement.node,
        plan=funds.EffortPlan(title="Indsats", description="x", begins_on=a.on, state="running"),
    ),
    "reports.treat": _treat,
    "insights.name_source": lambda a: insights.name_source(
        by=a.cast.alice,
        title="Kilde",
        organisation=a.cast.municipality,
        dated_on=danish.When(a.on.replace(year=a.on.year + 1), "year"),
    ),
    "insights.import_evaluation": _evaluation,
    "insights.begin": lambda a: insights.begin(
        by=a.cast.alice,
        draft=insights.Draft(organisation=a.cast.municipality, statement="Vejen er lang", dated_on=a.on),
    ),
    "voices.receive": lambda a: _voice(a, received_on=a.on),
    "voices.answering.answer": _answer,
    "voices.answering.deliver": _delivered,
    "voices.danger.answer_danger": lambda a: danger.answer_danger(by=a.cast.alice, voice=_danger(a), **_told(a)),
    "voices.danger.settle": _settle,
    "voices.legal.sign_off": lambda a: legal.sign_off(
        by=a.cast.alice,
        profile=LegalProfile.objects.create(organisation=a.cast.municipality, version=7),
        signed_by="Jura",
        signed_on=a.on,
    ),
    "voices.slips.type_in": lambda a: slips.type_in(
        by=a.cast.alice, pad=_pad(a), number=1, given=_given(a, received_on=a.on)
    ),
    "voices.deposits.take_up": lambda a: deposits.take_up(
        by=a.cast.alice,
        deposit=Deposit.objects.create(
            pk=uuid4(), state="held", phone=readied(a.cast, a.cast.bob).row, sent_at=timezone.now()
        ),
        given=_given(a, received_on=a.on),
    ),
}


@pytest.mark.parametrize("deed", REFUSED)
def test_what_lies_ahead_has_not_happened(ahead: Ahead, deed: str) -> None:
    with pytest.raises(Refused) as refused:
        REFUSED[deed](ahead)
    assert any(words in refused.value.sentence for words in ("ikke kommet endnu", "fremtiden", "senest i dag")), (
        refused.value.sentence
    )


def test_what_is_only_planned_may_lie_ahead(ahead: Ahead) -> None:
    """Apologies come before the day, an effort and an activity are planned, and a meeting's agenda is published."""
    assert _invited(ahead, "apology") is not None
    assert ahead.meeting.state == "minutes_draft"
    funds.start_effort(
        by=ahead.cast.secretary,
        decision=ahead.statement.node,
        plan=funds.EffortPlan(title="Indsats", description="x", begins_on=ahead.on),
    )
    partnerships.move(by=ahead.cast.alice, activity=ahead.activity, state="cancelled")


def dated(folder: Path) -> set[str]:
    """Return every function of the features' actions that takes a date, also within what it takes, as feature.sub-area.name."""
    deeds = set()
    for path in [*folder.rglob("actions.py"), *folder.rglob("actions/*.py")]:
        parts = path.relative_to(folder).with_suffix("").parts
        module = ".".join(part for part in parts if part not in {"actions", "__init__"})
        tree = ast.parse(path.read_text(encoding="utf-8"))
        # Named by its module (`rules.Wish`), a value may stand anywhere in the feature; named alone, it is this module's own or
        # taken from a module of values: a table of the same name is another thing.
        elsewhere = {each for other in (folder / parts[0]).rglob("*.py") for each in _holders(other)}
        taken = {
            each.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and "models" not in (node.module or "").split(".")
            for each in node.names
        }
        holders = _holders(path) | (elsewhere & taken)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                asked = (*node.args.args, *node.args.kwonlyargs)
                if any(each.arg not in NOT_THE_DAY and _is_date(each.annotation, holders, elsewhere) for each in asked):
                    deeds.add(f"{module}.{node.name}")
    return deeds


NOT_THE_DAY = {"due_on", "review_on"}


def _holders(path: Path) -> set[str]:
    """Return the values of a module that carry a day of their own: its dataclasses, not its tables or forms."""
    classes = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef)]
    return {each.name for each in classes if not each.bases and _holds_date(each)}


def _holds_date(held: ast.ClassDef) -> bool:
    return any(
        isinstance(each, ast.AnnAssign) and ast.unparse(each.target) not in NOT_THE_DAY and _is_date(each.annotation)
        for each in held.body
    )


def _is_date(annotation: ast.expr | None, here: Collection[str] = (), elsewhere: Collection[str] = ()) -> bool:
    written = ast.unparse(annotation) if annotation is not None else ""
    _module, dot, name = written.rpartition(".")
    return "dt.date" in written or "danish.When" in written or name in (elsewhere if dot else here)


def test_every_deed_that_takes_a_date_says_which_it_is() -> None:
    lost = {name for name in dated(ACTIONS) - HAPPENED - TO_COME if not name.rpartition(".")[2].startswith("_")}
    assert HAPPENED - REFUSED.keys() == set()
    assert lost == set(), "say here whether its date has happened (HAPPENED, and try it) or is to come (TO_COME)"


def test_a_new_deed_with_a_date_is_seen(tmp_path: Path) -> None:
    (tmp_path / "planted").mkdir()
    (tmp_path / "planted" / "actions.py").write_text("def hold(*, on: dt.date | None = None) -> None: ...\n")
    (tmp_path / "large" / "area" / "actions").mkdir(parents=True)
    (tmp_path / "large" / "area" / "actions" / "part.py").write_text("def plan(*, on: dt.date) -> None: ...\n")
    assert dated(tmp_path) == {"planted.hold", "large.area.part.plan"}


def test_a_date_within_what_a_deed_takes_is_seen(tmp_path: Path) -> None:
    (tmp_path / "planted").mkdir()
    (tmp_path / "planted" / "actions.py").write_text(
        "class Held:\n    on: dt.date\n\nclass Owed:\n    due_on: dt.date\n\n"
        "def hold(*, held: Held) -> None: ...\ndef owe(*, owed: Owed) -> None: ...\n"
    )
    assert dated(tmp_path) == {"planted.hold"}
