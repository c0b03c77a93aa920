"""Two hundred spoiled extracts: each is refused in one sentence with nothing left, or read whole; never a traceback."""

from __future__ import annotations

import random

import pytest

from samspil.analysis.effect import command, register
from samspil.analysis.effect.ingest import codes
from tests.analysis.effect.ingest.test_ingest import LPR, PERSONS, REFERRALS, SSR

TEXTS = {"persons": PERSONS, "referrals": REFERRALS, "ssr": SSR, "lpr": LPR}
NUMBERS = {"foedselsaar", "samtaler", "kontakt", "tidspunkt_start"}
DATES = {"entry_date", "dato", "behandlingsdato", "dato_start"}
SURELY = {"header", "twice", "letters", "date", "null", "binary", "empty", "pipe"}  # ways that no extract survives


LINE = ("header", "twice", "letters", "date", "null", "quote", "swap", "short", "long", "huge")


def spoil(text, rng):
    """Spoil an extract in a way drawn at random, and say which."""
    way = rng.choice([*LINE, "pipe", "empty", "binary", "cut", "byte"])
    if way in LINE:
        return spoil_line(text.splitlines(), way, rng), way

    whole = bytearray(text.replace(";", "|").encode() if way == "pipe" else text.encode())
    if way == "empty":
        return b"", way
    if way == "binary":
        return bytes(rng.randrange(256) for _ in range(300)), way
    if way == "cut":
        return bytes(whole[: rng.randrange(1, len(whole))]), way

    if way == "byte":
        whole[rng.randrange(len(whole))] = rng.randrange(256)

    return bytes(whole), way


def spoil_line(lines, way, rng):
    """Spoil the heading or one row of an extract in the way named, and return the whole as bytes."""
    head, at = lines[0].split(";"), rng.randrange(1, len(lines))
    cells = lines[at].split(";")
    column = rng.randrange(len(cells))
    named = {"letters": NUMBERS, "date": DATES, "null": {"pnr", "CPR"}}.get(way)
    if named:
        column = next(i for i, name in enumerate(head) if name in named)

    words = {
        "letters": "abc",
        "date": rng.choice(["2023-02-30", "1-1-1", "99999999", "i går"]),
        "null": "",
        "huge": "9" * 40,
    }
    if way == "header":
        head[:2] = ["x" + head[0], "y" + head[1]]
    elif way == "twice":
        head[1] = head[0]
    elif way == "swap":
        cells[column], cells[0] = cells[0], cells[column]
    elif way in {"short", "long"}:
        cells = cells[:-2] if way == "short" else [*cells, "1", "2"]
    else:
        cells[column] = words.get(way, '"' + cells[column])

    lines[0], lines[at] = ";".join(head), ";".join(cells)
    return "\n".join(lines).encode() + b"\n"


@pytest.mark.parametrize("block", range(10))
def test_two_hundred_spoiled_extracts_are_refused_or_read_whole(tmp_path, capsys, block):
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "codes.toml").write_text(codes.default_text(), "utf-8")
    refused = 0
    for seed in range(block * 20, block * 20 + 20):
        rng = random.Random(seed)
        name = rng.choice(sorted(TEXTS))
        way = ""
        for each, text in TEXTS.items():
            content = text.encode()
            if each == name:
                content, way = spoil(text, rng)
            (folder / f"{each}.csv").write_bytes(content)
        words = ["ingest", "--codes", str(folder / "codes.toml"), "--out", str(out)]
        words += [w for each in TEXTS for w in (f"--{each}", str(folder / f"{each}.csv"))]
        code = command.main(words)
        said = capsys.readouterr()
        assert "Traceback" not in said.err, (seed, name, way)
        if code == 0:
            assert way not in SURELY, (seed, name, way)
            assert len(register.open_register(out).persons) > 0
            for path in sorted(out.rglob("*"), reverse=True):
                path.unlink()
            out.rmdir()
            continue
        assert (code, said.out) == (2, ""), (seed, name, way, said.err)
        assert said.err.startswith("samspil: "), (seed, name, way, said.err)
        assert said.err.count("\n") == 1, (seed, name, way, said.err)
        assert [p.name for p in tmp_path.iterdir()] == ["in"], (seed, name, way)
        refused += 1

    assert refused >= 10
