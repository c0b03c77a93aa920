"""Bodies and their meetings, items, clauses, statements, annexes, and where a case went on to."""

from __future__ import annotations

import datetime
import uuid

from django.db import models

from samspil.features.cases.records.rules import approval as records_approval
from samspil.features.cases.records.rules import attendance, outcomes
from samspil.features.cases.records.rules import standing as records_standing
from samspil.spine.models import Circle, Duty, Gathering, Invitation, Node, Organisation, Person


def choices(words: dict[str, str]) -> list[tuple[str, str]]:
    """Return words as a field's choices."""
    return list(words.items())


def one_of(name: str, field: str, words: dict[str, str], *, blank: bool = False) -> models.CheckConstraint:
    """Return the constraint that a field holds one of the words."""
    return models.CheckConstraint(
        name=name, condition=models.Q(**{f"{field}__in": [*words, ""] if blank else list(words)})
    )


class Body(models.Model):
    """A political body as it meets and writes: the spine's circle, and the house whose form its paper has."""

    circle = models.OneToOneField(Circle, models.PROTECT, primary_key=True, related_name="body", verbose_name="udvalg")
    house = models.CharField("form", max_length=40)
    shorthand = models.CharField("forkortelse", max_length=20, blank=True)

    class Meta:
        ordering = ["circle__name"]

    def __str__(self) -> str:
        return self.circle.name


class Meeting(models.Model):
    """A dated meeting of a body. Time, place and attendance are the spine's gathering on the same node."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="meeting")
    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name="udvalg")
    state = models.CharField("tilstand", max_length=20, choices=records_standing.MEETING.choices, default="planned")
    agenda_due_on = models.DateField("dagsordenen offentliggøres", null=True, blank=True)
    called_at = models.DateTimeField("indkaldt", null=True, blank=True)
    began_at = models.DateTimeField("begyndte", null=True, blank=True)
    adjourned_at = models.DateTimeField("hævet", null=True, blank=True)
    cancelled_why = models.CharField("hvorfor aflyst", max_length=300, blank=True)
    agenda_published_at = models.DateTimeField("dagsorden offentliggjort", null=True, blank=True)
    minutes_published_at = models.DateTimeField("referat offentliggjort", null=True, blank=True)

    class Meta:
        constraints = [records_standing.MEETING.constraint("meeting_state_is_known")]
        indexes = [models.Index(fields=["body", "state"], name="meeting_body_state")]

    @property
    def gathering(self) -> Gathering:
        return self.node.gathering


class CaseFile(models.Model):
    """One matter across meetings and authorities. Its numbers are text in each authority's scheme, never its identity."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)


class CaseNumber(models.Model):
    """What one authority calls a matter. One number may stand on many matters: a committee's whole meeting shares one."""

    case_file = models.ForeignKey(CaseFile, models.CASCADE, related_name="numbers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="myndighed")
    value = models.CharField("sagsnummer", max_length=60)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="case_number_once_a_file", fields=["case_file", "organisation", "value"])
        ]


class AgendaItem(models.Model):
    """One item of one meeting. Its node, texts, statements and annexes are the committee's alone while it is closed.

    `is_on`: it stands on the agenda. A proposal that waits for the director, or was taken off in time, does not.
    """

    HELD_BY = "meeting"
    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="agenda_item")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items", verbose_name="møde")
    order = models.PositiveSmallIntegerField("rækkefølge")
    number = models.CharField("punkt", max_length=20, blank=True)
    case_number = models.CharField("sagsnummer", max_length=60, blank=True)
    case_file = models.ForeignKey(CaseFile, models.PROTECT, null=True, blank=True, related_name="items")
    kle = models.CharField("KLE-nummer", max_length=8, blank=True)
    asked_by = models.CharField("anmodet af", max_length=300, blank=True)
    standing = models.CharField("fast punkt", max_length=40, blank=True)
    is_on = models.BooleanField("på dagsordenen", default=True)
    late_at = models.DateTimeField("sat på efter offentliggørelsen", null=True, blank=True)
    approval = models.CharField("godkendelse", max_length=10, blank=True, choices=choices(records_approval.APPROVALS))
    approval_said = models.CharField("hvorfor sendt tilbage", max_length=500, blank=True)
    approval_at = models.DateTimeField("godkendelsen ændret", null=True, blank=True)
    approval_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField("taget af dagsordenen", null=True, blank=True)
    withdrawn_why = models.CharField("hvorfor taget af", max_length=300, blank=True)
    recommended_by = models.CharField("hvem indstiller", max_length=300, blank=True)
    sections = models.JSONField("afsnit i rækkefølge", default=list)
    is_closed = models.BooleanField("lukket", default=False)
    closed_reason = models.CharField("hvorfor lukket", max_length=300, blank=True)
    public_title = models.CharField("offentlig titel", max_length=500, blank=True)
    public_decision = models.TextField("offentlig beslutning", blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(name="item_order_once_a_meeting", fields=["meeting", "order"]),
            models.CheckConstraint(
                name="closed_item_has_reason_and_public_title",
                condition=models.Q(is_closed=False) | (~models.Q(closed_reason="") & ~models.Q(public_title="")),
            ),
            one_of("item_approval_is_known", "approval", records_approval.APPROVALS),
            models.CheckConstraint(
                name="item_on_the_agenda_is_approved",
                condition=models.Q(is_on=False) | models.Q(approval__in=["", "approved"]),
            ),
            models.CheckConstraint(
                name="item_is_withdrawn_with_a_reason",
                condition=models.Q(withdrawn_at__isnull=True) | ~models.Q(withdrawn_why=""),
            ),
        ]
        indexes = [
            models.Index(fields=["approval"], name="item_awaiting", condition=models.Q(is_on=False)),
        ]


class ClosedNotice(models.Model):
    """All that the public ever sees of a closed item: a node of its own, with a title and a decision written for it."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="closed_notice")
    item = models.OneToOneField(AgendaItem, models.CASCADE, related_name="notice")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="notices")
    order = models.PositiveSmallIntegerField("rækkefølge")
    number = models.CharField("punkt", max_length=20, blank=True)
    decision = models.TextField("offentlig beslutning", blank=True)
    is_withdrawn = models.BooleanField("taget af dagsordenen", default=False)

    class Meta:
        ordering = ["order"]


class RecommendationClause(models.Model):
    """One "at"-clause of a recommendation, decided on its own. The recommendation as printed is a text of the item."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="clauses")
    order = models.PositiveSmallIntegerField("nr.")
    words = models.TextField("ordlyd")

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(name="clause_order_once_an_item", fields=["item", "order"])]


class DecisionStatement(models.Model):
    """One statement of a decision. Its words as printed are its node's text `words`; in order they are the whole decision."""

    HELD_BY = "item"
    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="decision_statement")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="statements", verbose_name="punkt")
    order = models.PositiveSmallIntegerField("nr.")
    stance = models.CharField("udtalelse", max_length=12, blank=True, choices=choices(outcomes.STANCES))
    answers = models.ManyToManyField(RecommendationClause, related_name="answered_by", verbose_name="svarer på")
    withdrawn_at = models.DateTimeField("trukket tilbage", null=True, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(name="statement_order_once_an_item", fields=["item", "order"]),
            one_of("statement_stance_is_known", "stance", outcomes.STANCES, blank=True),
        ]


class StatementOutcome(models.Model):
    """One outcome of a statement; a statement has a set of them ("Drøftet og godkendt")."""

    statement = models.ForeignKey(DecisionStatement, models.CASCADE, related_name="outcomes")
    outcome = models.CharField("udfald", max_length=24, choices=choices(outcomes.OUTCOMES))

    class Meta:
        constraints = [
            models.UniqueConstraint(name="outcome_once_a_statement", fields=["statement", "outcome"]),
            one_of("statement_outcome_is_known", "outcome", outcomes.OUTCOMES),
        ]


class RouteStep(models.Model):
    """That a statement sent the case on: to whom, who carries it, and how that ended."""

    HELD_BY = "statement"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = models.ForeignKey(DecisionStatement, models.CASCADE, related_name="steps")
    to_circle = models.ForeignKey(
        Circle, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="udvalg eller råd"
    )
    to_text = models.CharField("sendt til, som det står", max_length=200)
    state = models.CharField("tilstand", max_length=10, choices=records_standing.STEP.choices, default="sent")
    sent_on = models.DateField("sendt", null=True, blank=True)
    duty = models.OneToOneField(Duty, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="bæres af")
    next_item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="arrived_by", verbose_name="behandlet som"
    )
    ended_on = models.DateField("afsluttet", null=True, blank=True)
    ended_how = models.CharField("hvordan det endte", max_length=300, blank=True)

    class Meta:
        ordering = ["statement__order", "sent_on", "id"]
        constraints = [
            records_standing.STEP.constraint("step_state_is_known"),
            models.CheckConstraint(
                name="step_ends_with_a_date", condition=models.Q(state="sent") | models.Q(ended_on__isnull=False)
            ),
        ]

    @property
    def is_cut(self) -> bool:
        """Whether the case is hidden from here on: the reader may not see the next body's item, or was not asked about."""
        # `steps_visible_to` annotates each row with it; a row from elsewhere stays cut.
        return self.next_item_id is not None and not getattr(self, "next_is_seen", False)

    @property
    def seen_next_id(self) -> uuid.UUID | None:
        """The next body's item, when the reader may see it."""
        return None if self.is_cut else self.next_item_id

    @property
    def seen_state(self) -> str:
        """The state that the reader may know: a case that goes on behind closed doors was sent, and no more is said."""
        return "sent" if self.is_cut else self.state

    @property
    def seen_ended_on(self) -> datetime.date | None:
        """The day it ended, when the reader may know it."""
        return None if self.is_cut else self.ended_on


class Annex(models.Model):
    """An annex of an item, a node of its own so that a closed one on an open item is hidden with its title and file."""

    HELD_BY = "item"
    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="annex")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="annexes", verbose_name="punkt")
    order = models.PositiveSmallIntegerField("nr.")
    document_number = models.CharField("dokumentnummer", max_length=60, blank=True)
    reference = models.CharField("journalnummer", max_length=60, blank=True)
    is_closed = models.BooleanField("lukket", default=False)
    closed_reason = models.CharField("hvorfor lukket", max_length=300, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(name="annex_order_once_an_item", fields=["item", "order"]),
            models.CheckConstraint(
                name="closed_annex_has_reason", condition=models.Q(is_closed=False) | ~models.Q(closed_reason="")
            ),
        ]


class Attendance(models.Model):
    """What the minutes say of one who was invited, beyond present or not: for whom, from when, until when."""

    invitation = models.OneToOneField(Invitation, models.CASCADE, primary_key=True, related_name="attendance")
    substitute_for = models.ForeignKey(
        Invitation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="stedfortræder for"
    )
    arrived_at = models.TimeField("kom", null=True, blank=True)
    arrived_before = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="kom før punkt"
    )
    left_at = models.TimeField("gik", null=True, blank=True)
    left_before = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="gik før punkt"
    )


class Recusal(models.Model):
    """That somebody stood aside at one item for a conflict of interest (forvaltningsloven § 3, styrelsesloven § 14)."""

    HELD_BY = "item"
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="recusals")
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="recusals", verbose_name="hvem")
    reason = models.CharField("begrundelse", max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="recused_once_an_item", fields=["item", "invitation"])]


class Ballot(models.Model):
    """The votes on one statement: by number, or by name (`votes`), adding up to those who were there and not recused."""

    statement = models.OneToOneField(DecisionStatement, models.CASCADE, primary_key=True, related_name="ballot")
    in_favour = models.PositiveSmallIntegerField("for")
    against = models.PositiveSmallIntegerField("imod")
    abstained = models.PositiveSmallIntegerField("undlod")


class Vote(models.Model):
    """How one member voted."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="votes")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="votes", verbose_name="hvem")
    choice = models.CharField("stemme", max_length=10, choices=choices(attendance.VOTES))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="voted_once_a_ballot", fields=["ballot", "invitation"]),
            one_of("vote_is_known", "choice", attendance.VOTES),
        ]


class Dissent(models.Model):
    """A member's dissent or addition to the record (styrelsesloven § 13); it may have to follow the case elsewhere."""

    HELD_BY = "statement"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = models.ForeignKey(DecisionStatement, models.CASCADE, related_name="dissents")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="dissents", verbose_name="hvem")
    kind = models.CharField("slags", max_length=10, choices=choices(attendance.DISSENTS))
    words = models.TextField("ordlyd")
    follows_case = models.BooleanField("skal følge sagen", default=False)
    withdrawn_at = models.DateTimeField("taget ud", null=True, blank=True)

    class Meta:
        ordering = ["statement", "id"]
        constraints = [one_of("dissent_kind_is_known", "kind", attendance.DISSENTS)]


class Stay(models.Model):
    """That a member stopped a decision by bringing it to the council (styrelsesloven § 23); it lasts as long as its step."""

    statement = models.OneToOneField(DecisionStatement, models.PROTECT, primary_key=True, related_name="stay")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="stays", verbose_name="hvem")
    step = models.OneToOneField(RouteStep, models.PROTECT, related_name="stay")
    claimed_at = models.DateTimeField("erklæret", auto_now_add=True)

    @property
    def is_standing(self) -> bool:
        """Whether the council has not decided yet."""
        return self.step.state == "sent"
