"""From register extracts with the names the authorities use (SSR/SSSY, LPR3) to the three tables that a run reads.

What was read, dropped and why is counted, and the numbers add up; a faulty row is named with file, row, column and value.
"""

from samspil.analysis.effect.ingest.whole import Inputs, ingest

__all__ = ["Inputs", "ingest"]
