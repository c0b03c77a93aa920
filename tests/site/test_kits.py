"""The server is installed with the web kit alone, the demo with the demo kit; the tests have every kit, and would not notice
a page or a command that needs another.
"""

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
for name in {module.partition(".")[0] for module in sys.modules}: print("LOADED", name)
"""


def locked(kit: str) -> set[str]:
    """Return the names of the packages that a kit is locked to."""
    lock = (ROOT / "requirements" / f"{kit}.lock").read_text(encoding="utf-8")
    return {name.lower().replace("_", "-") for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}


def loaded(program: str, folder: Path) -> set[str]:
    """Return the packages that a program has loaded in a process of its own."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "samspil.site.settings",
        "SAMSPIL_VAR": str(folder),
        "SAMSPIL_DEMO": "1",
    }
    environment.pop("SAMSPIL_DATABASE", None)
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    of = metadata.packages_distributions()
    names = re.findall(r"^LOADED (\S+)$", ran.stdout, re.MULTILINE)

    return {each.lower().replace("_", "-") for name in names for each in of.get(name, [])}


def test_the_pages_load_nothing_that_the_web_kit_lacks(tmp_path: Path) -> None:
    assert "scipy" in locked("test") - locked("web")
    assert loaded(LOADS, tmp_path) & (locked("test") - locked("web")) == set()


def test_a_page_that_needs_another_kit_is_caught(tmp_path: Path) -> None:
    program = "import scipy\n" + LOADS
    assert loaded(program, tmp_path) & (locked("test") - locked("web")) == {"scipy"}


# A finder before all others hides what the kit lacks: some libraries use others only where they find them.
COMMANDS = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {hidden!r}:
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Hidden())
from samspil.site import command
for words in (["minutes", "parse", "{minutes}"], ["effect", "simulate", "--persons", "2000", "--years", "4", "--referred", "50",
              "--rate-ratio", "0.85", "--selection", "frailty", "--seed", "1", "--out", "{folder}/register"],
              ["payment", "init", "--reading", "B", "--out", "{folder}/contract.toml"],
              ["payment", "read", "{folder}/contract.toml", "--out", "{folder}/contract.pdf"]):
    if command.main(words):
        sys.exit(1)
"""


def commands(kit: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run each command that README names in a process that has only a kit's packages."""
    has = locked(kit)
    known = metadata.packages_distributions().items()
    hidden = {name for name, of in known if not {each.lower().replace("_", "-") for each in of} & {*has, "samspil"}}
    minutes = ROOT / "demo/documents/uls-2025-09-23-referat.txt"
    program = COMMANDS.format(folder=folder, minutes=minutes, hidden=hidden)
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_command_that_readme_names_runs_on_the_demo_kit(tmp_path: Path) -> None:
    named = set(re.findall(r"`samspil (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"))) - {"help"}
    assert named <= set(re.findall(r'\["(\w+)"', COMMANDS))
    ran = commands("demo", tmp_path)
    assert ran.returncode == 0, ran.stderr


def test_a_kit_without_a_part_is_caught(tmp_path: Path) -> None:
    ran = commands("web", tmp_path)
    assert ran.returncode == 1
    assert "samspil: »samspil effect« bruger" in ran.stderr


def test_a_command_that_lacks_a_part_says_how_to_get_it(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['pyarrow'] = None\nfrom samspil.site import command\n"
        f"sys.exit(command.main(['effect', 'simulate', '--persons', '2000', '--years', '4', '--referred', '50', "
        f"'--rate-ratio', '0.85', '--selection', 'frailty', '--seed', '1', '--out', r'{tmp_path / 'register'}']))"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert ran.stderr == (
        "samspil: »samspil effect« bruger pyarrow, som ikke er installeret her. Hent den med "
        "»pip install 'samspil[effect]'«, eller med »make demo« i en klonet mappe.\n"
    )
