"""What people are promised about their words, said once: whatever asks for a consent uses these sentences. No Django."""

from __future__ import annotations

from samspil.paper import languages

KEPT = (
    "Vi gemmer dine ord låst. Vi skriver ikke dit navn eller dit CPR-nummer ved dem. "
    "Vi bruger dem kun til det, du har sagt ja til."
)
ALWAYS = "Du kan til enhver tid fortryde."
STOPS = "Så holder vi op med at bruge dine ord med det samme og sletter det, vi må slette."
# Offentlighedslovens § 15 and arkivloven: an authority cannot promise more.
MAY_KEEP = languages.later(
    "En myndighed kan have pligt til at gemme det, der hører til en sag eller skal til arkivet. Det bliver ikke brugt til andet."
)
PROMISE = f"{KEPT} {ALWAYS} {STOPS} {MAY_KEEP}"
