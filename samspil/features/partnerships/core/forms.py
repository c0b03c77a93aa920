"""What people type about a partnership."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from samspil.features.partnerships.core import extract
from samspil.spine import people
from samspil.spine.models import Organisation, Person
from samspil.web import forms as web_forms

LARGEST_TEXT = 200_000
MOST_TOLD = 20  # lines of a list that are told one by one


class DescriptionForm(web_forms.Form):
    """A partnership's description."""

    purpose = forms.CharField(label=_("Formål"), widget=forms.Textarea, max_length=LARGEST_TEXT)
    programme = forms.CharField(label=_("Program"), max_length=200, required=False)
    target_group = forms.CharField(label=_("Målgruppe"), max_length=300, required=False)
    geography = forms.CharField(label=_("Sted"), max_length=300, required=False)
    source = forms.CharField(label=_("Kilde"), max_length=300, required=False)
    ended = web_forms.WhenField(label=_("Hvornår sluttede det?"), required=False)
    ended_source = forms.CharField(label=_("Hvor står det, at det sluttede?"), max_length=300, required=False)
    based_on = forms.IntegerField(widget=forms.HiddenInput, localize=False, initial=0)


def choose_among(
    form: forms.Form, name: str, rows: QuerySet[Any], *, called: Callable[[Any], str] | None = None
) -> None:
    """Let a field of the form choose among rows; `called` says what each row is called on the page."""
    field: Any = form.fields[name]
    assert isinstance(form.fields[name], forms.ModelChoiceField)
    field.queryset = rows
    if called is not None:
        field.label_from_instance = called


def offer(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    """Let a field of the form offer choices that are known only now."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def read_people(
    form: forms.Form, name: str, organisations: Mapping[str, Organisation], *, asks_role: bool = True
) -> extract.Listed:
    """Read the people that are typed in a field, by line. A line that cannot be read is told at the field, by its number."""
    called = {key: each.name for key, each in organisations.items()}
    kinds = {key: str(each.kind) for key, each in organisations.items()}
    listed = extract.people(form.cleaned_data.get(name, ""), called, kinds, asks_role=asks_role)
    strangers = people.under_other_names((each.name, each.email) for each in listed.named)
    known = [
        extract.Unread(each.line, each.email, people.OTHER_NAME)
        for each in listed.named
        if each.email.lower() in strangers
    ]
    unread = sorted([*listed.unread, *known], key=lambda each: each.line)
    for wrong in unread[:MOST_TOLD]:
        form.add_error(name, wrong.sentence)

    more = len(unread) - MOST_TOLD
    if more > 0:
        form.add_error(name, f"Og {more} linjer mere kan ikke læses. Ret dem, der er nævnt, og prøv igen.")
    return listed


def borne(
    form: forms.Form, name: str, each: extract.Named, bearers: Sequence[Person], *, where: str = ""
) -> Person | None:
    """Return the one who bears a name that is typed without a mail address; where several do, it is asked which is meant."""
    if each.email or not bearers:
        return None
    if len(bearers) == 1:
        return bearers[0]
    mend = _("Flere hos %(where)s hedder det. Skriv også e-mailadressen, eller sæt kryds ved den rigtige ovenfor.")
    form.add_error(name, extract.Unread(each.line, each.name, mend % {"where": where}).sentence)
    return None
