"""Dirty extracts, one fault each: read right and said, or refused in a sentence. None is taken for sound."""

from __future__ import annotations

import datetime as dt
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from samspil.analysis.effect import command, verdict
from samspil.analysis.effect.ingest import codes, keys
from samspil.paper import cpr

PERSONS, PRACTICES, MONTHS = 200, 4, 36
SSR_HEAD = "pnr;ydernr;speciale;kontakt;behandlingsdato;barnmak"
LPR_HEAD = "dw_ek_kontakt;pnr;kont_starttidspunkt;kont_sluttidspunkt;kont_type;prioritet"
CONFIRMED = {1: "800101", 3: "630101", 4: "510101", 5: "530101", 2: "810101"}

Rows = list[list[str]]
Spoil = Callable[[dict[str, Rows]], None]


def sound() -> dict[str, Rows]:
    """Return an extract without fault: 200 invented persons with replacement numbers, three years, every type of contact."""
    rng = random.Random(20260101)
    people: Rows = []
    for number in range(PERSONS):
        birth = dt.date(1931 + number % 60, 1 + number % 12, 1 + number % 9)
        key = cpr.replacement(birth, serial=number).digits
        practice = str(100 + number % PRACTICES)
        people.append([key, str(birth.year), str(1 + number % 2), "901", practice, "0", "2020-01-01", "", ""])

    ssr, lpr = [], []
    for person in people:
        for month in range(MONTHS):
            for _ in range(2):
                day = dt.date(2021 + month // 12, 1 + month % 12, 1 + rng.randrange(28))
                kind = rng.choices([*CONFIRMED], weights=[8, 1, 2, 1, 1])[0]
                ssr.append([person[0], person[4], CONFIRMED[kind], "1", day.isoformat(), "0"])
            if rng.random() < 0.1:
                lpr.append([str(len(lpr) + 1), person[0], f"{day} 10:00", f"{day} 11:00", "ALCA00", "ATA1"])

    unique = [list(row) for row in dict.fromkeys(map(tuple, ssr))]
    referrals = [[person[0], "2022-06-01", person[4], "ja", "3"] for person in people[:40]]
    return {"persons": people, "ssr": unique, "lpr": lpr, "referrals": referrals}


HEADS = {
    "persons": "pnr;foedselsaar;koen;kommune;ydernr;sygelighed;entry_date;exit_date;exit_reason",
    "ssr": SSR_HEAD,
    "lpr": LPR_HEAD,
    "referrals": "pnr;dato;ydernr;startet;samtaler",
}


@pytest.fixture
def ingest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, Path]]:
    """Write an extract, spoiled in one way, and give what the command answers and says."""
    (tmp_path / "codes.toml").write_text(codes.default_text(), "utf-8")

    def go(spoil: Spoil | None = None, **more: Path) -> tuple[int, str, Path]:
        tables = sound()
        if spoil:
            spoil(tables)

        for name, rows in tables.items():
            lines = [HEADS[name], *(";".join(row) for row in rows)]
            (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")

        given = {name: [tmp_path / f"{name}.csv"] for name in HEADS}
        for name, path in more.items():
            given[name].append(path)

        words = [word for name, paths in given.items() for word in (f"--{name}", *map(str, paths))]
        out = tmp_path / "register"
        code = command.main(["ingest", *words, "--codes", str(tmp_path / "codes.toml"), "--out", str(out)])
        told = capsys.readouterr()
        return code, told.out + told.err, out

    return go


def findings(out: Path) -> list[str]:
    return [each["name"] for each in json.loads((out / "ingest.json").read_text("utf-8"))["verdict"]["findings"]]


def every(tables: dict[str, Rows], name: str, column: int, into: Callable[[str], str], nth: int = 1) -> None:
    for row in tables[name][::nth]:
        row[column] = into(row[column])


def test_a_sound_extract_has_nothing_to_look_at(ingest) -> None:
    code, said, out = ingest()
    assert code == 0
    assert "Dom over data: intet at bemærke." in said
    assert findings(out) == []


def as_integer(tables: dict[str, Rows]) -> None:
    """Spoil as a spreadsheet does that takes the number for a number: days 1 to 9 lose their zero."""
    for name, column in (("ssr", 0), ("lpr", 1)):
        every(tables, name, column, lambda key: str(int(key)))


def to_real_days(tables: dict[str, Rows]) -> None:
    """Take the 60 from the replacement numbers, so that keys begin with a zero as CPR numbers do."""
    for name, column in (("persons", 0), ("ssr", 0), ("lpr", 1), ("referrals", 0)):
        every(tables, name, column, lambda key: f"{int(key[:2]) - 60:02d}{key[2:]}")


MENDED: dict[str, Spoil] = {
    "leading zeros lost in SSR and LPR": lambda t: (to_real_days(t), as_integer(t)),
    "leading zeros lost in the persons": lambda t: (to_real_days(t), every(t, "persons", 0, lambda key: str(int(key)))),
    "hyphens in SSR": lambda t: every(t, "ssr", 0, lambda key: f"{key[:6]}-{key[6:]}"),
    "blanks around the hyphens in the persons": lambda t: every(
        t, "persons", 0, lambda key: f"{key[:6]} - {key[6:]}", 9
    ),
    "hard blanks in SSR": lambda t: every(t, "ssr", 0, lambda key: f"{key[:2]}\u00a0{key[2:4]}\u00a0{key[4:]}", 3),
    "long dashes and apostrophes in SSR": lambda t: every(t, "ssr", 0, lambda key: f"'{key[:6]}—{key[6:]}"),
    "hyphens that cannot be seen in the persons": lambda t: every(t, "persons", 0, lambda key: f"\u200b{key}", 50),
    "sex in letters": lambda t: every(t, "persons", 2, lambda sex: " MK"[int(sex)]),
    "blanks in the referrals": lambda t: every(t, "referrals", 0, lambda key: f"{key[:6]} {key[6:]}"),
    "decimals in SSR": lambda t: every(t, "ssr", 0, lambda key: f"{key},0"),
    "whole exponents in SSR": lambda t: every(t, "ssr", 0, lambda key: f"{key[0]},{key[1:]}E+09"),
    "speciale without its zeros or service": lambda t: every(t, "ssr", 2, lambda code: code[:2]),
    "speciale with its decimals": lambda t: every(t, "ssr", 2, lambda code: f"{code}.0"),
    "no end written as 9999-12-31": lambda t: every(t, "persons", 7, lambda _: "9999-12-31"),
    "sex in words": lambda t: every(t, "persons", 2, lambda sex: ["", "Mand", "kvinde"][int(sex)]),
    "no end written as 31-12-2099": lambda t: every(t, "persons", 7, lambda _: "31-12-2099"),
    "small letters in LPR's codes": lambda t: (
        every(t, "lpr", 4, lambda code: code.lower()),
        every(t, "lpr", 5, lambda code: code.lower()),
    ),
}


@pytest.mark.parametrize("name", sorted(MENDED))
def test_what_can_be_read_with_certainty_gives_the_same_register(ingest, name) -> None:
    def plain(tables: dict[str, Rows]) -> None:
        if "zeros lost" in name:
            to_real_days(tables)

    code, _, out = ingest(plain)
    assert code == 0
    want = {each: pq.read_table(out / f"{each}.parquet") for each in ("persons", "contacts", "referrals")}
    shutil.rmtree(out)

    code, said, out = ingest(MENDED[name])
    assert code == 0, said
    assert {each: pq.read_table(out / f"{each}.parquet") for each in want} == want
    assert findings(out) == []
    spoils_a_key = any(word in name for word in ("zeros lost", "hyphens", "blanks", "in SSR", "no end", "dashes"))
    assert ("Rettet: " in said) == spoils_a_key


REFUSED: dict[str, tuple[Spoil, str]] = {
    "exponents that lost digits": (lambda t: every(t, "ssr", 0, lambda _: "1,01E+09"), "har mistet cifre"),
    "nine of twenty keys unknown": (lambda t: every(t, "ssr", 0, lambda key: "x" + key, 2), "ikke står i personfilen"),
    "keys of LPR unknown": (lambda t: every(t, "lpr", 1, lambda key: "9" + key), "lpr.csv gælder personer"),
    "speciale of three digits": (lambda t: every(t, "ssr", 2, lambda code: code[:3]), "er ikke et speciale"),
    "speciale nobody knows": (lambda t: every(t, "ssr", 2, lambda _: "990101"), "ingen af de"),
    "LPR without acute contacts": (lambda t: every(t, "lpr", 5, lambda _: "ATA3"), "ikke akut"),
    "LPR's priority in words": (lambda t: every(t, "lpr", 5, lambda _: "akut"), "ikke akut"),
    "SSR with a heading only": (lambda t: t["ssr"].clear(), "ssr.csv har en overskrift, men ingen rækker"),
    "LPR with a heading only": (lambda t: t["lpr"].clear(), "lpr.csv har en overskrift, men ingen rækker"),
    "referrals with a heading only": (lambda t: t["referrals"].clear(), "referrals.csv har en overskrift"),
    "persons with a heading only": (lambda t: t["persons"].clear(), "persons.csv har ingen personer"),
    "all SSR rows doubled": (lambda t: t["ssr"].extend([list(row) for row in t["ssr"]]), "står ens mere end én gang"),
    "half the SSR rows doubled": (lambda t: t["ssr"].extend([list(row) for row in t["ssr"][::2]]), "mere end én gang"),
    "kontakt = 999": (lambda t: every(t, "ssr", 3, lambda _: "999", 50), "»999« er uden for 0 til 50"),
    "kontakt = 99": (lambda t: every(t, "ssr", 3, lambda _: "99", 50), "»99« er uden for 0 til 50"),
    "contacts in 1900": (lambda t: every(t, "ssr", 4, lambda _: "1900-01-01", 60), "ligger før"),
    "contacts in 2099": (lambda t: every(t, "ssr", 4, lambda _: "2099-12-31", 60), "ligger i fremtiden"),
    "hospital contacts in 2099": (lambda t: every(t, "lpr", 2, lambda _: "2099-12-31 10:00", 60), "ligger i fremtiden"),
    "referrals in 2199": (lambda t: every(t, "referrals", 1, lambda _: "2199-01-01", 9), "ligger i fremtiden"),
    "born next century": (lambda t: every(t, "persons", 1, lambda _: "2090", 9), "»2090« er uden for"),
    "a third dead long before": (
        lambda t: [row.__setitem__(slice(7, 9), ["2021-02-01", "død"]) for row in t["persons"][::3]],
        "efter, at personen er død",
    ),
    "thousands or decimals": (lambda t: every(t, "ssr", 3, lambda _: "1.000", 50), "tusinder eller decimaler"),
    "dead without a day": (lambda t: every(t, "persons", 8, lambda _: "død", 50), "har ingen dag"),
    "born after they moved in": (lambda t: every(t, "persons", 1, lambda _: "2023", 50), "før personens fødselsår"),
    "a last day run together": (lambda t: every(t, "persons", 7, lambda _: "25012022", 50), "er ikke en dato"),
    "a last day at the last moment": (
        lambda t: [row.__setitem__(slice(7, 9), ["2022-01-01 23:59:59.9999999", "død"]) for row in t["persons"][::2]],
        "efter, at personen er død",
    ),
    "one number for all of LPR": (lambda t: every(t, "lpr", 0, lambda _: "1"), "også står ved en anden dag"),
    "contact numbers that lost digits": (lambda t: every(t, "lpr", 0, lambda _: "1,2E+11"), "har mistet cifre"),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_would_be_wrong_is_refused_and_nothing_is_left(ingest, name) -> None:
    spoil, says = REFUSED[name]
    code, said, out = ingest(spoil)
    assert (code, out.exists()) == (2, False)
    assert said.startswith("samspil: ")
    assert says in said
    assert "Traceback" not in said


def lose(tables: dict[str, Rows], name: str, keep: Callable[[list[str]], bool]) -> None:
    tables[name][:] = [row for row in tables[name] if keep(row)]


LOOKED_AT: dict[str, tuple[Spoil, str]] = {
    "one key in twenty-five unknown": (lambda t: every(t, "ssr", 0, lambda key: "x" + key, 25), "unknown_persons"),
    "one row in twenty doubled": (lambda t: t["ssr"].extend([list(row) for row in t["ssr"][::20]]), "doubled_rows"),
    "no physiotherapist": (lambda t: lose(t, "ssr", lambda row: row[2] != "510101"), "empty_types"),
    "a practice silent for half a year": (
        lambda t: lose(t, "ssr", lambda row: row[1] != "101" or not "2022-03" <= row[4] < "2022-09"),
        "practice_holes",
    ),
    "a month lost": (lambda t: lose(t, "ssr", lambda row: row[4][:7] != "2022-05"), "thin_months"),
    "one person in forty dead before": (
        lambda t: [row.__setitem__(slice(7, 9), ["2023-10-01", "død"]) for row in t["persons"][::20]],
        "after_death",
    ),
    "most persons never seen": (
        lambda t: (lose(t, "ssr", lambda row: row[1] == "100"), lose(t, "lpr", lambda row: row[1] < "64")),
        "unseen_persons",
    ),
    "no physiotherapist for eight months": (
        lambda t: lose(t, "ssr", lambda row: row[2] != "510101" or not "2022-02" <= row[4] < "2022-10"),
        "type_holes",
    ),
    "no LPR for a year": (lambda t: lose(t, "lpr", lambda row: row[2][:4] != "2022"), "type_holes"),
    "LPR's numbers begin again": (
        lambda t: [row.__setitem__(0, before[0]) for before, row in zip(t["lpr"][::25], t["lpr"][1::25], strict=False)],
        "reused_numbers",
    ),
    "LPR's last days written years later": (
        lambda t: every(t, "lpr", 3, lambda _: "2025-12-01 10:00", 10),
        "long_contacts",
    ),
    "most rows to the child": (
        lambda t: every(t, "ssr", 5, lambda _: "1") or t["ssr"][0].__setitem__(5, "0"),
        "left_out",
    ),
    "referred before they came": (lambda t: every(t, "referrals", 1, lambda _: "2019-06-01", 5), "referrals_outside"),
    "referred after they died": (
        lambda t: [row.__setitem__(slice(7, 9), ["2022-01-01", "død"]) for row in t["persons"][:3]],
        "referrals_outside",
    ),
    "referred after the last contact": (
        lambda t: every(t, "referrals", 1, lambda _: "2026-10-01", 5),
        "referrals_uncovered",
    ),
    "persons who came late": (lambda t: every(t, "persons", 6, lambda _: "2022-01-01", 6), "outside"),
    "most rows of other specialities": (
        lambda t: t["ssr"].extend(
            [[row[0], row[1], "990101", "1", row[4], str(n)] for n, row in enumerate(t["ssr"]) for n in (0, 2)]
        ),
        "off_the_list",
    ),
}


@pytest.mark.parametrize("name", sorted(LOOKED_AT))
def test_what_somebody_must_look_at_is_said_and_kept(ingest, name) -> None:
    spoil, finding = LOOKED_AT[name]
    code, said, out = ingest(spoil)
    assert code == 0, said
    assert finding in findings(out)
    assert "skal ses efter" in said


def test_a_copy_under_another_name_is_refused(ingest, tmp_path) -> None:
    assert ingest()[0] == 0
    copy = tmp_path / "again.csv"
    copy.write_bytes((tmp_path / "ssr.csv").read_bytes())
    shutil.rmtree(tmp_path / "register")
    code, said, _ = ingest(None, ssr=copy)
    assert code == 2
    assert "again.csv og ssr.csv har samme indhold" in said


def test_keys_that_are_no_cpr_numbers_are_left_alone() -> None:
    told = ["p1", "123456789012", "991234567", "abc-1234", "1e5x", "", "7"]
    values, lost, mended = keys.tidy(pa.array(told))
    assert values.to_pylist() == told
    assert not lost.any()
    assert mended == {}


def test_every_law_has_its_words_in_the_report() -> None:
    from samspil.analysis.effect.report import tongue

    assert tongue.DATA.keys() == verdict.LAWS.keys()


def test_a_verdict_of_another_register_is_not_believed(ingest, tmp_path) -> None:
    _, _, out = ingest()
    persons, contacts = [out / "persons.parquet"], [out / "contacts.parquet"]
    files = {"persons": persons, "contacts": contacts, "referrals": [out / "referrals.parquet"]}
    names = {"n", "type"}
    told = json.loads((out / "ingest.json").read_text("utf-8"))
    own = verdict.carried(out, told["register_sha256"], files, names, {1: "type 1"})
    other = verdict.carried(out, "0" * 64, files, names, {1: "type 1"})

    assert (own.judged, own.findings) == ("ingest", ())
    assert [each.name for each in other.findings] == ["foreign_verdict"]
    missing = verdict.carried(out, told["register_sha256"], files, names, {1: "type 1", 9: "type 9"})
    assert [(each.name, each.where) for each in missing.findings] == [("empty_types", "type 9")]
    (out / "ingest.json").unlink()
    assert verdict.carried(out, "", files, names, {1: "type 1"}).judged == "register"
    assert pq.read_table(out / "contacts.parquet").column_names == ["person_id", "date", "type", "n"]
