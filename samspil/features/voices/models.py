"""The tables of voices and answers. Words and addresses are sealed texts of the spine and stand in no column here."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.lookups import IsNull
from django.utils import timezone

from samspil.features.voices import rules
from samspil.features.voices.alarm import models as alarm
from samspil.features.voices.legal import models as legal
from samspil.spine.models import Circle, Node, Organisation, Pass, Person, Subject

# Where Django finds the tables of the sub-areas.
TABLES = (alarm, legal)


# The order of the list: those who wait first, the longest waiting on top; then those answered, the newest on top. It holds no
# parameter, so that both databases know their index in it.
STANDING = (
    IsNull(models.F("answered_on"), False).asc(),
    models.Case(
        models.When(answered_on__isnull=True, then=models.F("received_on")), output_field=models.DateField()
    ).asc(),
    models.F("received_on").desc(),
    models.F("node").asc(),
)


class Voice(models.Model):
    """What one person or group said. Its fate is no column: it is read from the thread."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="voice")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name="den registrerede")
    state = models.CharField("tilstand", max_length=12, choices=rules.STATES.choices, default=rules.STATES.first)
    side = models.CharField("side", max_length=20, choices=list(rules.SIDES.items()))
    role_label = models.CharField("rolle", max_length=60, blank=True)
    method = models.CharField("metode", max_length=30, choices=list(rules.METHODS.items()))
    place = models.CharField("sted", max_length=120, blank=True)
    received_on = models.DateField("givet den")
    received_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="modtaget af"
    )
    through = models.CharField(
        "bragt af", max_length=60, blank=True, help_text="Rollen på den, der sagde det på en andens vegne."
    )
    channel = models.CharField("svar gives ved", max_length=20, choices=list(rules.CHANNELS.items()))
    not_taken_further_because = models.TextField("ikke ført videre, fordi", blank=True)
    profile = models.ForeignKey(
        legal.LegalProfile, models.PROTECT, null=True, related_name="+", verbose_name="taget imod på grundlag af"
    )
    # Settled: somebody answered whether a person is in danger, and followed up if so. What was answered stands sealed as a text.
    is_danger_settled = models.BooleanField("fare afklaret", default=False)
    # A copy of the one truth (`queries.ANSWERED_ON`) for the order of long lists: written by `actions.parts.count_answers` alone.
    answered_on = models.DateField("besvaret den", null=True, editable=False)
    published_at = models.DateTimeField("offentliggjort", null=True, blank=True)
    withdrawn_at = models.DateTimeField("trukket tilbage", null=True, blank=True)

    class Meta:
        constraints = [
            rules.STATES.constraint("voice_state_known"),
            models.CheckConstraint(
                name="voice_published_at", condition=~models.Q(state="published") | models.Q(published_at__isnull=False)
            ),
            models.CheckConstraint(
                name="voice_withdrawn_at",
                condition=models.Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~models.Q(state="withdrawn") & models.Q(withdrawn_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["received_on"], name="voice_received_on"),
            # The list as it is read (`STANDING`): whole, and by each thing that narrows it.
            models.Index(*STANDING, name="voice_standing"),
            models.Index("side", *STANDING, name="voice_standing_by_side"),
            models.Index("method", *STANDING, name="voice_standing_by_method"),
            models.Index("place", *STANDING, name="voice_standing_by_place"),
            models.Index(
                fields=["received_on", "node"], condition=models.Q(answered_on__isnull=True), name="voice_waiting"
            ),
            models.Index(
                fields=["-received_on", "node"], condition=models.Q(answered_on__isnull=False), name="voice_answered"
            ),
            # How many have told something at a place (`queries.narrowing.places`).
            models.Index(fields=["place", "state", "side"], name="voice_told_at"),
        ]


class Answer(models.Model):
    """What is told back to the person, how and by whom, and whether it has reached them: only then is the voice answered.

    `given_on` is the day it reached them, and until then the day it was written.
    """

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="answer")
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="answers")
    channel = models.CharField("svaret ved", max_length=20, choices=list(rules.CHANNELS.items()))
    given_on = models.DateField("svaret den")
    given_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(
        "tilstand", max_length=12, choices=rules.answering.ANSWERS.choices, default=rules.answering.ANSWERS.first
    )
    printed_at = models.DateTimeField("udskrevet", null=True, blank=True)

    class Meta:
        ordering = ["given_on", "node"]
        constraints = [rules.answering.ANSWERS.constraint("answer_state_known")]
        indexes = [models.Index(fields=["state", "channel"], name="answer_state_channel")]


class Missed(models.Model):
    """That an answer did not reach the person: on which day, by which way, why, and who tried."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="missed")
    channel = models.CharField("prøvet ved", max_length=20, choices=list(rules.CHANNELS.items()))
    because = models.CharField("hvorfor", max_length=20, choices=list(rules.answering.REASONS.items()))
    on = models.DateField("prøvet den")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="prøvet af")

    class Meta:
        ordering = ["-on", "pk"]


class Finding(models.Model):
    """What somebody said of one thing that was found in a voice and can identify a person: masked, or it may stand and why.

    The thing itself is kept as a keyed hash, the reason sealed. A row speaks for the same words in the same part, and no others.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="findings")
    part = models.CharField("hvor", max_length=60)
    kind = models.CharField("hvad", max_length=20, choices=list(rules.publishing.KINDS.items()))
    mark = models.CharField(max_length=64)
    key_id = models.CharField(max_length=16)
    outcome = models.CharField("svar", max_length=10, choices=list(rules.publishing.OUTCOMES.items()))
    because = models.BinaryField("hvorfor (låst)", null=True)
    judged_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name="svaret af")
    judged_at = models.DateTimeField("svaret", auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="finding_judged_once", fields=["voice", "part", "kind", "mark"])]


class PublicationRequest(models.Model):
    """That somebody asked for a voice to become public just as it then was (`content`, a keyed hash), and what was decided."""

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="requests")
    content = models.CharField(max_length=64)
    key_id = models.CharField(max_length=16)
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name="bedt om af")
    asked_at = models.DateTimeField("bedt om", auto_now_add=True)
    outcome = models.CharField(
        "svar", max_length=10, blank=True, choices=list(rules.publishing.REQUEST_OUTCOMES.items())
    )
    because = models.CharField("hvorfor ikke", max_length=500, blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("afgjort", null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_open_request_a_voice", fields=["voice"], condition=models.Q(outcome="")),
        ]


class Phone(models.Model):
    """A phone that somebody has made ready to take voices in without network. Its token hands in and reads nothing back.

    `waiting` is how many voices it said that it still holds, `waiting_at` when, and `sealed_to` the key that it seals with.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    key_id = models.CharField(max_length=16)
    sealed_to = models.CharField("forsegler til", max_length=16)
    # What it handed in is found by those near it: it stays as long as the person does.
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="hos")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="modtager for")
    within = models.ForeignKey(
        Circle, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="partnerskab"
    )
    source = models.ForeignKey(Node, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="givet ved")
    follows_up = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="følger op ved fare"
    )
    label = models.CharField("telefonen kaldes", max_length=60)
    created_at = models.DateTimeField("gjort klar", auto_now_add=True)
    expires_at = models.DateTimeField("kan aflevere til")
    revoked_at = models.DateTimeField("stoppet", null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    waiting = models.PositiveIntegerField("ligger på telefonen", default=0)
    waiting_at = models.DateTimeField("sidst hørt fra", null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "pk"]

    @property
    def created_by_id(self) -> uuid.UUID:
        """Whose it is, as the policy asks."""
        return self.person_id

    @classmethod
    def still_need_keys(cls) -> models.QuerySet[Phone]:
        """Return the phones whose look-up key must stay: those that may still hand in."""
        return cls.objects.filter(expires_at__gt=timezone.now(), revoked_at__isnull=True)


class SealingKey(models.Model):
    """A key that phones seal to, and until when something sealed to it may still come."""

    key_id = models.CharField(primary_key=True, max_length=16)
    needed_until = models.DateTimeField("kan være brugt til")

    @classmethod
    def still_need_keys(cls) -> models.QuerySet[SealingKey]:
        """Return those that something may still come under, or that a voice which waits for a person is sealed to."""
        waiting = Deposit.objects.filter(state__in=("arriving", "held")).values("sealed_to")
        return cls.objects.filter(models.Q(needed_until__gt=timezone.now()) | models.Q(key_id__in=waiting))


class Deposit(models.Model):
    """One sealed voice on its way from a phone, under the id that the phone gave it. Its id stays when all else of it is gone.

    `sent_at` and `saved_at` are times of the phone's clock, `arrived_at` of the server's.
    """

    id = models.UUIDField(primary_key=True)
    phone = models.ForeignKey(Phone, models.SET_NULL, null=True, blank=True, related_name="deposits")
    state = models.CharField(
        "tilstand", max_length=10, choices=rules.deposits.STATES.choices, default=rules.deposits.STATES.first
    )
    node = models.ForeignKey(Node, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="bidraget")
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField("bytes", default=0)
    pieces = models.JSONField(default=list)
    sealed_to = models.CharField(max_length=16, blank=True)
    why_held = models.CharField("venter, fordi", max_length=10, blank=True, choices=list(rules.deposits.HELD.items()))
    is_urgent = models.BooleanField("følg op i dag", default=False)
    sent_at = models.DateTimeField("sendt (telefonens ur)", null=True, blank=True)
    saved_at = models.DateTimeField("skrevet (telefonens ur)", null=True, blank=True)
    is_about = models.BooleanField("dagen er cirka", default=False)
    arrived_at = models.DateTimeField("begyndt modtaget", auto_now_add=True)
    completed_at = models.DateTimeField("helt modtaget", null=True, blank=True)

    class Meta:
        ordering = ["arrived_at", "pk"]
        constraints = [rules.deposits.STATES.constraint("deposit_state_known")]
        indexes = [models.Index(fields=["phone", "state"], name="deposit_phone_state")]

    # Where it belongs, as the policy asks: where the phone was made ready to take voices in.

    @property
    def organisation_id(self) -> uuid.UUID | None:
        """The organisation that the voice was taken in for."""
        return self.phone.organisation_id if self.phone else None

    @property
    def within_id(self) -> uuid.UUID | None:
        """The partnership that the voice was taken in for."""
        return self.phone.within_id if self.phone else None

    @property
    def created_by_id(self) -> uuid.UUID | None:
        """Who took the voice in."""
        return self.phone.person_id if self.phone else None


class Piece(models.Model):
    """One piece of a sealed voice, as it came. Thrown away when the voice is taken in."""

    deposit = models.ForeignKey(Deposit, models.CASCADE, related_name="arrived")
    number = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(name="a_piece_arrives_once", fields=["deposit", "number"])]


class Pad(models.Model):
    """So many numbered slips, handed to the one who goes round with them on a day (`on`), for a place.

    `consent_version` is the text that is printed on each sheet.
    """

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="pad")
    holder = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="hos")
    on = models.DateField("tages med den")
    number = models.PositiveSmallIntegerField("antal sedler")
    consent_version = models.PositiveIntegerField("samtykketekst", default=0)
    printed_at = models.DateTimeField("udskrevet", null=True, blank=True)

    class Meta:
        ordering = ["-on", "pk"]

    # Where it belongs and whose it is, as the policy asks: its holder's, whoever handed it out.

    @property
    def organisation_id(self) -> uuid.UUID | None:
        """The organisation its voices are taken in for."""
        return self.node.organisation_id

    @property
    def within_id(self) -> uuid.UUID | None:
        """The partnership its voices are taken in for."""
        return self.node.within_id

    @property
    def created_by_id(self) -> uuid.UUID:
        """Who has it."""
        return self.holder_id


class Slip(models.Model):
    """One numbered slip of a pad and what became of it. `issued` is the pass of its voice, which its code opens."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pad = models.ForeignKey(Pad, models.CASCADE, related_name="slips")
    number = models.PositiveSmallIntegerField("nummer")
    state = models.CharField(
        "tilstand", max_length=10, choices=rules.slips.STATES.choices, default=rules.slips.STATES.first
    )
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 -- unique, and none once typed
    key_id = models.CharField(max_length=16, blank=True)
    voice = models.OneToOneField(
        Voice, models.SET_NULL, null=True, blank=True, related_name="slip", verbose_name="bidraget"
    )
    issued = models.ForeignKey(Pass, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pad", "number"]
        constraints = [
            rules.slips.STATES.constraint("slip_state_known"),
            models.UniqueConstraint(name="a_number_once_in_a_pad", fields=["pad", "number"]),
        ]

    @classmethod
    def still_need_keys(cls) -> models.QuerySet[Slip]:
        """Return the slips whose look-up key must stay: their sheets can still be typed."""
        since = timezone.localdate() - rules.slips.LASTS
        return cls.objects.filter(token_hash__isnull=False, pad__on__gte=since)
