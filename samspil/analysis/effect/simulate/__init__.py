"""Registers with a known effect: the only place where the right answer is known, so the place where estimators are judged."""

from samspil.analysis.effect.simulate.invention import SELECTIONS, STRANGERS, World
from samspil.analysis.effect.simulate.world import Drawn, draw, simulate

__all__ = ["SELECTIONS", "STRANGERS", "Drawn", "World", "draw", "simulate"]
