"""The stages of a thread as pages show them: each has a name, a sign of our own and a colour that `base.css` gives it.

The sign is a path on a grid of 24 by 24 units, drawn as a line. A colour never stands alone: a sign or a word is beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from samspil.spine import kinds


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stage: its key (`--stage-voice`, `.stage-voice`), its word, its sign, and the number of a kind's stage where it begins.

    The nine main stages are those of the thread from a voice to an answer; `trait` is what a kind of theirs has, and `several`
    the word for any number but one.
    """

    key: str
    label: str
    begins: int
    sign: str
    trait: kinds.Trait | None = None
    several: str = ""

    @property
    def word(self) -> str:
        """Its name in the reader's language."""
        return gettext(self.label)

    def counted(self, count: int) -> str:
        """Return the word that stands after a number of its kind."""
        return gettext(self.several) if self.several and count != 1 else self.word


TOGETHER = Stage(
    key="together",
    label=_("Samarbejde"),
    begins=0,
    sign="M9.5 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM14.5 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10z",
)
VOICE = Stage(
    key="voice",
    label=_("Stemme"),
    begins=10,
    sign="M4 4.5h16v11h-9.5L6 20v-4.5H4z",
    trait=kinds.Trait.VOICE,
    several=_("Stemmer"),
)
INSIGHT = Stage(
    key="insight",
    label=_("Indsigt"),
    begins=15,
    sign="M9 18h6M10 21h4M12 3a6 6 0 0 0-3.5 10.9c.5.4.8 1 .8 1.6h5.4c0-.6.3-1.2.8-1.6A6 6 0 0 0 12 3z",
    trait=kinds.Trait.INSIGHT,
    several=_("Indsigter"),
)
TRIAL = Stage(
    key="trial",
    label=_("Prøvehandling"),
    begins=30,
    sign="M12 21v-9M12 13.5c0-4-3-6.5-7.5-6.5 0 4.5 3 7 7.5 6.5zM12 11c0-4 3-6.5 7.5-6.5 0 4.5-3 7-7.5 6.5z",
    trait=kinds.Trait.TRIAL,
    several=_("Prøvehandlinger"),
)
CASE = Stage(
    key="case",
    label=_("Sag"),
    begins=40,
    sign="M3.5 5.5h6l2 2.5h9v11h-17zM3.5 12h17",
    trait=kinds.Trait.CASE_ITEM,
    several=_("Sager"),
)
DECISION = Stage(
    key="decision",
    label=_("Beslutning"),
    begins=50,
    sign="M4.5 4.5h15v15h-15zM8 12l3 3 5-6",
    trait=kinds.Trait.DECISION,
    several=_("Beslutninger"),
)
MONEY = Stage(
    key="money",
    label=_("Penge"),
    begins=58,
    sign=(
        "M4 7.5c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3zM4 7.5V12c0 1.7 3.6 3 8 3s8-1.3 8-3V7.5"
        "M4 12v4.5c0 1.7 3.6 3 8 3s8-1.3 8-3V12"
    ),
    trait=kinds.Trait.MONEY,
)
EFFORT = Stage(
    key="effort",
    label=_("Indsats"),
    begins=70,
    sign=(
        "M8.5 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3 19c0-3.3 2.2-5.5 5.5-5.5S14 15.7 14 19"
        "M16 11a2.6 2.6 0 1 0 0-5.2M16.5 13.6c2.7.3 4.5 2.4 4.5 5.4"
    ),
    trait=kinds.Trait.EFFORT,
    several=_("Indsatser"),
)
EFFECT = Stage(
    key="effect",
    label=_("Effekt"),
    begins=75,
    sign="M4 4v16h16M8 15l4-4 3 2.5 5-6.5",
    trait=kinds.Trait.EFFECT,
)
ONWARD = Stage(
    key="onward",
    label=_("Videre"),
    begins=80,
    sign="M12 3v18M9 21h6M5 5.5h11.5l3 3-3 3H5z",
)
ANSWER = Stage(
    key="answer",
    label=_("Svar"),
    begins=90,
    sign="M9 5.5L3.5 11 9 16.5M3.5 11H13c4.5 0 7.5 3 7.5 8",
    trait=kinds.Trait.ANSWER,
)

# A sign for what one can use where one lives; no stage of the thread.
OFFER = Stage(
    key="offer",
    label=_("Tilbud"),
    begins=0,
    sign="M3.5 11L12 4l8.5 7M6 9.5V20h12V9.5M10 20v-6h4v6",
)

# From the first stop to the last; the nine of the front page's thread have a trait.
EVERY: Sequence[Stage] = (
    TOGETHER, VOICE, INSIGHT, TRIAL, CASE, DECISION, MONEY, EFFORT, EFFECT, ONWARD, ANSWER,
)  # fmt: skip
MAIN: Sequence[Stage] = tuple(stage for stage in EVERY if stage.trait is not None)
_BY_KEY = {stage.key: stage for stage in (*EVERY, OFFER)}
KEYS = frozenset(_BY_KEY)


def get(key: str) -> Stage:
    """Return a stage by its key; KeyError for a word that is none."""
    return _BY_KEY[key]


def of(kind: str) -> Stage:
    """Return the stage that a kind of record stands in: by its trait, else by the number of its stage."""
    known = kinds.get(kind)
    by_trait = next((stage for stage in MAIN if stage.trait in known.traits), None)
    return by_trait or next(stage for stage in reversed(EVERY) if stage.begins <= known.stage)


def drawn(stage: Stage, label: str = "") -> SafeString:
    """Draw a stage's sign in its colour: decoration beside its word, unless it is given a label of its own."""
    heard = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="stage-sign stage-{}" width="24" height="24" viewBox="0 0 24 24" focusable="false" {}><path d="{}"/></svg>',
        stage.key,
        heard,
        stage.sign,
    )
