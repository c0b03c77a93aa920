"""What a reader may narrow the lists of voices by, in words: who spoke, how, where, what it led to, and how long they wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspil.features.voices import rules
from samspil.features.voices.queries import answering, narrowing
from samspil.paper import danish
from samspil.spine.people import Actor
from samspil.web import narrowing as web_narrowing
from samspil.web import pages

WAITED = "ventetid"
LATE = "over-fristen"
LONG, VERY_LONG = 30, 90  # days: an answer is promised in the first; after the second most people have given up
LONGEST_WORD = 70  # characters of an insight's heading in a list to choose from
_SLUGS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", " ": "-"})

Ways = dict[str, tuple[str | Promise, Q]]


def facets(actor: Actor) -> list[web_narrowing.Facet]:
    """Return what the reader may narrow a list of voices by. Two queries."""
    facet = web_narrowing.Facet
    return [
        facet("hvem", _("Hvem"), _by_slug(rules.SIDES, {side: Q(side=side) for side in rules.SIDES})),
        facet("metode", _("Metode"), _methods(actor)),
        facet("sted", _("Sted"), {each.name: (each.name, narrowing.given_at(actor, each)) for each in _places(actor)}),
        facet(
            "indsigt",
            _("Førte til indsigten"),
            {str(each.pk): (_short(each.title), narrowing.led_to(each)) for each in narrowing.insights(actor)},
        ),
        facet(WAITED, _("Ventetid"), _waits(timezone.localdate())),
    ]


def _methods(actor: Actor) -> Ways:
    # How somebody spoke is told to those near the voice, and to nobody else.
    if not rules.may_wait_for(actor):
        return {}
    return _by_slug(rules.METHODS, {method: narrowing.given_by(actor, method) for method in rules.METHODS})


def _places(actor: Actor) -> list[narrowing.Place]:
    return narrowing.places(actor)


def _waits(today: dt.date) -> Ways:
    waits = Q(answered_on__isnull=True)
    long, very_long = (today - dt.timedelta(days=days) for days in (LONG, VERY_LONG))
    return {
        LATE: (_("over fristen"), waits & answering.late()),
        "over-90": (_("over %(n)s dage") % {"n": VERY_LONG}, waits & Q(received_on__lt=very_long)),
        "over-30": (_("over %(n)s dage") % {"n": LONG}, waits & Q(received_on__lt=long)),
        "hoejst-30": (_("højst %(n)s dage") % {"n": LONG}, waits & Q(received_on__gte=long)),
    }


def _by_slug(words: Mapping[str, str], holds: Mapping[str, Q]) -> Ways:
    """Name each way in the address by its Danish word, and on the page by the reader's."""
    return {word.lower().translate(_SLUGS): (words[key], holds[key]) for key, word in words.items()}


def _short(heading: str) -> str:
    return heading if len(heading) <= LONGEST_WORD else f"{heading[: LONGEST_WORD - 1].rstrip()}…"


def found(page: pages.Page) -> str:
    """Say how many voices a narrowed list has, no further than lists are counted."""
    number, has_more = pages.counted(page)
    if has_more:
        return _("Mere end %(n)s bidrag.") % {"n": danish.number(number)}
    return ngettext("%(n)s bidrag.", "%(n)s bidrag.", number) % {"n": danish.number(number)}
