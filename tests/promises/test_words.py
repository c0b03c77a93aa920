"""No page says a thing in a stiff word, or in a second word where the house has one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PRODUCT = Path(__file__).resolve().parents[2] / "samspil"
# What people stumbled over, and what the house says instead.
INSTEAD = {
    r"succesfuldt": "Du er logget ind",
    r"har brug for dig": "Det skal du tage dig af",
    r"\bhviler (på|ikke)": "bygger på",
    r"\bTag en (person|part)\b": "Tilføj en person",
    r"\}\} går ud\b": "forlader partnerskabet",
    r"[Ee]r ikke med mere": "Stop medlemskabet",
    r"Skriv en (mere på|person ind)": "Tilføj en person",
    r"\bNævn en\b": "Tilføj en deltager",
    r"Giv nogen opgaven": "Giv opgaven til nogen",
    r"Tag udtalelsen ud": "Fjern udtalelsen",
    r"Ordn punkterne": "Ret rækkefølgen",
    r"Hent et referat ind": "Indlæs et referat",
    r"\b[Ff]und\b": "resultat",
    r"Ingen arver": "Ingen arvtager",
    r"Se arven": "Se, hvad der skal overtages",
    r"Lovet og fået": "Hvad blev lovet, og hvad blev givet",
    r"Begyndt og hævet": "Mødets start og slut",
    r"\bHerkomst\b": "Hvor filen kommer fra",
    r"Netadresse": "IP-adresse",
    r"guide gjaldt": "blev brugt",
    r"svaret om søjlen": "hvad en part har svaret om de andre",
    r"rækker hånden op": "siger til",
    r"Findes til": "Virker til og med",
    r"Tempo i\b": "Fremdrift i",
    r"[Oo]ver tiden": "Over fristen",
    r"Hvor langt|\bTilstand\b|\bTrin$": "Status",
    r"\bHandling$": "Aktivitet",
    r"\bVersion(en|er|erne)?\b|\b(ny|nyeste|tidligere) version": "Udgave",
    r"Skriv ud\b": "Udskriv",
    r"\b[Oo]psamling(en|er|erne)?\b": "Hvor vi landede",
}
# The reports of the analysis and the commands speak to those who compute: a version there is one of software.
# The names of a table's columns are on no page.
OTHERS = {"analysis", "site", "migrations", "management", "models", "models.py"}


def texts(path: Path) -> Iterator[str]:
    """The pieces of text in a template or module that a person may come to read, docstrings aside."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        yield from re.findall(r"""(?:translate|_\()\s*["']([^"']*)["']""", source)
        yield " ".join(re.sub(r"\{%.*?%\}|<[^>]*>", " ", source, flags=re.DOTALL).split())
        return
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in docstrings:
            continue
        # What has neither a capital nor a space is a key, not words.
        if node.value[:1].isupper() or " " in node.value:
            yield node.value


def stiff(path: Path) -> list[str]:
    """What is said in a stiff word there, with the word to use."""
    return [
        f"{path.name}: »{match.group()}«: {better}"
        for text in texts(path)
        for pattern, better in INSTEAD.items()
        if (match := re.search(pattern, text))
    ]


@pytest.mark.parametrize("suffix", ["py", "html"])
def test_no_text_uses_a_stiff_word(suffix: str) -> None:
    paths = [path for path in PRODUCT.rglob(f"*.{suffix}") if not OTHERS & set(path.relative_to(PRODUCT).parts)]

    assert [told for path in paths for told in stiff(path)] == []


# What is read outside a template and a module: how to do things, papers, the invented demo, a command's own words.
READ = (
    "docs/how-to/*.md",
    "README.md",
    "samspil/**/*.typ",
    "samspil/**/templates/**/*.txt",
    "demo/invented*.toml",
    "demo/**/*.md",
)
COMMANDS = "samspil/*/management/commands/*.py"


@pytest.mark.parametrize("kind", [*READ, COMMANDS])
def test_no_guide_paper_demo_or_command_uses_a_stiff_word(kind: str) -> None:
    paths = list(PRODUCT.parent.glob(kind))
    # An English guide speaks of a program's version, and a line of code is no text.
    told = [
        f"{path.name}: »{match.group()}«: {better}"
        for path in paths
        for text in (texts(path) if path.suffix == ".py" else path.read_text(encoding="utf-8").splitlines())
        for pattern, better in INSTEAD.items()
        if "Version" not in pattern and (match := re.search(pattern, text))
    ]

    assert told == []


def test_every_kind_of_text_outside_the_pages_is_there_to_be_read() -> None:
    assert all(any(PRODUCT.parent.glob(kind)) for kind in (*READ[:-1], COMMANDS))


def test_a_stiff_word_is_found_in_a_template_and_in_a_module(tmp_path: Path) -> None:
    page, module = tmp_path / "page.html", tmp_path / "module.py"
    page.write_text('<h2>{% translate "Se arven" %}</h2><p>Hver række\n har svaret om søjlen.</p>', encoding="utf-8")
    module.write_text('"""Over tiden."""\nlabel = _("Over tiden")\nkey = "fund"\n', encoding="utf-8")

    assert len(stiff(page)) == 2
    assert stiff(module) == ["module.py: »Over tiden«: Over fristen"]
