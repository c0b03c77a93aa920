"""The parts that every record's page shares: sections with their menu, how far it has come, what now, and what becomes public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms, template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.base import Node as TemplateNode
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from samspil.spine.people import NOBODY
from samspil.web import doors, laid_out, months, rights, steps

register = template.Library()

# Below so many sections a menu of them is longer than the page it spares.
FEWEST = 3
SECTION_OPTIONS = frozenset({"count", "empty"})
# Deeds that stand in a row beside the main one; the rest is folded.
BESIDE = 3
_MENU = "_sections"


@dataclass(frozen=True)
class Entry:
    """A section in the menu: its anchor, its title, and how many there are in it."""

    anchor: str
    title: str
    count: int | None


@dataclass(frozen=True)
class Drawn:
    """A page's sections, drawn, and their menu: none where they are few."""

    menu: SafeString
    body: SafeString


@register.inclusion_tag("web/_crumbs.html", takes_context=True)
def way_here(context: Context) -> dict[str, Any]:
    """Draw the way to a page from the front page: its door and its list, then what its view says, or the record itself."""
    crumbs, node = context.get("crumbs"), context.get("node")
    return {"crumbs": doors.whole(crumbs) if crumbs else doors.way_to(node) if node is not None else []}


class _Section(TemplateNode):
    def __init__(
        self,
        anchor: FilterExpression,
        title: FilterExpression,
        options: dict[str, FilterExpression],
        body: NodeList,
        *,
        has_heading: bool,
    ) -> None:
        self.anchor, self.title, self.options, self.nodelist = anchor, title, options, body
        self.has_heading = has_heading

    def render(self, context: Context) -> SafeString:
        body = self.nodelist.render(context).strip()
        options = {key: value.resolve(context) for key, value in self.options.items()}
        if not body and not options.get("empty"):
            return SafeString("")

        entry = Entry(str(self.anchor.resolve(context)), str(self.title.resolve(context)), options.get("count"))
        if (told := context.get(_MENU)) is not None:
            told.append(entry)
        shown = {"entry": entry, "body": SafeString(body), "empty": options.get("empty", "")}
        return _drawn(context, "web/_section.html", **shown, has_heading=self.has_heading)


class _Sections(TemplateNode):
    def __init__(self, name: str, body: NodeList) -> None:
        self.name, self.nodelist = name, body

    def render(self, context: Context) -> SafeString:
        entries: list[Entry] = []
        with context.push(**{_MENU: entries}):
            body = SafeString(self.nodelist.render(context).strip())
        menu = _drawn(context, "web/_section_menu.html", entries=entries) if len(entries) >= FEWEST else SafeString("")
        if not self.name:
            return SafeString(menu + body)

        context[self.name] = Drawn(menu, body)
        return SafeString("")


def _drawn(context: Context, name: str, **shown: Any) -> SafeString:
    found = context.template.engine.get_template(name)  # type: ignore[union-attr]
    with context.push(**shown):
        return SafeString(found.render(context))


@register.tag
def sections(parser: Parser, token: Token) -> _Sections:
    """Draw what stands up to `endsections` with a menu of the sections that have something in them, where they are three or more.

    `{% sections as drawn %}` keeps both for the page to place: `{{ drawn.menu }}` and `{{ drawn.body }}`.
    """
    _tag, *words = token.split_contents()
    if words and (len(words) != 2 or words[0] != "as"):
        message = f"sections: {token.contents!r}: nothing, or as name"
        raise template.TemplateSyntaxError(message)
    body = parser.parse(("endsections",))
    parser.delete_first_token()
    return _Sections(words[1] if words else "", body)


@register.tag
def section(parser: Parser, token: Token) -> _Section:
    """Draw a section with its heading: `{% section "bilag" title count=annexes|length empty=none %}`.

    A section without content is left out, or says `empty`: what to do for there to be something. With the flag `headed` its
    content has the heading in itself, and the title is for the menu alone.
    """
    _tag, *words = token.split_contents()
    flags = {each for each in words[2:] if "=" not in each}
    options = token_kwargs([each for each in words[2:] if "=" in each], parser)
    if len(words) < 2 or flags - {"headed"} or options.keys() - SECTION_OPTIONS:
        message = (
            f"section: {token.contents!r}: an anchor, a title, and then headed, {', '.join(sorted(SECTION_OPTIONS))}"
        )
        raise template.TemplateSyntaxError(message)

    body = parser.parse(("endsection",))
    parser.delete_first_token()
    anchor, title = (parser.compile_filter(each) for each in words[:2])
    return _Section(anchor, title, options, body, has_heading="headed" in flags)


@register.inclusion_tag("web/_stepper.html")
def stepper(record: Any, at: str = "", *, is_left: bool = False) -> dict[str, Any]:
    """Draw how far a record has come, as its kind has registered the steps; nothing for a kind without: `{% stepper trial %}`.

    `at` is the step where it stands, where the page has counted it out already. At the last one everything is done, unless
    something is left (`is_left`).
    """
    return {"walk": steps.walk(record, at=at, is_left=is_left)}


@register.inclusion_tag("web/_now.html", takes_context=True)
def now(
    context: Context,
    record: Any,
    said: Any = "",
    main: str = "",
    row: str = "",
    *,
    about: str = "",
    way: rights.Standing | None = None,
    **facts: Any,
) -> dict[str, Any]:
    """Draw *Hvad nu?*: a sentence, one main button, and the other deeds beside it: `{% now trial said main="trials:run" %}`.

    The deeds are those of `{% rights_row %}`. The main one is named by its address, else it is the first that is registered as
    primary; no other button stands out. A page that knows a better way than any of them gives it (`way`). Nothing is drawn where
    there is nothing to say and nothing to do.
    """
    standing = rights.open_to(context.get("actor") or NOBODY, record, row=row, **facts)
    first = way or next((each for each in standing if each.name == main), None)
    if first is None:
        first = next((each for each in standing if each.look == "primary"), None)
    others = [_quiet(each) for each in standing if each is not first]
    # One fold for one deed would cost a press and spare nothing.
    shown = others if len(others) <= BESIDE + 1 else others[:BESIDE]
    return {
        "said": said,
        "main": [replace(first, look="primary")] if first else [],
        "others": shown,
        "folded": others[len(shown) :],
        "about": about,
    }


def _quiet(each: rights.Standing) -> rights.Standing:
    return replace(each, look="secondary") if each.look == "primary" else each


@register.inclusion_tag("web/_becomes_public.html")
def becomes_public(opened: rights.Opened) -> dict[str, Any]:
    """Tell what a deed makes public before it is done, and how it is undone."""
    return {"opens": opened}


@register.inclusion_tag("web/_progress.html")
def progress(done: int, of: int, what: str) -> dict[str, Any]:
    """Tell how far a long work has come, in words and as a bar: `{% progress done of words %}`."""
    return {"done": done, "of": of, "left": max(of - done, 0), "what": what}


@register.inclusion_tag("web/_months.html")
def month_pictures(shown: Sequence[months.Month[months.Entry]]) -> dict[str, Any]:
    """Draw months with their weekdays, and what happens on which day: `{% month_pictures months %}`. The list of it stands beside."""
    return {"months": shown, "weekdays": months.WEEKDAYS}


@register.filter(name="laid_out")
def groups_of(form: forms.BaseForm) -> list[laid_out.Group]:
    """Return the groups of a form's fields, as they are drawn: `{% for group in form|laid_out %}`."""
    return laid_out.groups_of(form)


@register.filter
def optional(field: forms.BoundField) -> str:
    """Return what is said of a field that may stay empty: "valgfrit", or when it may not; nothing of one that never may."""
    if field.field.required:
        return ""
    if when := getattr(field.form, "needed", {}).get(field.name):
        return str(when)
    return _("valgfrit") if laid_out.is_optional(field) else ""


@register.filter
def said_of(field: forms.BoundField) -> str:
    """Return a field's label as it stands before an error: a colon after it, unless it ends a sentence itself."""
    label = str(field.label)
    return label if label.endswith(("?", "!")) else f"{label.removesuffix('.')}:"
