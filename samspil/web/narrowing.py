"""Links that narrow a list to some of its records: one choice at a time, in the address, without script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from samspil.paper import languages

PARAMETER = "vis"


@dataclass(frozen=True)
class Choice:
    """One way to narrow a list: its word, its address, and whether the list is narrowed so."""

    label: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Narrowed:
    """What a list is narrowed to ("" = nothing), and the ways there are."""

    to: str
    choices: tuple[Choice, ...]


def asked(request: HttpRequest, labels: Mapping[str, str | Promise]) -> Narrowed:
    """Return what the address asks to see of a list (`?vis=running`); everything when it names none of the ways."""
    written = request.GET.get(PARAMETER, "")
    to = written if written in labels else ""
    ways = {"": _("Alle"), **labels}
    return Narrowed(
        to,
        tuple(
            Choice(_large(languages.told(str(label))), f"?{PARAMETER}={key}" if key else "?", key == to)
            for key, label in ways.items()
        ),
    )


def _large(word: str) -> str:
    return word[:1].upper() + word[1:]
