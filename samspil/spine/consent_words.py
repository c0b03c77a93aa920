"""What people are promised about their words, said once: whatever asks for a consent uses these sentences. No Django."""

from __future__ import annotations

KEPT = (
    "Vi gemmer dine ord låst. Vi skriver ikke dit navn eller dit CPR-nummer ved dem. "
    "Vi bruger dem kun til det, du har sagt ja til."
)
ALWAYS = "Du kan til enhver tid fortryde."
STOPS = "Så holder vi op med at bruge dine ord med det samme og sletter dem."
PROMISE = f"{KEPT} {ALWAYS} {STOPS}"
