"""The signs of a thread's stages, and the keys of their colours."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from samspil.spine.models import Node
from samspil.web import stages

register = template.Library()


@register.simple_tag
def stage_sign(stage: str | Node, label: str = "") -> SafeString:
    """Draw the sign of a stage (`"voice"`), or of the stage that a record or a kind of record (`"case_item"`) stands in."""
    if isinstance(stage, Node):
        return stages.drawn(stages.of(stage.kind), label)
    return stages.drawn(stages.get(stage) if stage in stages.KEYS else stages.of(stage), label)


@register.simple_tag
def stage_key(stage: str | Node) -> str:
    """Return the key of the stage that a record or a kind of record stands in, for a class: `class="stage-{% stage_key node %}"`."""
    return stages.of(stage.kind if isinstance(stage, Node) else stage).key
