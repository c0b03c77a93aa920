"""Meetings planned and called, and what is put on their agendas."""
