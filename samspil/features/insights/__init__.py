"""Insights: statements that rest on named evidence, and the source documents that hold some of it.

Records: Document with its Parts, Themes and Tables; Insight with its Evidence. An insight comes from voices, activities,
learning and documents; it leads to trials, cases and recommendations.
"""

PLACE = 40
