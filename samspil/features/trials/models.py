"""Tables of trials: ideas, what is tried, round by round, whether it is known outside, and what it taught."""

from __future__ import annotations

from django.db import models

from samspil.features.trials import rules
from samspil.paper import languages
from samspil.spine import sources
from samspil.spine.models import Node


class Trial(models.Model):
    """One small test of an idea."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="+")
    belief = models.TextField("hvad vi tror, der sker", blank=True)
    smallest_step = models.TextField("det mindste skridt", blank=True)
    place = models.CharField("hvor", max_length=200, blank=True)
    who = models.CharField("hvem", max_length=300, blank=True)
    when_text = models.CharField("hvornår, med ord", max_length=200, blank=True)
    is_uncertain = models.BooleanField("tiden er usikker", default=False)
    is_possible = models.BooleanField("eventuel", default=False)
    look_at = models.TextField("hvad vi ser efter", blank=True)
    stop_rule = models.TextField("hvornår vi stopper", blank=True)
    stops_on = models.DateField("senest slut", null=True, blank=True)
    counted = models.CharField("hvad vi tæller", max_length=200, blank=True)
    stop_below = models.PositiveIntegerField("stop, hvis vi tæller færre end", null=True, blank=True)
    stop_rounds = models.PositiveSmallIntegerField("så mange omgange i træk", default=1)
    public_words = models.TextField("til alle, på almindeligt dansk", blank=True)
    edition = models.PositiveIntegerField("udgave", default=1)
    state = models.CharField("hvor langt", max_length=10, choices=rules.STATES.choices, default=rules.STATES.first)
    conclusion = models.CharField("konklusion", max_length=10, blank=True, choices=rules.CONCLUSIONS.items())
    why = models.TextField("hvorfor", blank=True)
    source = models.CharField("kilde", max_length=300, blank=True)
    origin = models.ForeignKey(
        Node,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Hvor en eventuel prøvehandling er nævnt. Der er ingen sammenhæng på tråden, før den er mere end det.",
    )

    class Meta:
        constraints = [
            rules.STATES.constraint("trial_state_is_known"),
            models.CheckConstraint(
                name="trial_concludes_when_it_ends", condition=models.Q(conclusion="") | models.Q(state="ended")
            ),
            models.CheckConstraint(name="trial_stops_after_a_round", condition=models.Q(stop_rounds__gte=1)),
        ]

    # Django takes a model's own in place of the one it makes.
    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """Say how far it is; what the sources do not tell is not said as if it were known that nobody knows."""
        label = languages.told(rules.STATES.labels[self.state])
        return str(sources.absent(self.node, label, rules.UNTOLD)) if self.state == "unknown" else label


class Round(models.Model):
    """One turn of plan, do, study, act. What was expected stands as it was written before."""

    HELD_BY = "trial"
    trial = models.ForeignKey(Trial, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField("omgang")
    plan = models.TextField("hvad vi gør denne gang")
    expected = models.TextField("hvad vi venter at se")
    state = models.CharField("hvor langt", max_length=8, choices=rules.ROUNDS.choices, default=rules.ROUNDS.first)
    held_on = models.DateField("prøvet", null=True, blank=True)
    done = models.TextField("hvad der skete", blank=True)
    count = models.PositiveIntegerField("talt", null=True, blank=True)
    seen = models.TextField("hvad vi så", blank=True)
    act = models.CharField("hvad vi gør nu", max_length=10, blank=True, choices=rules.CONCLUSIONS.items())
    act_why = models.TextField("hvorfor", blank=True)
    went_on_because = models.TextField("hvorfor den gik videre trods stopreglen", blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            rules.ROUNDS.constraint("round_state_is_known"),
            models.UniqueConstraint(name="round_number_once_a_trial", fields=["trial", "number"]),
            models.CheckConstraint(
                name="round_tried_says_when_and_what_now",
                condition=models.Q(state="planned") | (models.Q(held_on__isnull=False) & ~models.Q(act="")),
            ),
        ]


class Reach(models.Model):
    """Whether what was tried is known in the outermost link: how many were asked, and how many knew of it."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="reaches")
    asked_on = models.DateField("spurgt")
    who = models.CharField("hvem vi spurgte, uden navne", max_length=300)
    asked = models.PositiveIntegerField("spurgte")
    knew = models.PositiveIntegerField("kendte det")
    heard = models.TextField("hvad de sagde", blank=True)

    class Meta:
        ordering = ["asked_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="reach_knew_among_asked", condition=models.Q(asked__gte=1) & models.Q(knew__lte=models.F("asked"))
            )
        ]


class Idea(models.Model):
    """One idea as it was given. Merged into another it keeps its words and its giver."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="+")
    words = models.TextField("idéen")
    giver = models.CharField("hvem den kom fra, uden navne på borgere", max_length=200)
    given_on = models.DateField("givet", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="lagt sammen med"
    )
    merged_because = models.CharField("hvorfor", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="idea_merged_into_another_with_a_reason",
                condition=models.Q(merged_into__isnull=True)
                | (~models.Q(merged_because="") & ~models.Q(merged_into=models.F("node"))),
            )
        ]


class LearningPoint(models.Model):
    """What a trial taught, in a form that a case, another trial or the report can quote: its words are its node's text `words`."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="+")
    trial = models.ForeignKey(Trial, models.PROTECT, related_name="learning")
