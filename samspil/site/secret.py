"""The secret of sessions, forms and signed links: whoever knows it can be anybody, so a known or guessable one is refused."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

SHORTEST = 32  # characters
FEWEST = 8  # different ones: "aaaa…" is long and no secret
# Secrets that have stood in this repository or in what it is built of, and are therefore known to everybody.
PUBLISHED = ("only-for-building-static-files", "django-insecure-")
MAKE = (
    'Lav en med: python3 -c "import secrets; print(secrets.token_urlsafe(48))" '
    "og sæt den i SAMSPIL_SECRET. Gem den samme sted som de andre hemmeligheder, og brug den samme hver gang."
)
FREE = frozenset(
    {"check", "collectstatic", "compilemessages", "demo", "findstatic", "help", "houses", "makemessages", "version"}
)  # what opens no installation, and the demo, which makes a secret of its own


def read(file: Path) -> tuple[str, str]:
    """Return the installation's secret and what is wrong with it as a sentence, "" when nothing is.

    Without one the secret is made up for this process alone: files and pages can be built, and nothing signed with it holds.
    """
    found = os.environ.get("SAMSPIL_SECRET", "").strip()
    if not found and file.exists():
        found = file.read_text(encoding="utf-8").strip()
    return (found or secrets.token_urlsafe(48)), fault(found)


def fault(secret: str) -> str:
    """Say what is wrong with a secret, and how to make one; "" when nothing is."""
    if not secret:
        return f"Installationen har ingen hemmelig nøgle. {MAKE}"
    if secret.startswith(PUBLISHED):
        return f"Den hemmelige nøgle i SAMSPIL_SECRET er offentligt kendt. {MAKE}"
    if len(secret) < SHORTEST or len(set(secret)) < FEWEST:
        return f"Den hemmelige nøgle i SAMSPIL_SECRET er for kort eller for let at gætte. {MAKE}"
    return ""


def make(file: Path) -> str:
    """Make a secret in a file that only its owner can read, once, and give it."""
    if not file.exists():
        # Written beside and renamed: a process that starts meanwhile reads a whole secret or none.
        file.parent.mkdir(parents=True, exist_ok=True)
        half = file.with_suffix(".half")
        half.unlink(missing_ok=True)
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(secrets.token_urlsafe(48))
            out.flush()
            os.fsync(out.fileno())
        half.replace(file)
    return file.read_text(encoding="utf-8").strip()
