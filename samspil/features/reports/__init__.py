"""What committees recommend to those who come after them, such as the health councils.

Records: CouncilRecommendation, with its addressees and what they did with it.
Comes from a statement of a decision; leads to what the addressees decide and answer.
"""

PLACE = 70
