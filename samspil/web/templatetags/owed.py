"""What templates may ask about who owes what, and whether the reader may be told who: `spine/naming` decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from samspil.paper import danish
from samspil.spine import desk, naming, purposes
from samspil.spine import duties as spine_duties
from samspil.spine.models import Duty, Node, Person
from samspil.spine.people import NOBODY, Actor
from samspil.web import due as due_words
from samspil.web import undo

register = template.Library()


def _actor(context: Context) -> Actor:
    return context.get("actor") or NOBODY


@register.filter
def due(day: dt.date | None) -> str:
    """Write how far off a day is: `om 3 dage`, `i dag`, `4 dage over fristen`; nothing for no date."""
    return due_words.words(danish.day_of(day), danish.today()) if day else ""


@register.simple_tag
def due_mark(day: dt.date | None) -> SafeString:
    """Show by when something is due, with a colour when it is late or near: `{% due_mark duty.due_on %}`."""
    if day is None:
        return SafeString("")
    today = danish.today()
    said, kind = due_words.words(day, today), due_words.status(day, today)
    look = f"badge badge-{kind}" if kind else "due"
    return format_html('<time class="{}" datetime="{}">{}</time>', look, day.isoformat(), said)


@register.simple_tag
def place(at: desk.Place) -> str:
    """Return the address that a part of a person's own page names: `{% place line.at %}`."""
    return reverse(at[0], args=at[1:])


@register.inclusion_tag("web/forms/deed.html", takes_context=True)
def press(context: Context, line: desk.Expected) -> dict[str, Any]:
    """Write the button that does what is expected by one press, and leads back to the page it stands on."""
    request = context.get("request")
    back = {"back": request.get_full_path()} if request is not None else {}
    return {
        "action": place(line.press),
        "button": line.button,
        "look": "secondary",
        "about": line.about,
        "values": {**line.sent, **back},
    }


@register.inclusion_tag("web/_undo.html", takes_context=True)
def way_back(context: Context, message: Any) -> dict[str, Any]:
    """Write the button that undoes what a message says was done, where it can be undone."""
    request = context.get("request")
    tags = message.extra_tags or ""
    word = tags.removeprefix(undo.MARK) if tags.startswith(undo.MARK) else ""
    return {"word": word, "back": request.get_full_path() if request is not None else ""}


@register.inclusion_tag("web/_duties.html", takes_context=True)
def duties(context: Context, node: Node) -> dict[str, Any]:
    """Show a record's open duties: what, whose, by when, and a form for whoever owns it."""
    actor = _actor(context)

    rows = (
        spine_duties.still_open()
        .filter(node=node)
        .select_related("node", "owner", "owner_circle", "owner_organisation")
    )
    return {
        "rows": [
            {"duty": duty, "is_mine": spine_duties.owns(actor, duty), "owner": naming.owner(actor, duty)}
            for duty in rows
        ],
        "request": context.get("request"),
        "today": danish.today(),
    }


@register.inclusion_tag("web/_finish.html", takes_context=True)
def finish(context: Context, duty: Duty) -> dict[str, Any]:
    """Show the way to end a duty: to the record that does it, or to the words that show it.

    On the page where the record is made it says only when the duty is done.
    """
    purpose, request = purposes.of(duty), context.get("request")
    if purpose.is_by_record:
        way = purpose.url(duty)
        is_here = request is not None and request.path == way
        return {"duty": duty, "url": "" if is_here else way, "button": purpose.button, "until": purpose.until}
    return {"duty": duty, "url": reverse("web:duty", args=[duty.pk]), "button": ""}


@register.simple_tag(takes_context=True)
def owner(context: Context, duty: Duty) -> str:
    """Name whoever owns a duty, or nothing where the reader may not be told: `{% owner duty as who %}`."""
    return naming.owner(_actor(context), duty)


@register.simple_tag(takes_context=True)
def named(context: Context, person: Person | str | None, node: Node) -> str:
    """Name a person in a record to those near it, else nothing: `{% named version.by node as who %}`."""
    return str(person) if person and naming.shows(_actor(context), node) else ""


@register.filter(name="any")
def some(rows: Iterable[Any], quality: str) -> bool:
    """Tell whether any of the rows has a quality: `{% if rows|any:"is_near" %}`."""
    return any(getattr(row, quality) for row in rows)
