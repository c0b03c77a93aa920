"""One feature as Django meets it: its rows of the policy and its deeds are announced by where they stand, the rest by itself.

Named as a module (`announcing.Feature`) in a feature's `apps.py`, where Django takes every class for a feature.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import ClassVar

from django.apps import AppConfig
from django.utils.functional import Promise

from samspil.spine import kinds


class Feature(AppConfig):
    """A feature: `begins` is what its addresses begin with, `kept` why erasing leaves which of its tables alone.

    `POLICY` of its `rules`, `DEEDS` and `STEPS` of its `offers` are announced for it, and `parts`: kinds, and what hangs at them
    without asking the database; `news` puts words to verbs of the journal (`spine.notices`). `announce` tells of the rest: panels,
    purposes, rounds.
    """

    begins: str
    kept: ClassVar[Mapping[str, str]] = {}
    parts: ClassVar[Sequence[kinds.Part]] = ()
    news: ClassVar[Mapping[str, str | Promise]] = {}

    @property
    def addresses(self) -> dict[str, str]:
        """The addresses of the feature: what they begin with, and the module that has them."""
        return {self.begins: f"{self.name}.urls"}

    def ready(self) -> None:
        from samspil.spine import erasure, notices, policy
        from samspil.web import rights, steps

        policy.register(import_module(f"{self.name}.rules").POLICY)
        offers = import_module(f"{self.name}.offers")
        rights.register(*offers.DEEDS)
        steps.register(*getattr(offers, "STEPS", ()))
        for why, models in self.kept.items():
            erasure.keep(why, *(f"{self.label}.{model}" for model in models.split()))

        kinds.register(*self.parts)
        notices.register(self.news)
        self.announce()

    def announce(self) -> None:
        """Tell the spine of whatever else meets other features: what can be named only when the models stand."""
