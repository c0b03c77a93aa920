"""A thread to take away: the SVG on its page, the same as a file that stands alone, and a poster with picture, story and QR."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samspil.paper import danish, qr, signs
from samspil.paper import poster as paper_poster
from samspil.spine import kinds
from samspil.spine.models import Node
from samspil.web import picture, stops, telling

COLUMNS = 3  # boxes to a line on a poster, so that an A4 can be read at arm's length
KEPT = 128
INK, SOFT, GROUND, LINE, THREAD, MARK = "#1c1b1a", "#4a4743", "#ffffff", "#8a857c", "#b3261e", "#fdf3cd"
# What `colours.css` and `telling.css` say in light, for a file that has no style sheet beside it.
STAGES = {
    "together": "#5b5750",
    "voice": "#a8326b",
    "insight": "#8a5a00",
    "trial": "#4a7211",
    "case": "#3a5a8c",
    "decision": "#5f3aa8",
    "money": "#17694a",
    "effort": "#0b6777",
    "offer": "#7a3e7d",
    "effect": "#9c4410",
    "onward": "#6b4a5a",
    "answer": "#b3261e",
}
SIDES = {
    "body": "#5f3aa8",
    "municipality": "#0b6777",
    "region": "#8a5a00",
    "association": "#4a7211",
    "other": "#66625c",
}
_STYLE = f"""
text {{ fill: {INK}; font-family: "IBM Plex Sans", system-ui, sans-serif; font-size: 14px; }}
.rail {{ fill: none; stroke: {THREAD}; stroke-width: 4; }}
.rail-stop {{ fill: {GROUND}; stroke-width: 2.5; }}
.rail-sign {{ fill: none; stroke-linecap: round; stroke-linejoin: round; stroke-width: 2; }}
.stage {{ font-size: 16px; font-weight: 700; }}
.more, .box-label, .box-who {{ fill: {SOFT}; font-size: 13px; }}
.box-title {{ font-weight: 500; }}
.box {{ fill: {GROUND}; stroke: {LINE}; stroke-width: 1.25; }}
.box-main {{ stroke: {INK}; stroke-width: 2; }}
.box-start {{ fill: {MARK}; stroke: {INK}; stroke-width: 3; }}
.box-nameless .box {{ fill: #f6f4f0; stroke-dasharray: 2 3; }}
.box-nameless .box-title {{ font-style: italic; }}
.arrow {{ fill: none; stroke: {LINE}; stroke-width: 1.5; }}
.arrow-contributed {{ stroke-dasharray: 8 5; }}
.arrow-inspired {{ stroke-dasharray: 2 5; stroke-linecap: round; }}
.arrow-main {{ stroke: {THREAD}; stroke-width: 3.5; }}
.arrow-head {{ fill: {LINE}; }}
.arrow-head-main {{ fill: {THREAD}; }}
""" + "".join(
    [f".stage-{key} .rail-stop, .stage-{key} .rail-sign {{ stroke: {colour}; }}\n" for key, colour in STAGES.items()]
    + [f".side-{key} {{ fill: {colour}; }}\n" for key, colour in SIDES.items()]
)


def inline(node: Node, told: telling.Telling) -> SafeString:
    """Return the picture as it stands in its page, in the page's own colours."""
    return _written(told.picture, node, node.title, get_language() or "", "", is_linked=True)


def svg(node: Node, told: telling.Telling, *, origin: str, is_linked: bool = True) -> str:
    """Return the picture as a file that stands alone: colours by value, whole addresses, and what everybody must be told of it."""
    written = _written(told.picture, node, node.title, get_language() or "", origin, is_linked=is_linked)
    opened, closed, rest = written.partition(">\n<title")
    ground = f'<rect width="100%" height="100%" fill="{GROUND}"/>'
    head, tail = rest.split("</desc>", 1)
    return f"{opened}>\n<style>{_STYLE}</style>{closed[1:]}{head}</desc>{ground}{tail}"


@functools.lru_cache(maxsize=KEPT)
def _written(
    drawn: picture.Picture, node: Node, title: str, language: str, origin: str, *, is_linked: bool
) -> SafeString:
    # Kept by what is drawn, the title as it stands, and the language: another title is another picture.
    page = reverse("web:thread", args=[node.pk]) if origin else ""
    words = {"picture": drawn, "node": node, "page": page, "origin": origin, "linked": is_linked}
    # Whatever stands in the titles, the picture is a file that can be read.
    return mark_safe(signs.clean(render_to_string("web/_picture.html", words)))  # noqa: S308 -- drawn by the template


def pdf(node: Node, told: telling.Telling, *, address: str, paper: str) -> bytes:
    """Return a poster as tagged PDF/UA-1: the picture on the first page, the story after it, and the way back to the page."""
    made = paper_poster.Poster(
        title=node.title,
        lead=kinds.gathers(node.kind) or _("Den røde tråd"),
        marks=_marks(node, told),
        picture=svg(node, told, origin="", is_linked=False),
        alt=_alt(told),
        key=tuple((SIDES[side], str(stops.SIDES[side])) for side in told.picture.sides),
        lines=_("Tyk streg: hovedsporet. Hel streg: direkte. Stiplet: bidrog. Prikket: inspirerede."),
        parts=tuple(_part(part) for part in told.parts),
        address=address,
        scan=_("Se tråden på nettet"),
        code=qr.svg(address),
        day=danish.today(),
        paper=paper,
    )
    return paper_poster.to_pdf(made)


def _marks(node: Node, told: telling.Telling) -> tuple[str, ...]:
    marks = []
    if told.picture.is_all_invented:
        marks.append(_("Opdigtet eksempel. Personer, steder og ord er fundet på."))
    if node.visibility != Node.Visibility.PUBLIC:
        marks.append(_("Ikke offentlig. Må ikke hænges op."))
    return tuple(marks)


def _alt(told: telling.Telling) -> str:
    said = danish.listing([f"{part.stage.word} ({danish.number(len(part.shown))})" for part in told.parts])
    return _(
        "Tråden som billede, fra det, der kom først, til det, der kom sidst: {stages}. Det samme står som tekst."
    ).format(stages=said)


def _part(part: telling.Part) -> paper_poster.Part:
    more = danish.count(part.hidden, _("til på nettet"), _("flere på nettet")) if part.hidden else ""
    return paper_poster.Part(
        label=part.stage.word,
        colour=STAGES[part.stage.key],
        sign=part.stage.sign,
        lines=tuple(_line(told, part.stage.word) for told in part.shown),
        more=f"… {_('og')} {more}" if more else "",
    )


def _line(told: telling.StoryStop, stage: str) -> paper_poster.Line:
    kind = f"{told.kind}: " if told.kind != stage else ""
    by: Sequence[str] = [part for part in (told.who, told.place) if part]
    return paper_poster.Line(
        day=told.day,
        title=f"{kind}{told.title}",
        who=", ".join(by),
        colour=SIDES.get(told.side, LINE),
        is_main=told.is_main,
    )
