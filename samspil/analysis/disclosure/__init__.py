"""Numbers about citizens and patients that may leave the evaluation room: small ones hidden, the rest rounded, and attacked first.

Not for elected members, staff, organisations or money. `protect` is the gate; `attack` is what it must withstand.
"""

from samspil.analysis.disclosure.attack import bounds
from samspil.analysis.disclosure.magnitude import check_magnitude
from samspil.analysis.disclosure.small import HIDE_AT_MOST, ROUND_TO, Rule
from samspil.analysis.disclosure.tables import Published, Relation, protect

__all__ = ["HIDE_AT_MOST", "ROUND_TO", "Published", "Relation", "Rule", "bounds", "check_magnitude", "protect"]
