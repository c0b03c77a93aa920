"""Agendas and minutes to take away, as the house prints them and as plain values."""
