"""A second, plain payment engine, written from the specification's formulas alone; it shares no code with the first.

It works on raw dictionaries with fractions where the first works on records with decimals. It is the tests' oracle.
"""
