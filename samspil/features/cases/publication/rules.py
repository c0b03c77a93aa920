"""What open data is called by others (OParl 1.1)."""

from __future__ import annotations

# The objects of OParl that records of cases become. Persons, memberships, organizations and bodies are the spine's own.
KINDS = ("Meeting", "AgendaItem", "Paper", "Consultation", "File", "Location")
