"""Contracts, protocols and lists of codes speak of a fault in one voice: file, key path, what is wrong, how to mend it."""

from __future__ import annotations

import math
import re
from decimal import Decimal

import pytest

from samspil.analysis.effect import protocol
from samspil.analysis.effect.ingest import codes
from samspil.analysis.payment import contract, readings
from samspil.analysis.shape import ListOf, Place, Real, Text, Whole, files
from samspil.paper.refusal import Refused

VOICE = re.compile(
    r"fil\.toml, (?:[^:]+, )?nøglen (?P<key>[\w.]+): (?P<wrong>[^:]+?)\. (?P<mend>(?:Skriv|Den siger|Kendte).+)\."
)

# Each kind of file: how it is read, a whole one, and in it a section and one line of the section.
FILES = {
    "protocol": (protocol.read, protocol.default_text(), "inference", "draws = 1000"),
    "codes": (codes.read, codes.default_text(), "lpr", 'unit = "contact"'),
    "contract": (contract.load, readings.text("A"), "rounding", 'unit = "øre"'),
}


@pytest.fixture(params=FILES)
def told(request, tmp_path):
    """Read one kind of file after a change, and return how it was refused: key, what is wrong, how to mend it."""
    read, text, section, line = FILES[request.param]

    def change(old, new):
        assert text.count(old) == 1, old
        (tmp_path / "fil.toml").write_text(text.replace(old, new), "utf-8")
        with pytest.raises(Refused) as refused:
            read(tmp_path / "fil.toml")
        said = VOICE.fullmatch(refused.value.sentence)
        assert said, refused.value.sentence
        return said["key"], said["wrong"], said["mend"]

    return change, section, line


def test_a_wrong_key_is_named_beside_those_that_are_known(told):
    change, section, line = told
    key = line.split()[0]
    said, wrong, mend = change(f"\n{line}", f"\n{line.replace(key, 'forkert')}")
    assert (said, wrong) == (f"{section}.forkert", "nøglen findes ikke")
    assert mend.startswith("Kendte nøgler er ")
    assert key in mend


def test_a_key_that_is_missing_is_told_by_its_meaning(told):
    change, section, line = told
    said, wrong, mend = change(f"\n{line}", "\n")
    assert (said, wrong) == (f"{section}.{line.split()[0]}", "nøglen mangler")
    assert mend.startswith("Den siger ")
    assert "; skriv " in mend


def test_a_wrong_type_is_quoted_with_what_is_allowed(told):
    change, section, line = told
    key = line.split()[0]
    said, wrong, mend = change(f"\n{line}", f"\n{key} = true")
    assert (said, wrong) == (f"{section}.{key}", "»true« kan ikke bruges")
    assert mend.startswith("Skriv ")


def test_an_unknown_section_and_a_missing_one(told):
    change, section, _ = told
    said, wrong, mend = change(f"\n[{section}]", "\n[afsnit]")
    assert (said, wrong) == ("afsnit", "nøglen findes ikke")
    assert section in mend


def test_a_section_that_is_no_section(told):
    change, section, _ = told
    said, wrong, mend = change(f"\n[{section}]", f"\n[[{section}]]")
    assert (said, wrong, mend) == (section, "en liste kan ikke bruges", "Skriv en tabel med de nøgler, skemaet nævner")


def test_a_file_that_is_not_there_says_how_to_get_one(tmp_path):
    with pytest.raises(
        Refused, match=r"^s\.toml: filen findes ikke\. Lav en med »samspil effect init --out .*s\.toml«\.$"
    ):
        protocol.read(tmp_path / "s.toml")
    with pytest.raises(
        Refused, match=r"^k\.toml: filen findes ikke\. Lav en med »samspil effect codes --out .*k\.toml«\.$"
    ):
        codes.read(tmp_path / "k.toml")
    with pytest.raises(Refused, match=r"^a\.toml: filen findes ikke\. Tjek stien\.$"):
        files.content(tmp_path / "a.toml")


HERE = Place("fil.toml", key="nøgle")


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        (Real(0, 1), Decimal("0.1"), 0.1),
        (Real(0, 1), 0.1, 0.1),
        (Real(0, 1), 1, 1.0),
        (Text(5, least=0), "", ""),
        (Text(5, lines=True), "a\nb", "a\nb"),
        (Whole(1, 1), 1, 1),
        (ListOf(Whole(), 1, 2, once=True), [1, 2], (1, 2)),
    ],
)
def test_a_value_within_its_kind_is_read(kind, value, read):
    assert kind.read(value, HERE) == read
    assert type(kind.read(value, HERE)) is type(read)


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        (Real(0, 1), 1.5, "»1.5« kan ikke bruges. Skriv et tal på mindst 0 og højst 1"),
        (Real(0, 1), math.nan, "»NaN« kan ikke bruges"),
        (Real(0, 1), True, "»true« kan ikke bruges"),
        (Real(0, 1), "0,5", "(skriv 0.5)"),
        (Text(5), "", "Skriv en tekst på 1-5 tegn uden styretegn"),
        (Text(5, least=0), "længere", "Skriv en tekst på højst 5 tegn"),
        (Text(5), "a\nb", "uden styretegn"),
        (Text(5, lines=True), "a\0b", "uden styretegn"),
        (Whole(1, 1), 2, "»2« kan ikke bruges. Skriv tallet 1"),
        (ListOf(Whole(), 1, 2), [], "en liste kan ikke bruges. Skriv en liste med mindst 1 og højst 2"),
        (ListOf(Whole(), 1, 2), [1, 2, 3], "en liste kan ikke bruges. Skriv en liste med mindst 1 og højst 2"),
        (ListOf(Whole(), once=True), [4, 5, 4], "nøglen nøgle.3: »4« står to gange. Nævn det samme én gang"),
    ],
)
def test_a_value_outside_its_kind_is_refused_at_its_place(kind, value, says):
    with pytest.raises(Refused) as refused:
        kind.read(value, HERE)
    assert says in refused.value.sentence
    assert refused.value.sentence.startswith("fil.toml, nøglen nøgle")
