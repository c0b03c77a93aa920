"""Committee cases: bodies, meetings, items, what was recommended, what was decided, and where it went on to.

Records: Body, Meeting, AgendaItem, RecommendationClause, DecisionStatement, Annex, RouteStep, CaseFile.
Comes from learning points and insights; leads to appropriations, efforts and recommendations.
"""

PLACE = 50
