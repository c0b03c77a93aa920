"""Outcome payment as data: a contract anyone can read, and a statement that everyone recomputes to the øre.

Plain Python. Money is Decimal kroner at the edge and inside a line, whole øre from the rounding on.
"""
