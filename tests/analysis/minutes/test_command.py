"""The command `samspil minutes parse`, and getting text out of files of every kind, good and bad."""

import json
import sys
from pathlib import Path

import pytest
import typst

from samspil.analysis import minutes
from samspil.analysis.minutes import reading
from samspil.analysis.minutes.command import main
from samspil.paper.refusal import Refused
from samspil.site import command as site
from tests.kit import shared

DOCUMENT = shared.REPOSITORY / "demo" / "documents" / "vpu-2025-10-21-evaluering.txt"
TYPST = """
#set page(width: 14cm, height: 10cm, footer: context [Side #counter(page).display() af 2])
Referat Ældreudvalget d. 05-06-2025

Mødested: Mødelokale 1

Punkt 1: Åben rådgivning på værestedet

Sagsnr. 25/4711

Sagsfremstilling

Rådgivningen er åben for alle. #lorem(20)

#pagebreak()

Indstilling

Direktøren indstiller, at rådgivningen fortsætter.

Beslutning

Godkendt.
"""
HTML = """<!doctype html><html><head><title>Skal ikke med</title><style>p {color: red}</style></head><body>
<h1>Referat af møde i Ældreudvalget den 5. juni 2025</h1>
<table><tr><th>Mødested</th><td>Mødelokale 1</td></tr><tr><th>Afbud</th><td>Lis Hjortkær</td></tr></table>
<script>var skjult = "Punkt 9: Findes ikke";</script>
<ol start="3"><li>Åben <b>rådgivning</b> på værestedet</li></ol>
<p>Sagsnr. 25/4711</p>
<h2>Indstilling</h2><p>Direktøren indstiller,</p><ol><li>at rådgivningen fortsætter,<br>og</li><li>at den evalueres.</li></ol>
<h2>Beslutning</h2><p>Godkendt &amp; taget til efterretning.</p>
</body></html>"""


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main(["parse", *argv])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def refusal(capsys: pytest.CaptureFixture[str], path: Path) -> str:
    code, shown, said = run(capsys, str(path))
    assert (code, shown) == (2, "")
    assert said.startswith("samspil: ")
    assert said.count("\n") == 1
    assert "Traceback" not in said
    return said.removeprefix("samspil: ").rstrip("\n")


def test_the_outline_is_danish_and_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, str(DOCUMENT)) == (
        0,
        """\
Voksen- og plejeudvalget
Dato: 21. oktober 2025
Afbud: ingen nævnt

1 punkt

–. Evaluering af samarbejdsprojekt med Region Midtjylland - Sammen mod ulighed i sundhed
   sag 24/2926, åbent, sikkerhed 85 %
   Afsnit: sagsgang, sagsfremstilling, økonomiske konsekvenser, indstilling, beslutning, bilag
   Indstilling: Voksen- og Plejeudvalget drøfter og tager evalueringen af samarbejdsprojektet
     ’Sammen mod ulighed i sundhed’ til efterretning.
   Beslutning: Drøftet og godkendt.
   Bilag: Indsigter og anbefalinger fra projekt - Sammen mod ulighed i sundhed
   Bilag: Evaluering af projekt - Sammen mod ulighed i Sundhed

Ikke placeret: 32 tegn i 1 stykke
  Voksen- og plejeudvalget 21-10-2025
""",
        "",
    )


def test_json_is_what_the_function_gives(capsys: pytest.CaptureFixture[str]) -> None:
    code, shown, said = run(capsys, str(DOCUMENT), "--json")
    assert (code, said) == (0, "")
    assert json.loads(shown) == minutes.parse(minutes.read(DOCUMENT)).as_json()

    assert list(json.loads(shown)) == [
        "body",
        "date",
        "start",
        "end",
        "place",
        "absent",
        "items",
        "unplaced",
        "spans",
    ]


def test_out_writes_the_same_to_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "læst.json"
    assert run(capsys, str(DOCUMENT), "--json", "--out", str(target)) == (0, "", "")
    assert json.loads(target.read_text(encoding="utf-8"))["date"] == "2025-10-21"


def test_out_into_no_folder_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, shown, said = run(capsys, str(DOCUMENT), "--out", str(tmp_path / "nej" / "x.txt"))
    assert (code, shown) == (2, "")
    assert said.endswith("kan ikke skrives. Vælg en mappe, der findes, og som du må skrive i.\n")


def test_the_command_line_of_the_product_reaches_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert site.main(["minutes", "parse", str(DOCUMENT)]) == 0
    assert capsys.readouterr().out.startswith("Voksen- og plejeudvalget\n")


@pytest.mark.parametrize("argv", [[], ["parse"], ["fortolk", "x"], ["parse", "a", "b"]])
def test_wrong_words_give_exit_code_two_in_danish(capsys: pytest.CaptureFixture[str], argv: list[str]) -> None:
    assert main(argv) == 2
    said = capsys.readouterr().err
    assert (
        said == "samspil: Skriv »samspil minutes parse FIL [--json] [--out FIL]«, hvor FIL er tekst, HTML eller PDF.\n"
    )


def test_help_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "--help"]) == 0
    assert "skriv alt som JSON" in capsys.readouterr().out


def test_a_missing_file_a_folder_and_an_empty_file_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "tom.txt").write_bytes(b" \n\t\n")
    assert (
        refusal(capsys, tmp_path / "nej.txt") == "Filen »nej.txt« findes ikke. Se efter, om navnet er skrevet rigtigt."
    )
    assert refusal(capsys, tmp_path).endswith("er ikke en fil. Angiv én fil med tekst, HTML eller PDF.")
    assert (
        refusal(capsys, tmp_path / "tom.txt")
        == "Filen »tom.txt« er tom. Vælg en fil med en dagsorden eller et referat."
    )


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", bytes(range(1, 32)) * 40, b"PK\x03\x04" + b"\0" * 99]
)
def test_a_binary_file_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes) -> None:
    (tmp_path / "referat.docx").write_bytes(content)
    assert refusal(capsys, tmp_path / "referat.docx").startswith(
        "Filen »referat.docx« er hverken tekst, HTML eller PDF."
    )


def test_a_file_of_300_megabytes_is_refused_unread(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    large = tmp_path / "stor.txt"
    with large.open("wb") as file:
        file.truncate(300_000_000)
    assert (
        refusal(capsys, large)
        == "Filen »stor.txt« er større end 25 MB og bliver ikke læst. Del den op i ét møde pr. fil."
    )


def test_a_file_of_exactly_the_largest_size_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    edge = tmp_path / "kant.txt"
    edge.write_bytes(b"Godkendt." + b" " * (reading.LARGEST - 9))
    assert minutes.read(edge).startswith("Godkendt.")
    edge.write_bytes(b"Godkendt." + b" " * (reading.LARGEST - 8))
    with pytest.raises(Refused):
        minutes.read(edge)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_danish_letters_survive_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    text = "Referat Ældreudvalget d. 05-06-2025\nPunkt 1: Årsplan på ø\nBeslutning\nGodkendt.\n"
    (tmp_path / "referat.txt").write_bytes(text.encode(encoding))
    assert minutes.read(tmp_path / "referat.txt") == text


def test_windows_line_breaks_become_line_feeds(tmp_path: Path) -> None:
    (tmp_path / "referat.txt").write_bytes(b"Punkt 1: Plan\r\nBeslutning\rGodkendt.")
    assert minutes.read(tmp_path / "referat.txt") == "Punkt 1: Plan\nBeslutning\nGodkendt."


def test_html_gives_its_text_with_the_numbers_that_a_browser_shows(tmp_path: Path) -> None:
    (tmp_path / "referat.html").write_text(HTML, encoding="utf-8")
    text = minutes.read(tmp_path / "referat.html")

    assert "Skal ikke med" not in text
    assert "skjult" not in text
    found = minutes.parse(text)
    item = found.items[0]
    assert (found.body, found.date, found.place, found.absent) == (
        "Ældreudvalget",
        "2025-06-05",
        "Mødelokale 1",
        ("Lis Hjortkær",),
    )
    assert len(found.items) == 1
    assert (item.number, item.title, item.case_number) == ("3", "Åben rådgivning på værestedet", "25/4711")
    assert item.recommendation_points == ("rådgivningen fortsætter", "den evalueres.")
    assert item.decision == "Godkendt & taget til efterretning."


def test_a_printed_pdf_is_read(tmp_path: Path) -> None:
    (tmp_path / "referat.pdf").write_bytes(typst.compile(TYPST.encode()))
    found = minutes.parse(minutes.read(tmp_path / "referat.pdf"))

    assert (found.body, found.date, found.place) == ("Ældreudvalget", "2025-06-05", "Mødelokale 1")
    fields = ("number", "title", "case_number", "sections", "recommendation_points", "decision")
    assert [tuple(getattr(item, name) for name in fields) for item in found.items] == [
        (
            "1",
            "Åben rådgivning på værestedet",
            "25/4711",
            ("sagsfremstilling", "indstilling", "beslutning"),
            ("rådgivningen fortsætter.",),
            "Godkendt.",
        ),
    ]
    assert found.unplaced == ("Side 1 af 2", "Side 2 af 2")


def test_a_scanned_pdf_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(typst.compile(b"#rect(width: 3cm, height: 3cm)"))
    assert refusal(capsys, tmp_path / "scan.pdf") == (
        "PDF-filen »scan.pdf« er et billede uden tekst. Kør den gennem tekstgenkendelse (OCR) eller hent referatet som tekst."
    )


def test_a_broken_pdf_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "brudt.pdf").write_bytes(typst.compile(TYPST.encode())[:700])
    assert refusal(capsys, tmp_path / "brudt.pdf") == (
        "PDF-filen »brudt.pdf« er beskadiget eller låst med kodeord. Gem den igen uden kodeord."
    )


@pytest.mark.parametrize(
    ("package", "name", "content"),
    [
        ("pypdfium2", "a.pdf", b"%PDF-1.7"),
        ("lxml", "a.html", b"<html><p>Godkendt.</p></html>"),
    ],
)
def test_without_its_package_a_format_is_refused_and_text_is_still_read(
    monkeypatch: pytest.MonkeyPatch, package: str, name: str, content: bytes
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(Refused, match=f"pakken {package} mangler"):
        reading.decode(content, name)
    assert reading.decode(b"Godkendt.", "a.txt") == "Godkendt."


def test_importing_the_reader_loads_no_django() -> None:
    import subprocess

    asked = "import samspil.analysis.minutes, sys; print([m for m in sys.modules if m.startswith('django')])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_name_too_long_for_a_file_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "navn er for langt" in refusal(capsys, Path("x" * 5000))
