"""What pages say of what is missing on a record, and of what is invented."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from samspil.spine import sources

register = template.Library()


@register.simple_tag
def absent(record: Any, closed: str, open_world: str = "") -> str:
    """Say that something is missing on a record, in an open world where it is known only from sources.

    `{% absent node closed %}`, where `closed` is what Samspil would say of its own; a third word is said instead of
    "Står ikke i de kilder, Samspil har."
    """
    return str(sources.absent(record, closed, open_world))


@register.filter
def is_sourced(record: Any) -> bool:
    """Tell whether a record is known only from sources: `{% if node|is_sourced %}`."""
    return sources.speaks_openly(record)


@register.simple_tag(takes_context=True)
def invented(context: Context, record: Any) -> SafeString:
    """Mark a row as invented, where the page does not say so of itself: `{% invented trial.node %}`, a circle, a person."""
    return mark_of(record, context)


@register.simple_tag(takes_context=True)
def is_invented_page(context: Context) -> bool:
    """Tell whether the page is of something invented: its record, its body, or what its view says by `is_invented`."""
    return bool(context.get("is_invented")) or getattr(_about(context), "is_invented", False)


def mark_of(record: Any, context: Context) -> SafeString:
    """Return the mark of what is invented; nothing for what is real, and on a page that is marked as a whole."""
    about = _about(context)
    is_said = about is not record and getattr(about, "is_invented", False)
    if is_said or not getattr(record, "is_invented", False):
        return SafeString("")
    return format_html(' <span class="badge badge-warning">{}</span>', _("Opdigtet eksempel"))


def _about(context: Context) -> Any:
    """Return the record or the circle that a page is of."""
    return context.get("node") or getattr(context.get("body"), "circle", None)
