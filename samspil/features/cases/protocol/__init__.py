"""The record of a meeting beside its decisions: attendance, votes, dissent, a stay."""
