"""Plain Python for what is read on paper: Danish numbers, dates and money, documents, charts, and `Refused`.

Every floor above may use this one; it uses none of them.
"""
