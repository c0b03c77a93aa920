"""Extracts as registers send them become the documented tables; every dropped row has a reason, and every fault an address."""

from __future__ import annotations

import datetime as dt
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from samspil.analysis.effect import command
from samspil.analysis.effect.ingest import codes, fields

PERSONS = """\
pnr;foedselsaar;koen;kommune;ydernr;sygelighed;uddannelse;entry_date;exit_date;exit_reason
p2;1950;2;901;123456;1;2;2020-01-01;;
p1;1980;1;901;123457;0;3;01-01-2020;31.12.2023;død
p3;1990;2;902;123458;;;2020-01-01;2024-05-05;udvandret
"""
REFERRALS = "pnr;dato;ydernr;startet;samtaler\np2;2023-03-01;123456;ja;4\n"
SSR = """\
pnr;ydernr;speciale;ydlant;kontakt;honuge;behandlingsdato;ydltid;barnmak;sikgrup
p1;123456;800101;1;1;2310;2023-03-07;;0;1
p1;123456;800101;2;2,0;2311;20230314;;0;1
p1;123456;802101;1;0;2311;2023-03-14;;0;1
p1;123456;800101;1;1;2311;2023-03-14;;1;1
p2;123456;630101;1;1;1952;;;0;1
p2;123456;990101;1;1;2311;2023-03-14;;0;1
p9;123456;510101;1;1;2311;2023-03-14;;0;1
p2;123456;810101;1;1;2311;14-03-2023;;0;2
"""
LPR = """\
DW_EK_KONTAKT;CPR;dato_start;tidspunkt_start;dato_slut;tidspunkt_slut;kontakttype;prioritet;DW_SK_SYGEHUSOPHOLD
1;p1;2023-05-01;10:00;2023-05-01;12:00;ALCA00;ATA1;s1
2;p1;2023-05-01;15:30;2023-05-02;09:00;ALCA00;ATA1;s1
3;p1;2023-05-03;09:00;2023-05-03;10:00;ALCA00;ATA1;s1
4;p1;2023-05-04;09:00;;;ALCA03;ATA1;s2
5;p2;2023-05-04;09:00;;;ALCA00;ATA3;s3
6;p2;2023-06-04;09:00;;;ALCA00;ATA1;s4
6;p2;2023-06-04;09:00;;;ALCA00;ATA1;s4
"""


@pytest.fixture
def extract(tmp_path):
    """Write a set of extracts and return how to ingest them."""
    folder = tmp_path / "in"
    folder.mkdir()
    texts = {
        "persons.csv": PERSONS,
        "referrals.csv": REFERRALS,
        "ssr.csv": SSR,
        "lpr.csv": LPR,
        "codes.toml": codes.default_text(),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")

    def go(*more: str) -> int:
        words = [
            "ingest",
            "--ssr",
            str(folder / "ssr.csv"),
            "--lpr",
            str(folder / "lpr.csv"),
            "--persons",
            str(folder / "persons.csv"),
        ]

        words += [
            "--referrals",
            str(folder / "referrals.csv"),
            "--codes",
            str(folder / "codes.toml"),
            "--out",
            str(tmp_path / "out"),
        ]
        return command.main([*words, *more])

    return folder, tmp_path / "out", go


def rows(out, name):
    """Return a table's rows as tuples."""
    return [tuple(r.values()) for r in pq.read_table(out / f"{name}.parquet").to_pylist()]


def test_the_columns_of_the_registers_become_the_documented_tables(extract, capsys):
    _, out, go = extract
    assert go() == 0
    assert rows(out, "contacts") == [
        (0, dt.date(2023, 3, 7), 1, 1),
        (0, dt.date(2023, 3, 14), 1, 2),
        (0, dt.date(2023, 5, 1), 6, 1),
        (0, dt.date(2023, 5, 3), 6, 1),
        (1, dt.date(2019, 12, 23), 3, 1),
        (1, dt.date(2023, 3, 14), 2, 1),
        (1, dt.date(2023, 6, 4), 6, 1),
    ]
    persons = pq.read_table(out / "persons.parquet")

    assert "pnr" not in persons.column_names
    assert persons.select(
        ["person_id", "birth_year", "sex", "comorbidity", "education", "exit_date", "exit_reason"]
    ).to_pylist() == [
        {
            "person_id": 0,
            "birth_year": 1980,
            "sex": 1,
            "comorbidity": 0,
            "education": 3,
            "exit_date": dt.date(2023, 12, 31),
            "exit_reason": "death",
        },
        {
            "person_id": 1,
            "birth_year": 1950,
            "sex": 2,
            "comorbidity": 1,
            "education": 2,
            "exit_date": None,
            "exit_reason": None,
        },
        {
            "person_id": 2,
            "birth_year": 1990,
            "sex": 2,
            "comorbidity": 0,
            "education": 0,
            "exit_date": dt.date(2024, 5, 5),
            "exit_reason": "emigration",
        },
    ]
    assert rows(out, "referrals") == [(1, dt.date(2023, 3, 1), 123456, True, 4, None)]
    assert "Ubekræftede koder: Lægevagt" in capsys.readouterr().out


def test_the_report_adds_up_and_says_why(extract):
    _, out, go = extract
    assert go() == 0
    report = json.loads((out / "ingest.json").read_text("utf-8"))
    ssr = report["ssr"]

    assert ssr == {
        "rækker læst": 8,
        "fejlrækker sprunget over": 0,
        "ydelse til patientens barn (barnmak)": 1,
        "sikringsgruppe holdt ude": 0,
        "ikke på kodelisten": 1,
        "ikke en kontakt (kontakt = 0)": 1,
        "rækker talt med": 5,
        "heraf dateret ved afregningsuge": 1,
    }
    assert report["lpr"] == {
        "rækker læst": 7,
        "fejlrækker sprunget over": 0,
        "ikke akut": 1,
        "ikke fysisk fremmøde": 1,
        "akutte kontakter": 5,
    }
    assert report["lpr_units"] == {"kontakter": 5, "talt som": 3, "lagt sammen": 2}
    assert report["joined"] == {"rækker": 8, "ukendt person": 1, "skrevet": 7}
    assert sum(t["rækker"] for t in report["types"].values()) == 7


def test_stays_count_once_when_the_list_says_so(extract):
    folder, out, go = extract
    (folder / "codes.toml").write_text(codes.default_text().replace('unit = "contact"', 'unit = "stay"'), "utf-8")
    assert go() == 0
    assert [r for r in rows(out, "contacts") if r[2] == 6] == [
        (0, dt.date(2023, 5, 1), 6, 1),
        (1, dt.date(2023, 6, 4), 6, 1),
    ]


def test_latin1_commas_and_parquet_give_the_same_register(extract, tmp_path):
    folder, out, go = extract
    assert go() == 0
    want = {name: (out / f"{name}.parquet").read_bytes() for name in ("persons", "contacts", "referrals")}
    (folder / "persons.csv").write_bytes(PERSONS.replace("koen", "køn").encode("latin-1"))
    (folder / "ssr.csv").write_text(SSR.replace("2,0", "2").replace(";", ","), "utf-8")
    lines = [line.split(";") for line in LPR.splitlines()]
    table = pa.table({name: [line[i] for line in lines[1:]] for i, name in enumerate(lines[0])})
    pq.write_table(
        table.set_column(0, "dw_ek_kontakt", pa.array([float(line[0]) for line in lines[1:]])), folder / "lpr.csv"
    )
    assert go("--out", str(tmp_path / "again")) == 0
    assert {name: (tmp_path / "again" / f"{name}.parquet").read_bytes() for name in want} == want


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        (
            "ssr.csv",
            "20230314;",
            "2023-02-30;",
            "ssr.csv, række 3, kolonne behandlingsdato: »2023-02-30« er ikke en dato",
        ),
        ("ssr.csv", ";2,0;", ";to;", "ssr.csv, række 3, kolonne kontakt: »to« er ikke et helt tal"),
        ("ssr.csv", ";2,0;", ";-2;", "række 3, kolonne kontakt: »-2« er uden for 0 til 50"),
        ("ssr.csv", ";1952;", ";1954;", "række 6, kolonne honuge: »1954« er ikke en afregningsuge"),
        ("ssr.csv", "p2;123456;63", ";123456;63", "række 6, kolonne pnr: »« må ikke være tom"),
        ("ssr.csv", "p9;123456;510101;1;1;", "p9;123456;510101;1;", "række 8, har 9 felter, men overskriften har 10"),
        ("ssr.csv", "kontakt;", "kontakter;", "ssr.csv mangler kolonnen kontakt"),
        ("lpr.csv", "2023-06-04", "juni", "lpr.csv, række 7, kolonne dato_start: »juni« er ikke en dato"),
        (
            "lpr.csv",
            ";10:00;2023-05-01;",
            ";abc;2023-05-01;",
            "række 2, kolonne tidspunkt_start: »abc« er ikke et klokkeslæt",
        ),
        ("lpr.csv", ";12:00;", ";25:75;", "række 2, kolonne tidspunkt_slut: »25:75« er ikke et klokkeslæt"),
        ("lpr.csv", "prioritet", "prio", "mangler kolonnen prioritet"),
        (
            "persons.csv",
            "p2;1950;2",
            "p2;1950;3",
            "persons.csv, række 2, kolonne koen: »3« er hverken 1 (mand) eller 2 (kvinde)",
        ),
        ("persons.csv", "p2;1950", "p1;1950", "en person står to gange"),
        ("persons.csv", "død", "flyttet", "kolonne exit_reason: »flyttet« kendes ikke"),
        ("persons.csv", "31.12.2023", "31.12.2013", "ligger før entry_date"),
        ("referrals.csv", "p2;2023", "p7;2023", "1 henvisninger gælder personer, der ikke står i personfilen"),
        ("referrals.csv", ";ja;4\n", ";ja;4\np2;2023-03-01;123456;nej;0\n", "står to gange"),
        ("referrals.csv", ";ja;", ";måske;", "»måske« er hverken ja eller nej"),
        ("codes.toml", 'count = "kontakt"', 'count = "rows"', "rules.count"),
        (
            "codes.toml",
            'spec2 = ["63"]',
            "spec2 = [63]",
            "nøglen ssr.4.spec2.1: »63« kan ikke bruges. Skriv koden i anførselstegn, så foranstillede nuller",
        ),
        (
            "codes.toml",
            'unit = "contact"',
            'unit = "day"',
            'nøglen lpr.unit: »day« kan ikke bruges. Skriv et af ordene "contact", "stay"',
        ),
        (
            "codes.toml",
            "type = 3",
            "type = 300",
            "nøglen ssr.4.type: »300« kan ikke bruges. Skriv et helt tal fra 1 til 127.",
        ),
        (
            "codes.toml",
            "[rules]",
            "[regler]",
            "nøglen regler: nøglen findes ikke. Kendte nøgler er version, region, rules, lpr, ssr.",
        ),
        ("codes.toml", 'count = "kontakt"', "", "nøglen rules.count: nøglen mangler"),
    ],
)
def test_a_fault_is_refused_with_its_address_and_nothing_is_left(extract, capsys, name, old, new, says):
    folder, out, go = extract
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), "utf-8")
    before = sorted(p.name for p in folder.parent.iterdir())
    assert go() == 2
    assert says in capsys.readouterr().err
    assert sorted(p.name for p in folder.parent.iterdir()) == before
    assert not out.exists()


def test_faulty_rows_within_the_limit_are_skipped_and_listed(extract):
    folder, out, go = extract
    (folder / "ssr.csv").write_text(SSR.replace(";2,0;", ";to;").replace(";1952;", ";1954;"), "utf-8")
    assert go("--reject-limit", "1") == 2
    assert not out.exists()
    assert go("--reject-limit", "2") == 0
    assert (out / "rejected.csv").read_text("utf-8").splitlines() == [
        "fil,række,kolonne,værdi,grund",
        "ssr.csv,3,kontakt,to,er ikke et helt tal",
        "ssr.csv,6,honuge,1954,er ikke en afregningsuge (ÅÅUU)",
    ]
    assert json.loads((out / "ingest.json").read_text("utf-8"))["rejected"] == 2


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\0\1\2", b"PAR1xxxx", "pnr;pnr\n1;2\n".encode("utf-16")])
def test_what_is_no_table_is_refused(extract, capsys, content):
    folder, out, go = extract
    (folder / "ssr.csv").write_bytes(content)
    assert go() == 2
    assert capsys.readouterr().err.startswith("samspil: ssr.csv")
    assert not out.exists()


def test_the_same_file_twice_is_not_counted_twice(extract, capsys):
    folder, out, go = extract
    assert go("--ssr", str(folder / "ssr.csv"), str(folder / "ssr.csv")) == 2
    assert "to gange" in capsys.readouterr().err
    assert not out.exists()


def test_dates_and_weeks():
    days, good = fields.parse_dates(
        pa.array(
            ["2024-02-29", "2023-02-29", "29.02.2024", "29/02/2024 10:15", "20240229", "x", "", "2024-02-29T10:00:00"]
        )
    )
    leap = dt.date(2024, 2, 29).toordinal() - dt.date(1970, 1, 1).toordinal()

    assert good.tolist() == [True, False, True, True, True, False, False, True]
    assert {int(d) for d, ok in zip(days, good, strict=True) if ok} == {leap}
    mondays, good = fields.parse_weeks(pa.array(["2101", "101", "9953", "2154", ""]))
    assert good.tolist() == [True, True, True, False, False]
    assert [str(dt.date(1970, 1, 1) + dt.timedelta(days=int(d))) for d in mondays[:3]] == [
        "2021-01-04",
        "2001-01-01",
        "2000-01-03",
    ]
