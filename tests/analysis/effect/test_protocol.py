"""A protocol is read whole or refused with one sentence; a seal cannot be passed by."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import tomllib

import jsonschema
import pytest

from samspil.analysis.effect import command, protocol, sections
from samspil.paper.refusal import Refused

AT = dt.datetime(2026, 1, 1, 12, 0, tzinfo=dt.UTC)


def test_the_default_protocol_is_valid_and_explains_every_choice(tmp_path):
    path = tmp_path / "s.toml"
    protocol.write_default(path)
    study = protocol.read(path)
    assert (study.before, study.after, study.types) == ((-12, -1), (1, 12), (1, 2, 3, 4, 5, 6))
    assert study.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    text = path.read_text("utf-8")
    sections = [block for block in text.split("\n[") if "]" in block][1:]
    assert [s.splitlines()[0] for s in sections if "#" not in s] == []
    assert text.count("ntaget") >= 10


def test_the_schema_that_follows_from_the_sections_holds_the_default_and_no_slip_of_it():
    schema = sections.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    keys = tomllib.loads(protocol.default_text())
    jsonschema.validate(keys, schema)
    for section, key, value in [
        ("inference", "draws", 99),
        ("windows", "before", [-12]),
        ("contacts", "types", [1, 1]),
        ("negative_controls", "types", "none"),
        ("cohorts", "by", "week"),
        ("gates", "surprise", 1),
    ]:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(keys | {section: keys[section] | {key: value}}, schema)


def test_an_existing_file_is_never_overwritten(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text("mine", "utf-8")
    with pytest.raises(Refused, match="findes allerede"):
        protocol.write_default(path)
    assert path.read_text("utf-8") == "mine"


def test_a_changed_protocol_does_not_pass_its_seal(tmp_path):
    path = tmp_path / "s.toml"
    protocol.write_default(path)
    with pytest.raises(Refused, match="ikke forseglet"):
        protocol.read_sealed(path)

    first = protocol.seal(path, at=AT)
    assert protocol.seal(path, at=AT + dt.timedelta(days=1)) == first
    assert json.loads(protocol.seal_path(path).read_text("utf-8"))["sealed_at"] == "2026-01-01T12:00:00+00:00"
    assert protocol.read_sealed(path).sha256 == first
    path.write_text(path.read_text("utf-8").replace("controls = 10", "controls = 9"), "utf-8")
    with pytest.raises(Refused, match="ændret, efter"):
        protocol.read_sealed(path)

    with pytest.raises(Refused, match="allerede forseglet"):
        protocol.seal(path, at=AT)

    protocol.seal_path(path).write_text("{", "utf-8")
    with pytest.raises(Refused, match="kan ikke læses"):
        protocol.read_sealed(path)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'exact = ["sex", "age_band", "comorbidity"]',
            'exact = ["sex", "age_band", "comorbidity", "municipality"]',
            "matching.exact",
        ),
        ('exact = ["sex", "age_band", "comorbidity"]', 'exact = ["sex"]', "skal rumme"),
        ("did_blocks = [[-36, -25]]", "did_blocks = [[-24, -6]]", "må ikke røre windows.before"),
        ("after = [1, 12]", "after = [1, 24]", "lige lange"),
        ("before = [-12, -1]", "before = [-1, -12]", "slutter før"),
        ("before = [-12, -1]", "before = [-11, 0]", "før måned 0"),
        ("after = [1, 12]", "after = [-1, 10]", "begynde før måned 0"),
        ("minimum_history = 24", "minimum_history = 6", "minimum_history"),
        ("[[-36, -25], [-24, -13], [-12, -4], [-3, -1]]", "[[-36, -25], [-30, -1]]", "overlappe"),
        ("[[-36, -25], [-24, -13], [-12, -4], [-3, -1]]", "[[-48, -1]]", "forhistorien"),
        ('types = "all"', "types = [6]", "både være mål"),
        ("tariffs = {}", "tariffs = { 9 = 10.0 }", "nævner type 9"),
        ('extract_date = ""', 'extract_date = "i går"', "extract_date"),
        ("seed = 20250923", "seed = 1.0", "seed"),
        ("level = 0.95", "level = nan", "level"),
        ("controls = 10", "controls = 0", "controls"),
        ("controls = 10", "control = 10", "nøglen matching.control: nøglen findes ikke"),
        ("controls = 10\n", "", "nøglen matching.controls: nøglen mangler"),
        ("[equity]", "[lighed]", "nøglen lighed: nøglen findes ikke"),
        ("[equity]\n", "", "nøglen responders.strata: nøglen findes ikke"),
        ('by = "year"', 'by = "week"', '"year", "half", "quarter"'),
        ("schema = 1", "schema = 2", "schema"),
        ('title = "', 'title = 7 # "', "title"),
        ("[gates]", "[gates", "linje"),
        ("schema = 1", "schema = 1\nsurprise = true", "surprise"),
    ],
)
def test_a_faulty_choice_is_refused_by_name(tmp_path, old, new, says):
    text = protocol.default_text()
    assert old in text
    path = tmp_path / "s.toml"
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(Refused, match=says):
        protocol.read(path)


def malformed(seed: int) -> bytes:
    """Return a protocol spoiled in one way drawn from the seed."""
    rng = random.Random(seed)
    text = protocol.default_text()
    lines = text.splitlines()
    keys = [i for i, line in enumerate(lines) if "=" in line and not line.startswith("#")]
    at = rng.choice(keys)
    name = lines[at].split("=")[0]
    way = rng.randrange(6)
    if way == 0:
        lines[at] = f"{name}= [[["
    elif way == 1:
        lines[at] = f"{name}x = 1"
    elif way == 2:
        del lines[at]
    elif way == 3:
        lines[at] = f"{name}= {{ a = 1, b = [true] }}"
    elif way == 4:
        return text.encode()[: rng.randrange(200, len(text) // 2)] + b"\xff\xfe"
    else:
        lines[at] = f"{name}= 1979-05-27T07:32:00Z"

    return "\n".join(lines).encode()


def test_fifty_malformed_protocols_are_refused_in_a_sentence_and_leave_nothing(tmp_path, capsys):
    path = tmp_path / "s.toml"
    optional = {"tariffs", "payers", "code_list"}
    seen = 0
    for seed in range(60):
        content = malformed(seed)
        try:
            told = tomllib.loads(content.decode())
            if optional - set(told.get("contacts", {})) and "tariffsx" not in content.decode():
                continue
        except (UnicodeDecodeError, tomllib.TOMLDecodeError):
            pass
        path.write_bytes(content)
        assert command.main(["seal", str(path)]) == 2, seed
        said = capsys.readouterr()
        assert said.err.startswith("samspil: ")
        assert said.err.count("\n") == 1
        assert "Traceback" not in said.err
        assert sorted(p.name for p in tmp_path.iterdir()) == ["s.toml"]
        seen += 1

    assert seen >= 50


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["run"], "der mangler: STUDIE.toml, --register, --out"),
        (["simulate", "--persons", "mange"], "--persons: ikke et helt tal: 'mange'"),
        (["power", "--mean", "otte"], "--mean: ikke et tal, skrevet med punktum som 0.15: 'otte'"),
        (["mål"], "ukendt valg: 'mål' (vælg mellem 'init', "),
        (["seal", "a.toml", "--hast"], "ukendt: --hast"),
    ],
)
def test_a_command_line_that_cannot_be_read_is_refused_in_danish(words, says, capsys):
    assert command.main(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("samspil: Kommandoen kan ikke læses (")
    assert says in told.err
    assert "--help« for at se, hvad den tager." in told.err


@pytest.mark.parametrize("verb", ["init", "simulate", "ingest", "codes", "seal", "run", "power"])
def test_each_command_has_its_manual(verb, capsys):
    assert command.main([verb, "--help"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"Skriv: samspil effect {verb} ")
    assert len(told.split("\n\n")[1]) > 100
    for english in ("usage", "options", "positional", "show this"):
        assert english not in told


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "draws = ",
            "draws = -4",
            "nøglen inference.draws: »-4« kan ikke bruges. Skriv et helt tal fra 100 til 100.000.",
        ),
        (
            "level = ",
            "level = 2",
            "nøglen inference.level: »2« kan ikke bruges. Skriv et tal på mindst 0,5 og højst 0,999",
        ),
        ("title = ", 'title = ""', "nøglen title: »« kan ikke bruges. Skriv en tekst på 1-300 tegn"),
        (
            "extract_date = ",
            'extract_date = "01-07-2028"',
            "»01-07-2028« kan ikke bruges. Skriv en dato som 2028-07-01",
        ),
        ("types = ", "types = [1, 1]", "nøglen contacts.types.2: »1« står to gange. Nævn det samme én gang."),
        ("before = ", "before = [1]", "nøglen windows.before: en liste kan ikke bruges. Skriv to hele tal"),
        ("seed = ", "seed = true", "nøglen seed: »true« kan ikke bruges. Skriv et helt tal"),
    ],
)
def test_a_wrong_value_is_said_in_danish_with_its_place_and_how_to_mend_it(tmp_path, old, new, says):
    lines = protocol.default_text().split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith(old))
    (tmp_path / "s.toml").write_text("\n".join([*lines[:at], new, *lines[at + 1 :]]), "utf-8")
    with pytest.raises(Refused, match=r".") as refused:
        protocol.read(tmp_path / "s.toml")
    assert says in refused.value.sentence
    assert not any(word in refused.value.sentence for word in ("minimum", "maximum", "minLength", "minItems", "unique"))


@pytest.mark.parametrize(
    "words",
    [
        ["codes", "--out", "ingen/x.toml"],
        ["codes", "--out", "fil/x.toml"],
        ["init", "--out", "x" * 300],
        ["seal", "x" * 5000],
        [
            "simulate",
            "--persons",
            "500",
            "--years",
            "5",
            "--referred",
            "10",
            "--rate-ratio",
            "0.85",
            "--selection",
            "none",
            "--seed",
            "1",
            "--break-month",
            "999",
            "--out",
            "r",
        ],
    ],
    ids=["no folder", "a file for a folder", "a long name", "a longer name", "a month that is not there"],
)
def test_what_cannot_be_written_is_one_danish_sentence(tmp_path, monkeypatch, capsys, words):
    from samspil.analysis.effect import command

    monkeypatch.chdir(tmp_path)
    (tmp_path / "fil").write_text("")
    assert command.main(words) == 2
    said = capsys.readouterr().err
    assert said.startswith("samspil: ")
    assert said.count("\n") == 1
    assert not any(word in said for word in (".part", "No such", "Not a", "too long"))
    assert [path.name for path in tmp_path.iterdir()] == ["fil"]
