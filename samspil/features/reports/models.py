"""Recommendations and their addressees."""

from django.db import models

from samspil.features.reports import rules
from samspil.spine import sources
from samspil.spine.models import Circle, Node, Quote


class CouncilRecommendation(models.Model):
    """What a decision recommends. Its words are a quote of the decision's own, so that they change and vanish with them."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="recommendation")
    decision = models.ForeignKey(
        Node, models.PROTECT, related_name="recommendations", verbose_name="står i beslutningen"
    )
    quote = models.OneToOneField(Quote, models.PROTECT, related_name="+", verbose_name="ordlyd")

    @property
    def state(self) -> str:
        """What its words stand in."""
        return rules.state_of(self.decision)

    @property
    def standing(self) -> str:
        """How far it is with all it is meant for: `answered`, `treated`, `waiting`, or `untold` by the sources that it is known from."""
        return rules.standing(
            [each.state for each in self.addressees.all()], is_told=not sources.speaks_openly(self.node)
        )


class Addressee(models.Model):
    """A council or committee that a recommendation is meant for, or a kind of them (`circle` is empty), and what it did with it."""

    HELD_BY = "recommendation"
    recommendation = models.ForeignKey(CouncilRecommendation, models.CASCADE, related_name="addressees")
    circle = models.ForeignKey(Circle, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="modtager")
    kind = models.CharField("slags modtager", max_length=20, blank=True, choices=list(rules.KINDS.items()))
    state = models.CharField("tilstand", max_length=10, choices=rules.STATES.choices, default=rules.STATES.first)
    said = models.TextField("hvad der skete", blank=True)
    changed_on = models.DateField("dato", null=True, blank=True)

    class Meta:
        ordering = ["circle__name", "kind"]
        constraints = [
            models.UniqueConstraint(name="addressed_once", fields=["recommendation", "circle"]),
            models.UniqueConstraint(
                name="kind_addressed_once", fields=["recommendation", "kind"], condition=models.Q(circle__isnull=True)
            ),
            models.CheckConstraint(
                name="addressee_is_a_body_or_a_kind",
                condition=models.Q(circle__isnull=False, kind="") | models.Q(circle__isnull=True) & ~models.Q(kind=""),
            ),
            rules.STATES.constraint("addressee_state_is_known"),
            models.CheckConstraint(
                name="addressee_treated_with_words",
                condition=models.Q(state="open") | (~models.Q(said="") & models.Q(changed_on__isnull=False)),
            ),
        ]

    @property
    def name(self) -> str:
        """Who it is meant for: one body by its name, or a kind of body."""
        return self.circle.name if self.circle is not None else rules.KINDS[self.kind]
