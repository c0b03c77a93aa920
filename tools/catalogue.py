"""Brings the English catalogue up to date: takes in new sentences, drops those that are gone, compiles what is read at run time.

Needs gettext (xgettext) for the first half; prints the sentences that still want English.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import subprocess
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SAMSPIL = Path(__file__).parents[1] / "samspil"
SOURCE = SAMSPIL / "locale" / "en" / "LC_MESSAGES" / "django.po"
# Dates and names of tools say nothing, and change a file that has not changed.
NOISE = re.compile(
    r'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Generated-By|Report-Msgid-Bugs-To|Language-Team):.*\n'
)
EPOCH = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def main() -> int:
    """Update and compile the catalogue, and return 1 while a sentence lacks its English."""
    extract = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        "-l",
        "en",
        "--no-location",
        "--no-obsolete",
        "--no-wrap",
    ]
    settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "samspil.site.settings"}
    subprocess.run(extract, cwd=SAMSPIL, env=settings, check=True, stdout=subprocess.DEVNULL)
    with SOURCE.open("rb") as stream:
        catalogue = read_po(stream, locale="en")

    # Babel would write the moment of the run into the compiled file.
    catalogue.creation_date = catalogue.revision_date = EPOCH
    # What gettext guesses from a sentence that looks alike is no translation.
    guessed = [message for message in catalogue if message.id and message.fuzzy]
    for message in guessed:
        message.flags.discard("fuzzy")
        message.string = "" if isinstance(message.id, str) else ("", "")

    missing = [message.id for message in catalogue if message.id and not any(message.string)]
    out = io.BytesIO()
    write_po(out, catalogue, width=110, sort_output=True, ignore_obsolete=True)
    SOURCE.write_text(NOISE.sub("", out.getvalue().decode()), encoding="utf-8")
    with SOURCE.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, catalogue)

    for sentence in missing:
        print(f"no English yet: {sentence}")

    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
