"""The server is installed with the web kit alone; the tests have every kit, and would not notice a page that needs another."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOADS = """
import sys, django
django.setup()
import samspil.site.urls, samspil.site.demo
for name in {module.partition(".")[0] for module in sys.modules}: print(name)
"""


def locked(kit: str) -> set[str]:
    """This function will give the names of the packages that a kit is locked to."""
    lock = (ROOT / "requirements" / f"{kit}.lock").read_text(encoding="utf-8")
    return {name.lower().replace("_", "-") for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}


def loaded(program: str, folder: Path) -> set[str]:
    """This function will give the packages that a program has loaded in a process of its own."""
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "samspil.site.settings", "SAMSPIL_VAR": str(folder), "SAMSPIL_DEMO": "1",
    }  # fmt: skip
    environment.pop("SAMSPIL_DATABASE", None)
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    of = metadata.packages_distributions()
    return {each.lower().replace("_", "-") for name in ran.stdout.split() for each in of.get(name, [])}


def test_the_pages_load_nothing_that_the_web_kit_lacks(tmp_path: Path) -> None:
    assert "scipy" in locked("test") - locked("web")
    assert loaded(LOADS, tmp_path) & (locked("test") - locked("web")) == set()


def test_a_page_that_needs_another_kit_is_caught(tmp_path: Path) -> None:
    program = "import scipy\n" + LOADS
    assert loaded(program, tmp_path) & (locked("test") - locked("web")) == {"scipy"}
