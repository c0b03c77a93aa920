"""One record in each state that the permission tables name, made by the product's own actions beside the loaded demo.

A module beside this one adds an area's records with its `add(scene)`.
"""

from __future__ import annotations

import datetime as dt
import importlib
import io
import pkgutil
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from samspil.features.cases.agenda.actions import approval, meetings
from samspil.features.cases.editing.actions import annexes, items, statements
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.records.models import ClosedNotice
from samspil.features.cases.routes import actions as routes_actions
from samspil.features.funds import actions as funds
from samspil.features.insights import actions as insights
from samspil.features.insights.models import Insight
from samspil.features.partnerships.core import actions as core_actions
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.plans import actions as partnerships
from samspil.features.reports import actions as reports
from samspil.features.reports.models import CouncilRecommendation
from samspil.features.trials import actions as trials
from samspil.features.voices import actions as voices
from samspil.features.voices.actions import answering, publishing
from samspil.features.voices.queries import publishing as voice_queries
from samspil.spine import duties, passes, people, thread
from samspil.spine.models import Circle, Node, Organisation, Pass, Person, Role, StoredFile

JOB = people.job("scene")
MINUTES = """REFERAT Bakkebys sundhedsudvalg (opdigtet) d. 18-08-2026

Mødedato Tirsdag d. 18. august 2026 kl. 15:00

Punkt 1: Kaffe i hallen

26/2001

Resume

Udvalget skal tage stilling til kaffe.

Indstilling

Direktøren indstiller,

at der serveres kaffe.

Beslutning

Udvalget godkendte indstillingen.
"""
DESCRIPTION = """Sammen om kaffen (opdigtet)

Formål
At mødes, før det bliver alvorligt.

Tid – Handling – Dato
"""
REPORT = """Indledning
Vi talte i foråret 2026 med fem borgere og to frivillige i Bakkeby om, hvordan det er at søge hjælp, når vejen er lang.
Konklusion
De venter for længe, og de siger selv, at det første ord er det sværeste. Derfor foreslår vi, at man begynder ved kaffen.
"""


def long_sent(link: Pass) -> None:
    """Let a link have been sent the day before: whoever has it may be reminded."""
    Pass.objects.filter(pk=link.pk).update(created_at=timezone.now() - passes.RESTS)


class Scene:
    """What the tables may name: `records["voice received"]` is an address's arguments, `codes` a paper code by voice."""

    def __init__(self) -> None:
        self.records: dict[str, tuple[Any, ...]] = {}
        self.codes: dict[str, str] = {}
        self.files = {"file note": ("notat.txt", b"Et nyt notat.\n")}
        self.texts = {"text minutes": MINUTES, "text description": DESCRIPTION, "text report": REPORT}
        self.bakkeby = Organisation.objects.get(name="Bakkeby Kommune (opdigtet)")
        self.sammen = Circle.objects.get(name="Sammen i Bakkeby (opdigtet)")
        self.udvalg = Circle.objects.get(name="Bakkebys sundhedsudvalg (opdigtet)")
        self.people = {
            person.user.get_username(): person
            for person in Person.objects.filter(user__isnull=False).select_related("user")
            if person.user
        }

        self._places()
        self._cases()
        self._voices()
        self._insights()
        self._partnerships()
        self._trials()
        self._funds()
        self._links_and_duties()
        self._reports()
        for area in sorted(module.name for module in pkgutil.iter_modules(__path__)):
            importlib.import_module(f"{__name__}.{area}").add(self)

    def put(self, name: str, *arguments: Any) -> None:
        assert name not in self.records, f"two records are called {name}"
        self.records[name] = arguments

    def value(self, name: str) -> Any:
        """Return what `@name` stands for in a table's form: a text, a file, a code, or the key of a record."""
        if name in self.files:
            return SimpleUploadedFile(*self.files[name])
        if name in self.texts:
            return self.texts[name]
        if name.startswith("code "):
            return self.codes[name.removeprefix("code ")]
        return str(self.records[name][0])

    def _places(self) -> None:
        self.put("organisation bakkeby", self.bakkeby.pk)
        self.put("door standing", "stemmer")
        self.put("door empty", "tilbud")
        for name, person in self.people.items():
            self.put(f"person {name}", person.pk)
        self.bodiless = people.add_circle(
            by=JOB, name="Bakkebys ældreråd (opdigtet)", kind="council", organisation=self.bakkeby, is_invented=True
        )
        self.put("circle bodiless", self.bodiless.pk)

    def _voice(
        self,
        name: str,
        *,
        said: str = "",
        circle: bool = True,
        purposes: str = "interpret quote publish",
        **fields: Any,
    ) -> Any:
        made = voices.receive(
            by=JOB,
            given=voices.Given(
                organisation=self.bakkeby,
                words=said or f"Det, personen sagde: {name}.",
                purposes=purposes.split(),
                consent_form="oral",
                received_on=dt.date(2026, 6, 1),
                within=self.sammen if circle else None,
                owner=self.people["alice"],
                is_invented=True,
                danger="no",
                **fields,
            ),
        )
        self.put(f"voice {name}", made.pk)
        self.codes[name] = voices.issue_code(by=JOB, voice=made)

        return made

    def _voices(self) -> None:
        received = self._voice("received")
        self._voice("municipal", circle=False)
        self._voice("silent", purposes="interpret")
        self._voice("spare")
        traced = self._voice("traced", said="Ring på 12 34 56 78, før kaffen er kold.")
        self.texts["trace first"] = voice_queries.traces_in(traced)[0].key
        asked = self._voice("asked")
        publishing.ask(by=people.actor_for(self.people["bob"]), voice=asked)
        published = self._voice("published")
        publishing.ask(by=people.actor_for(self.people["bob"]), voice=published)
        publishing.publish(by=people.actor_for(self.people["alice"]), voice=published)
        for name, voice in (("received", self._voice("answered")), ("published", published)):
            answer = voices.answer(by=JOB, voice=voice, words="Tak.", channel="phone", proof="Talt i telefon.")
            self.put(f"answer {name}", answer.pk)

        (written,) = answering.write_many(by=JOB, told=[answering.Told(self._voice("written"), "Tak.")])
        self.put("answer ready", written.pk)
        # The answer to the public voice is made public by the same two.
        publishing.ask(by=people.actor_for(self.people["bob"]), voice=published)
        publishing.publish(by=people.actor_for(self.people["alice"]), voice=published)
        voices.withdraw(by=JOB, voice=self._voice("withdrawn"))
        self.received, self.published = received, published

    def _insight(self, name: str, voice: Any = None) -> Insight:
        made = insights.begin(
            by=JOB,
            draft=insights.Draft(
                organisation=self.bakkeby, statement=f"En indsigt: {name}.", within=self.sammen, is_invented=True
            ),
        )
        self.put(f"insight {name}", made.pk)
        if voice is not None:
            evidence = insights.rest_on(by=JOB, insight=made, why="Bidraget siger det.", source=voice.node)
            self.put(f"evidence {name}", made.pk, evidence.pk)
        return made

    def _insights(self) -> None:
        self._insight("bare")
        self.draft = self._insight("draft", self.received)
        self.insight = insights.publish(by=JOB, insight=self._insight("published", self.published))
        self.put("document public", Node.objects.filter(kind="document", visibility="public")[0].pk)

    def _partnerships(self) -> None:
        public = Partnership.objects.get(circle=self.sammen)
        inner = self.inner("Et indre partnerskab")
        self.put("partnership public", public.pk)
        self.put("partnership inner", inner.pk)
        self.put("activity planned", partnerships.plan(by=JOB, partnership=public, title="Planlagt").pk)
        self.put(
            "activity inner",
            partnerships.plan(by=JOB, partnership=self.inner("Et indre partnerskab med en plan"), title="Indre").pk,
        )
        held = partnerships.plan(by=JOB, partnership=public, title="Holdt", on=dt.date(2026, 5, 1))
        self.put("activity held", partnerships.move(by=JOB, activity=held, state="held").pk)
        self.put("activity closed", public.activities.filter(state="closed")[0].pk)

    def inner(self, name: str) -> Partnership:
        """A partnership that only its own see: Alice, Bob and Poul, as in the public one."""
        circle = people.add_circle(
            by=JOB, name=f"{name} (opdigtet)", kind="partnership", organisation=self.bakkeby, is_invented=True
        )
        for who, role in (("alice", "coordinator"), ("bob", "staff"), ("poul", "politician")):
            people.give_role(
                by=JOB,
                person=self.people[who],
                role=role,
                organisation=self.bakkeby,
                circle=circle,
                from_on=dt.date(2022, 1, 1),
            )

        return core_actions.set_up(
            by=JOB,
            name=name,
            circle=circle,
            organisation=self.bakkeby,
            purpose="At mødes.",
            visibility="circle",
            is_invented=True,
        )

    def _trial(self, name: str, origin: Node, *states: str) -> Any:
        made = trials.propose(
            by=JOB,
            origin=origin,
            title=f"Prøvehandling: {name}",
            belief="Flere kommer.",
            smallest_step="Én torsdag.",
            look_at="Hvor mange kommer.",
            stop_rule="Når ingen kommer.",
        )
        for state in states:
            made = trials.move(by=JOB, trial=made, state=state)
        self.put(f"trial {name}", made.pk)
        return made

    def _trials(self) -> None:
        self._trial("idea", self.insight.node)
        self._trial("inner", self.draft.node)
        running = self._trial("running", self.insight.node, "planned", "running")
        self.put("learning public", trials.learn(by=JOB, trial=running, title="Kaffen", words="Kaffen først.").pk)
        ended = self._trial("ended", self.insight.node, "planned", "running")
        trials.end(by=JOB, trial=ended, conclusion="keep", why="Mange kom.")

    def _item(self, meeting: Any, name: str, *, closed: bool = False, by: Any = JOB) -> Any:
        item = items.add_item(
            by=by, meeting=meeting, wording=items.Wording(title=f"Et punkt: {name}", clauses=["der drikkes kaffe"])
        )
        if closed:
            item = items.close_item(
                by=JOB, item=item, reason="Forhandling (offentlighedslovens § 33)", public_title="Sag"
            )
        self.put(f"item {name}", item.pk)
        return item

    def _statement(self, item: Any, name: str, *, reason: str = "") -> Any:
        made = statements.add_statement(
            by=JOB, item=item, printed=f"Udvalget godkendte: {name}.", outcomes=["APPROVED"], reason=reason
        )
        self.put(f"statement {name}", made.pk)
        return made

    def _meeting(self, name: str, day: int, *, year: int = 2026) -> Any:
        at = timezone.make_aware(dt.datetime(year, 9, day, 15))  # noqa: DTZ001 -- made aware here
        made = meetings.plan_meeting(by=JOB, body=self.udvalg.body, starts_at=at, place="Rådhuset")
        self.put(f"meeting {name}", made.pk)
        return made

    def _cases(self) -> None:
        alice = people.actor_for(self.people["alice"])
        self.put("body public", self.udvalg.body.pk)
        member = Role.objects.filter(circle=self.udvalg, role="politician").order_by("pk")[0]

        self.put("sitting public", self.udvalg.body.pk, member.pk)
        self.put("sitting elsewhere", self.udvalg.body.pk, Role.objects.filter(circle=self.sammen).order_by("pk")[0].pk)
        self._meeting("empty", 1)
        planned = self._meeting("planned", 2)
        open_planned = self._item(planned, "open-planned")
        self._item(planned, "closed-planned", closed=True)
        self._item(planned, "proposed", by=alice)
        self.put("annex open-planned", annexes.add_annex(by=JOB, item=open_planned, title="Et bilag").pk)
        agenda = self._meeting("agenda", 3)
        self._item(agenda, "open-agenda")
        own = self._item(agenda, "own-agenda", by=alice)
        approval.approve_item(by=JOB, item=approval.submit_item(by=alice, item=own))
        hidden = self._item(agenda, "closed-agenda", closed=True)
        meetings.publish_agenda(by=JOB, meeting=agenda)
        self.put("notice agenda", ClosedNotice.objects.get(item=hidden).pk)
        undecided = self._begun("undecided", 4)
        self._item(undecided, "undecided")
        minutes = self._begun("minutes", 5)
        self.minuted = self._statement(self._item(minutes, "open-minutes"), "open-minutes")
        self._statement(self._item(minutes, "closed-minutes", closed=True), "closed-minutes")
        self._published(self._begun("published", 6))

    def _begun(self, name: str, day: int) -> Any:
        """A meeting whose minutes are begun, with one item that is decided."""
        meeting = self._meeting(name, day)
        first = self._item(meeting, f"first-{name}")
        meetings.publish_agenda(by=JOB, meeting=meeting)
        minutes_actions.begin_minutes(by=JOB, meeting=meeting)
        first.refresh_from_db()
        self._statement(first, f"first-{name}")
        return meeting

    def _published(self, meeting: Any) -> None:
        item, closed = self._item(meeting, "open-published"), self._item(meeting, "closed-published", closed=True)
        self.decision = self._statement(item, "open-published")
        self.closed_decision = self._statement(closed, "closed-published")
        self.put("decision published", self.decision.pk)
        self.put("decision closed", self.closed_decision.pk)
        for name, on, why in (
            ("open-published", item, ""),
            ("closed-published", item, "Priser"),
            ("under-closed", closed, ""),
        ):
            annex = annexes.add_annex(
                by=JOB,
                item=on,
                title=f"Bilag: {name}",
                closed_reason=why,
                name="notat.txt",
                stream=io.BytesIO(b"Et notat.\n"),
            )
            self.put(f"annex {name}", annex.pk)
            self.put(f"file {name}", StoredFile.objects.get(node=annex.node).pk)

        for name, statement in (("open", self.decision), ("closed", self.closed_decision)):
            self.put(f"step {name}", routes_actions.send_on(by=JOB, statement=statement, to_text="Byrådet").pk)

        minutes_actions.publish_minutes(by=JOB, meeting=meeting)
        self.put("notice published", ClosedNotice.objects.get(item=closed).pk)
        for statement in (self.decision, self.closed_decision):
            statement.node.refresh_from_db()

    def _amount(self, name: str, decision: Any) -> Any:
        made = funds.set_aside(
            by=JOB,
            decision=decision.node,
            amount=funds.Allocation(title=f"Beløb: {name}", amount_ore=1_000_000, first_year=2027, last_year=2027),
        )
        self.put(f"amount {name}", made.pk)
        return made

    def _funds(self) -> None:
        pool = funds.add_pool(
            by=JOB, name="En pulje (opdigtet)", organisation=self.bakkeby, visibility="public", is_invented=True
        )
        self.put("pool public", pool.pk)
        self._amount("set_aside", self.decision)
        self._amount("closed", self.closed_decision)
        funds.move(
            by=JOB,
            appropriation=self._amount("granted", self.decision),
            stage="granted",
            amount_ore=1_000_000,
            on=dt.date(2026, 10, 1),
            why="Byrådet bevilgede det.",
            decision=self.decision.node,
        )
        for name, decision, state in (
            ("planned", self.decision, "planned"),
            ("running", self.decision, "running"),
            ("ended", self.decision, "ended"),
            ("closed", self.closed_decision, "running"),
        ):
            made = funds.start_effort(
                by=JOB,
                decision=decision.node,
                plan=funds.EffortPlan(title=f"Indsats: {name}", description="Kaffe.", state=state),
            )
            self.put(f"effort {name}", made.pk)

    def _links_and_duties(self) -> None:
        for name, earlier, later in (
            ("public", self.published.node, self.decision.node),
            ("hidden", self.received.node, self.decision.node),
        ):
            made = thread.link(by=JOB, earlier=earlier, later=later, relation="led_to", why="Udvalget læste det.")
            self.put(f"link {name}", made.pk)
        mine = duties.give(by=JOB, node=self.received.node, purpose="call", title="Ring", owner=self.people["alice"])
        ours = duties.give(by=JOB, node=self.decision.node, purpose="call", title="Skriv", owner=self.bakkeby)
        self.put("duty alices", mine.pk)
        self.put("duty everyones", ours.pk)

    def _recommendation(self, name: str, statement: Any) -> CouncilRecommendation:
        """A recommendation to the council that has no page; `addressee` is the first that it is for."""
        made = reports.recommend(
            by=JOB,
            decision=statement.node,
            title=f"Anbefaling: {name}",
            passage="Udvalget godkendte",
            to=[self.bodiless],
        )
        self.put(f"recommendation {name}", made.pk)
        self.put(f"addressee {name}", made.addressees.get().pk)
        return made

    def _reports(self) -> None:
        self._recommendation("public", self.decision)
        self._recommendation("closed", self.closed_decision)
        self._recommendation("early", self.minuted)
        waiting = self._recommendation("waiting", self.decision)
        waiting.node.visibility = "circle"
        waiting.node.save(update_fields=["visibility"])
        answered = self._recommendation("answered", self.decision).addressees.get()
        reports.treat(by=JOB, addressee=answered, state="answered", said="Tak.")
