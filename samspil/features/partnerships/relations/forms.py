"""The seven questions about each of the other parties, and when they are asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.partnerships.relations import rules
from samspil.spine.models import Organisation
from samspil.web import forms as web_forms


class RoundForm(web_forms.Form):
    """When it is asked."""

    moment = web_forms.Choice(label=_("Hvornår i forløbet er det?"), choices=list(rules.MOMENTS.items()))


class AnswerForm(web_forms.Form):
    """For each other party, one mark a question; what is left out says nothing."""

    def __init__(self, *args: Any, others: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = list(others)
        for party in self.others:
            for key in rules.QUESTIONS:
                self.fields[self.name_of(party, key)] = forms.TypedChoiceField(
                    label=rules.ASKS[key],
                    choices=[(str(mark), word) for mark, word in rules.MARKS.choices()],
                    coerce=int,
                    empty_value=None,
                    required=False,
                    widget=forms.RadioSelect,
                )

    @staticmethod
    def name_of(party: Organisation, key: str) -> str:
        """Return the name of the field for a question about a party."""
        return f"{key}_{party.pk}"

    def parts(self) -> list[tuple[Organisation, list[forms.BoundField]]]:
        """Return each party with its questions, for the page."""
        return [(party, [self[self.name_of(party, key)] for key in rules.QUESTIONS]) for party in self.others]

    def values(self) -> dict[str, Any]:
        """Return the marks given, party by party; a party that was given none is left out."""
        marks = {}
        for party in self.others:
            said = {key: self.cleaned_data.get(self.name_of(party, key)) for key in rules.QUESTIONS}
            marks[str(party.pk)] = {key: mark for key, mark in said.items() if mark}
        return {"marks": {party: given for party, given in marks.items() if given}}
