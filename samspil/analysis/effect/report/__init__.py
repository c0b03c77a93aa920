"""The report: read by a committee in five minutes and attacked by a statistician for a day, in Danish with an English twin."""

from samspil.analysis.effect.report.write import write

__all__ = ["write"]
