"""Voices: what one person or group said, in their words, with their consent; its fate, and the answer owed to them.

Records: Voice, Answer. A voice comes from an activity or a talk; it leads to insights and, through them, to everything
that came of it. What became of it is read from the thread and stored nowhere.
"""

PLACE = 30
