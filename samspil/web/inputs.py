"""The forms of the product's own pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from samspil.spine.models import Link, Node
from samspil.spine.thread import SENTENCES
from samspil.web import forms

# As many digits as the database's own whole numbers hold, whatever they are.
LONGEST_NUMBER = 9


def key(text: str) -> UUID | None:
    """Read a record's key as an address gives it; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def number(text: str) -> int | None:
    """Read a number, zero or more, as an address or a hidden field gives it; None for what is none, or too long to be one of ours."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


class LinkForm(forms.Form):
    """How two records hang together: which came first, by what relation, how strongly, and where it says so."""

    first = forms.Choice(label=_("Hvad kom først?"), choices=[("this", ""), ("other", "")])
    relation = forms.Choice(
        label=_("Hvad gjorde det, der kom først?"),
        choices=[(str(relation), sentences[0]) for relation, sentences in SENTENCES.items()],
    )
    strength = forms.Choice(
        label=_("Hvor stærk er sammenhængen?"),
        choices=[
            (str(Link.Strength.DIRECT), _("Direkte: det ene er grunden til det andet")),
            (str(Link.Strength.CONTRIBUTED), _("Bidrog: det ene var en af flere grunde")),
            (str(Link.Strength.INSPIRED), _("Inspirerede: det ene gav idéen til det andet")),
        ],
    )
    why = django_forms.CharField(
        label=_("Hvordan ved du det?"),
        help_text=_("Skriv, hvorfor de to hænger sammen. Alle, der kan se begge dele, kan læse det."),
        widget=django_forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    source = django_forms.CharField(
        label=_("Hvor står det?"), help_text=_("For eksempel dokument og side."), required=False, max_length=300
    )

    def __init__(self, *args: Any, node: Node, other: Node, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["first"]
        assert isinstance(choice, django_forms.ChoiceField)
        choice.choices = [("this", node.title), ("other", other.title)]


class WhyForm(forms.Form):
    """A reason."""

    why = django_forms.CharField(
        label=_("Hvorfor trækkes sammenhængen tilbage?"),
        help_text=_("Sammenhængen forsvinder fra tråden. Det bliver stående i journalen, at den var der."),
        widget=django_forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class ProofForm(forms.Form):
    """What shows that a duty is done."""

    proof = django_forms.CharField(
        label=_("Hvad viser, at opgaven er udført?"),
        help_text=_("For eksempel hvornår du ringede, eller hvilket dokument svaret står i."),
        widget=django_forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class AnswerForm(forms.Form):
    """Whether somebody comes."""

    answer = forms.Choice(
        label=_("Dit svar"),
        choices=[
            ("accepted", _("Jeg kommer")),
            ("tentative", _("Jeg kommer måske")),
            ("declined", _("Jeg kommer ikke")),
        ],
    )
