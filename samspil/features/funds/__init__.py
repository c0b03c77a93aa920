"""Money: a pool, what is set aside and granted from it, and the efforts it pays for.

Records: Pool, Appropriation (with its Movements), Effort.
Comes from: a decision statement. Leads to: an effort, and through it to what is measured and answered.
"""

PLACE = 60
