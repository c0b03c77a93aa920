"""Forms in the design system's markup, fields that read Danish dates and money, and the way from a form to a deed."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.choices import CallableChoiceIterator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samspil.paper import danish, languages, signs
from samspil.paper.refusal import NotAllowed, NotFound, Refused
from samspil.spine import access, care, presses, texts
from samspil.spine.models import Room
from samspil.spine.people import NOBODY, Actor
from samspil.web import lacking
from samspil.web.cut_off import CUT_OFF
from samspil.web.standing import Standing, StandingMixin

__all__ = ["Standing"]

# More than all of Denmark is worth, and well within what a column holds.
MOST_ORE = 1_000_000_000_000_000
CLOCK = re.compile(r"(?:kl\.?\s*)?(\d{1,2})(?:[.:](\d{2}))?")


class Renderer(TemplatesSetting):
    """Every form of the product, those of allauth too, is drawn by these templates."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"


class Form(StandingMixin, forms.Form):
    """A form whose deed has a place for its result and for a conflict between two wordings.

    `groups`, `more` and `demanded` say how its fields lie and which may be left empty (`web.laid_out`); `needed` says of
    fields that may be left empty at times when they may not: "når svaret er nej".
    """

    groups: ClassVar[Sequence[tuple[str | Promise, Sequence[str]]]] = ()
    more: Sequence[str] = ()
    demanded: Collection[str] = ()
    needed: Mapping[str, str | Promise] = {}
    result: Any = None
    conflict: texts.Conflict | None = None
    conflict_words: str = ""

    def __init__(self, *args: Any, among: Mapping[str, QuerySet[Any]] | None = None, **kwargs: Any) -> None:
        """Let the fields that choose a record choose among the rows that whoever asks may choose (`among`, by field).

        The choices that stand in the class are the programme's own words, and are said in the reader's language.
        """
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            lacking.say(field)
            # What is asked for when a form is drawn are records, and their titles are somebody's words.
            if not isinstance(field, forms.ChoiceField) or isinstance(field, forms.ModelChoiceField):
                continue
            if not isinstance(field.choices, CallableChoiceIterator):
                offered: Any = field.choices
                field.choices = [
                    (key, languages.told(word) if isinstance(word, str) else word) for key, word in offered
                ]
        if isinstance(self.data, QueryDict):
            self.data = _cleaned(self.data)
        for name, rows in (among or {}).items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def leave_out_where_one(self, *names: str) -> None:
        """Ask nobody to choose among one: such a field goes along hidden, with the one there is."""
        for name in names:
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            assert field.queryset is not None
            if len(known := list(field.queryset[:2])) == 1:
                field.widget, self.initial[name] = forms.HiddenInput(), known[0].pk

    def values(self) -> dict[str, Any]:
        """Return what was written, as the deed takes it: the clean values, where a form knows no better."""
        return dict(self.cleaned_data)


def _cleaned(sent: QueryDict) -> QueryDict:
    """Take out of what was sent the signs that nobody sees or meant, before any field reads it."""
    kept = {
        name: [signs.typed(each) if isinstance(each, str) else each for each in values] for name, values in sent.lists()
    }
    if all(kept[name] == values for name, values in sent.lists()):
        return sent

    cleaned = QueryDict(mutable=True)
    for name, values in kept.items():
        cleaned.setlist(name, values)
    return cleaned


class Words(forms.CharField):
    """Some lines of text."""

    widget = forms.Textarea


class One(forms.ModelChoiceField[Any]):
    """One record among several; which ones there are, the form is told (`among`). One on the thread is called by its title."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Return what a record is called where it is chosen."""
        return _called(obj)


class Several(forms.ModelMultipleChoiceField):
    """Several records to tick off, each by its title; which ones there are, the form is told (`among`)."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Return what a record is called where it is ticked off."""
        return _called(obj)


def _called(row: Any) -> str:
    return row.node.title if hasattr(row, "node") else str(row)


class DateInput(forms.DateInput):
    """A text field that the design system turns into a date picker; without script it takes a date as it is written."""

    input_type = "text"

    def format_value(self, value: Any) -> str | None:
        """Write a date with slashes, as the picker does; what was typed wrong stands as it was."""
        return value.strftime("%d/%m/%Y") if isinstance(value, dt.date) else value

    def iso(self, value: Any) -> str:
        """Return the date that the picker begins with, or nothing when it is none."""
        if isinstance(value, dt.date):
            return value.isoformat()
        try:
            return danish.parse_date(value).isoformat() if value else ""
        # Left to the field, which tells what is wrong with it.
        except Refused:
            return ""


class DateField(forms.Field):
    """Reads 17/05/2026, 17-05-2026, 17.05.2026, 17. maj 2026 and 2026-05-17 as a date."""

    default_error_messages: ClassVar = {"required": _("Skriv en dato.")}
    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For eksempel 17/05/2026"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        """Return the date, None when nothing is written."""
        if isinstance(value, dt.date) or value in self.empty_values:
            return value or None
        return _said(lambda: danish.parse_date(value))


class WhenField(forms.Field):
    """Reads a day, or no more than a month, a season or a year: 17/05/2026, maj 2026, foråret 2026, 2026."""

    default_error_messages: ClassVar = {"required": _("Skriv en dato.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Så præcist, du ved det: 17/05/2026, maj 2026, foråret 2026 eller 2026"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "form-input input-char-27", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Write a date as precisely as it is known."""
        if isinstance(value, dt.date):
            value = danish.When(value)
        return str(value) if isinstance(value, danish.When) else value

    def to_python(self, value: Any) -> danish.When | None:
        """Return the time, None when nothing is written."""
        if isinstance(value, danish.When):
            return value if value.on else None
        if isinstance(value, dt.date):
            return danish.When(value)
        if value in self.empty_values or not value.strip():
            return None
        return _said(lambda: danish.parse_when(value))


class TimeField(forms.Field):
    """Reads 8.30, 08:30, 8 and kl. 8.30 as a time of day."""

    default_error_messages: ClassVar = {"required": _("Skriv et klokkeslæt.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For eksempel 8.30"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "form-input input-char-8", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Write a time with a full stop."""
        return f"{value.hour}.{value.minute:02}" if isinstance(value, dt.time) else value

    def to_python(self, value: Any) -> dt.time | None:
        """Return the time, None when nothing is written."""
        if isinstance(value, dt.time) or value in self.empty_values:
            return value or None
        clock = CLOCK.fullmatch(value.strip().lower())
        if clock is None or int(clock[1]) > 23 or int(clock[2] or 0) > 59:
            raise ValidationError(_("Skriv klokkeslættet med timer og minutter, for eksempel 8.30."))
        return dt.time(int(clock[1]), int(clock[2] or 0))


class MoneyField(forms.Field):
    """Reads kroner as they are written (600.000, 600.000,50, 5,7 mio. kr.) as whole øre."""

    default_error_messages: ClassVar = {"required": _("Skriv et beløb.")}
    is_money = True

    def __init__(self, *, least: int | None = 0, **kwargs: Any) -> None:
        self.least = least
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Write øre as kroner."""
        return danish.kroner(value).removesuffix("kr.").strip() if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        """Return the amount in øre, None when nothing is written."""
        if isinstance(value, int) or value in self.empty_values:
            return value if isinstance(value, int) else None
        ore = _said(lambda: danish.parse_kroner(value))
        if ore > MOST_ORE:
            raise ValidationError(_("Beløbet kan højst være %(most)s."), params={"most": danish.kroner(MOST_ORE)})
        if self.least is not None and ore < self.least:
            raise ValidationError(_("Beløbet skal være mindst %(least)s."), params={"least": danish.kroner(self.least)})
        return ore


class Choice(forms.ChoiceField):
    """One of several: radio buttons when they are few, else a list that begins with "Vælg"."""

    FEW = 5

    def __init__(
        self, *, choices: Iterable[tuple[Any, Any]] | Callable[[], Iterable[tuple[Any, Any]]], **kwargs: Any
    ) -> None:
        known = list(choices() if callable(choices) else choices)
        few = len(known) <= self.FEW
        if not few or (not kwargs.get("required", True) and not any(value == "" for value, _label in known)):
            known = [("", _("Vælg") if not few else _("Ikke valgt")), *known]
        kwargs.setdefault("widget", forms.RadioSelect if few else forms.Select)
        super().__init__(choices=known, **kwargs)


def _said(parse: Callable[[], Any]) -> Any:
    try:
        return parse()
    except Refused as refused:
        raise ValidationError(refused.told) from None


def press_of(data: Any, files: Any = None, *, at: str = "") -> str:
    """Return the key of one press: the page's own token, where it was sent, and every word and file in it; none without a token.

    The token that guards against forgery is drawn anew with each page. A page that is sent again with other words, as
    after »tilbage«, is therefore another press.
    """
    token = data.get("csrfmiddlewaretoken", "")
    if not token:
        return ""

    digest = hashlib.sha256(f"{token}\0{at}".encode())
    sent = data.lists() if hasattr(data, "lists") else [(name, [value]) for name, value in data.items()]
    for name, values in sorted((name, values) for name, values in sent if name != "csrfmiddlewaretoken"):
        for value in values:
            # With their lengths, so that no two different forms run together into the same bytes.
            digest.update(f"\0{len(name)} {name}{len(str(value))} {value}".encode())

    for name, sent_files in sorted(files.lists()) if files else ():
        for file in sent_files:
            digest.update(f"\0{name} {file.name} {file.size}".encode())
            for chunk in file.chunks():
                digest.update(chunk)
            # Read to its end for the key, and read again by the deed.
            file.seek(0)

    return digest.hexdigest()


def carry_out(form: forms.BaseForm, deed: Callable[[], Any], *, press: str = "", actor: Actor = NOBODY) -> bool:
    """Run the deed that a valid form asks for, keep what it gives in `form.result`, and tell whether it was done.

    A refusal lands on the field it names, else on top. Two wordings of one text are both shown, and sending again keeps
    the writer's own: the field `based_on`, in a form of several texts `based_on-<name>`, then names the newest version.
    What is not there to be seen stays `NotFound`,
    and what the actor may not do at all stays `NotAllowed`. A `press` (`press_of`) is carried out once.
    """
    try:
        form.result = presses.once(press, deed)  # type: ignore[attr-defined]
    except texts.Conflict as conflict:
        form.conflict = conflict  # type: ignore[attr-defined]
        form.conflict_words = _theirs(actor, conflict)  # type: ignore[attr-defined]
        of = f"based_on-{conflict.of.name}" if conflict.of is not None else ""
        for name in {"based_on", of} & form.fields.keys():
            sent: Any = form.data
            form.data = sent.copy()  # a copy of what was sent keeps every value of a field that has several
            form.data[form.add_prefix(name)] = str(conflict.theirs.number)  # type: ignore[index]
        form.add_error(None, conflict.told)
        return False
    except NotAllowed:
        raise
    except Refused as refused:
        # One with a sentence of its own is told to the writer; the bare one is a page that is not theirs to see.
        if isinstance(refused, NotFound) and refused.sentence == NotFound().sentence:
            raise
        form.add_error(refused.field if refused.field in form.fields else None, refused.told)
        return False

    return True


def _theirs(actor: Actor, conflict: texts.Conflict) -> str:
    """Return what somebody else wrote in between; a person's words are noted as read first, and a care record is opened."""
    why = "To rettede på én gang"
    if conflict.of is None or (sealed_for := conflict.of.subject) is None:
        return texts.read(conflict.theirs)
    if conflict.of.room == Room.CARE:
        return texts.read(conflict.theirs, care.opened(actor, conflict.of.node_id, purpose=why).opening)
    access.note(actor, purpose=why, node=conflict.of.node, subject=sealed_for)
    return texts.read(conflict.theirs)


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form is bound to: what was sent, or what is given back after a login ended; else None.

    Where a form with nothing filled in is sent, `request.POST or None` would take it for a form not yet sent.
    """
    return request.POST if request.method == "POST" or getattr(request, "gives_back", False) else None


def submitted(request: HttpRequest, form: forms.BaseForm, deed: Callable[[], Any]) -> bool:
    """Tell whether a form was sent, holds together, and its deed was done (`carry_out`)."""
    if request.META.get(CUT_OFF):
        form.add_error(None, _("Filen kom ikke helt frem, og intet er gemt. Vælg den igen, og send den en gang til."))
    if request.method != "POST" or not form.is_valid():
        return False
    press = press_of(request.POST, request.FILES, at=request.path)
    return carry_out(form, deed, press=press, actor=getattr(request, "actor", NOBODY))


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Draw a page with its `form`; status 422 when something was sent that did not hold together."""
    return render(request, template, context, status=422 if context["form"].is_bound else 200)


def do(request: HttpRequest, deed: Callable[[], Any], *, done: str = "") -> bool:
    """Run the deed behind a single button and tell whether it was done.

    `done` is shown as a message; a refusal is shown in its place. What is not there to be seen stays `NotFound`, and what
    the actor may not do at all stays `NotAllowed`. The same press twice is one.
    """
    try:
        presses.once(press_of(request.POST, at=request.path), deed)
    except (NotFound, NotAllowed):
        raise
    except Refused as refused:
        messages.error(request, refused.told)
        return False

    if done:
        messages.success(request, done)

    return True
