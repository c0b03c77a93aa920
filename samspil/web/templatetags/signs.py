"""The signs of a thread's stages and of the product, and the doors in the header."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from samspil.spine import doors as spine_doors
from samspil.spine.models import Node
from samspil.web import doors, stages

register = template.Library()

# A thread through three stops: the wordmark, the icon of the browser and the sharing picture are drawn from it.
MARK = SafeString(
    '<svg class="mark" width="32" height="32" viewBox="0 0 32 32" focusable="false" aria-hidden="true">'
    '<path d="M6 23C12 23 11 9 16 9s4 14 10 14"/><circle cx="6" cy="23" r="3"/><circle cx="16" cy="9" r="3"/>'
    '<circle cx="26" cy="23" r="3"/></svg>'
)


@register.simple_tag
def mark() -> SafeString:
    """Draw the product's sign: a thread through three stops."""
    return MARK


@register.simple_tag
def stage_sign(stage: str | Node, label: str = "") -> SafeString:
    """Draw the sign of a stage (`"voice"`), or of the stage that a record or a kind of record (`"case_item"`) stands in."""
    return stages.drawn(_stage(stage), label)


@register.simple_tag
def stage_key(stage: str | Node) -> str:
    """Return the key of the stage that a record or a kind of record stands in, for a class: `class="stage-{% stage_key node %}"`."""
    return _stage(stage).key


def _stage(stage: str | Node) -> stages.Stage:
    if isinstance(stage, Node):
        return stages.of(stage.kind)
    return stages.get(stage) if stage in stages.KEYS else stages.of(stage)


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> Sequence[doors.Entry]:
    """Return the doors, the one marked that the page stands behind: by its address, or by the record that it is about."""
    request, node = context.get("request"), context.get("node")
    return doors.menu(request, node if isinstance(node, Node) else None) if request is not None else ()


@register.simple_tag
def doors_entrances() -> Sequence[spine_doors.Entrance]:
    """Return the pages for those who hold something instead of a login."""
    return spine_doors.entrances()
