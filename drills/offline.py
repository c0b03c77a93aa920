"""Takes a thousand voices in on phones without network, through lines that break at random, and writes what befell them to docs/results.

Run: python -m drills.offline [voices] [voices a phone]. The journey of `make test`, which takes thirty.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

from tools.results import RESULTS, ROOT, machine

JOURNEY = (
    "-m",
    "pytest",
    "-q",
    "-n0",
    "tests/journeys/test_offline.py",
    "-m",
    "drill",
    "-k",
    "whatever_befalls",
    "--timeout=7200",
)
SEED = 20_261_201
VOICES, A_PHONE = 1000, 100
SAYS = """Each voice has words nobody else has, and no, one or two photos. Six of ten requests that hand something in meet a fault: nobody
there, 503, another's page with 200, a redirect to a log-in page, cut in the middle of what is sent, taken in and not answered, taken in and
half answered, slow. A fifth of the voices are saved where nothing answers at all. What befalls the phone about each voice is drawn too: the
page is loaded anew, the tab shut in the middle, two tabs send at once, the browser killed, its clock set years or days wrong, the network
switched off, the consent text (and so the page) changed. The login has run out before the first voice.

Held to at the end of each phone: every voice stands at the server once, with its own words and all its photos; nothing lies on the phone;
and its words are in no byte of any file of the browser's folder, at each kill (voices waiting) and at the end. One phone after another,
each with a folder and a database of its own.
"""


def took(report: Path) -> Counter[str]:
    """Return what the journey counted, from a JUnit report."""
    root = ET.parse(report).getroot()  # noqa: S314 -- written by our own run
    told = [each.get("value", "") for each in root.iter("property") if each.get("name") == "offline"]
    return Counter({name: int(number) for line in told for name, number in (each.split("=") for each in line.split())})


def phone(voices: int, seed: int, folder: Path) -> tuple[int, Counter[str]]:
    """Do one phone's voices; its exit code and what it counted."""
    report = folder / f"{seed}.xml"
    environment = {**os.environ, "SAMSPIL_OFFLINE_VOICES": str(voices), "SAMSPIL_OFFLINE_SEED": str(seed)}
    command = [sys.executable, *JOURNEY, f"--junitxml={report}"]
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    return code, took(report)


def page(phones: list[tuple[int, Counter[str]]], asked: int, seconds: float, day: dt.date) -> str:
    """Write the page of results: what was asked, what failed, and what befell the voices."""
    total = sum((counted for _code, counted in phones), Counter[str]())
    failed = sum(code != 0 for code, _counted in phones)
    how = (
        f"All {total['voices']} voices came exactly once and whole, and none could be read on a phone."
        if not failed
        else f"**{failed} of {len(phones)} phones failed.** {total['voices']} voices of the others came exactly once and whole."
    )
    head = f"# offline\n\n{day.isoformat()}. {machine()}.\nCommand: `python -m drills.offline {asked}`. {how} {seconds:.0f} s.\n"
    rows = ["| what | times |", "|---|---|", *(f"| {name} | {number} |" for name, number in total.items())]
    return "\n".join((head, SAYS, *rows, ""))


def main(argv: list[str]) -> int:
    """Do every phone, write the page, and return 1 when any of them failed."""
    asked, each = (*map(int, argv), *(VOICES, A_PHONE)[len(argv) :])
    day, start = dt.datetime.now(dt.UTC).date(), time.perf_counter()
    sizes = [min(each, asked - done) for done in range(0, asked, each)]
    with tempfile.TemporaryDirectory() as folder:
        phones = [phone(voices, SEED + number, Path(folder)) for number, voices in enumerate(sizes)]

    written = RESULTS / f"{day.isoformat()}-offline.md"
    written.write_text(page(phones, asked, time.perf_counter() - start, day), encoding="utf-8")
    print(written.relative_to(ROOT))
    return int(any(code for code, _counted in phones))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
