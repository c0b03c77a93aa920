"""Trials: small, local, time-limited tests of an idea, and what they taught.

Records: Trial, LearningPoint.
Comes from: an insight or an activity. Leads to: a learning point, and through it to a case.
"""

PLACE = 20
