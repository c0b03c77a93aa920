"""One document with every block, in its three forms: same words in all, and nobody shut out."""

import ctypes
import datetime as dt
import io
import re
from html.parser import HTMLParser

import outloud
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspil.paper import document as d
from samspil.paper.document import pdf as sheets
from samspil.paper.refusal import Refused

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60"><text x="9" y="30">Søjler</text></svg>'

EVERYTHING = d.Document(
    "Hvor vi landede",
    subtitle="Møde om uddannelse",
    author="Opdigtet Region",
    created=dt.date(2026, 5, 17),
    blocks=(
        d.Contents(),
        d.Heading(1, "Første _afsnit_"),
        d.Paragraph("Det er **vigtigt**, at `node_id` og snake_case_navne står <urørte> & hele."),
        d.Bullets(("Æbler", (d.Text("Ørne "), d.Strong("stærke")))),
        d.Numbered(("Første", "Anden", "Tredje")),
        d.Heading(2, "Tal"),
        d.Table(
            "Beløb efter år",
            ("År", "Formål", "Beløb"),
            (("2025", "Drift", "600.000 kr."), ("2026", "Følgeforskning", "50.000 kr.")),
        ),
        d.Figure(
            SVG, "Søjler, der viser beløb efter år.", "Beløb tegnet", d.Table("Tal bag", ("A", "B"), (("x", "1,5"),))
        ),
        d.Note("Husk fristen", "info"),
        d.Note("Pas på tallene", "warning"),
        d.Note("Vi går ud fra det", "assumed"),
        d.Note("Det vides ikke", "unknown"),
        d.Terms((("Bidrag", "hvad en borger sagde"), ("Indsats", "hvad der blev sat i gang"))),
        d.PageBreak(),
        d.Heading(1, "Andet afsnit"),
        d.Paragraph(
            (d.Text("Læs "), d.Link("referatet", "https://example.org/a?b=1&c=2"), d.Emphasis(" nøje"), d.Code(" x"))
        ),
    ),
)
EMPTY = d.Document("Kun en titel")
COVERED = d.Document(
    "Referat",
    author="Opdigtet Region",
    created=dt.date(2026, 5, 17),
    cover=d.Cover((("Mødedato", "Søndag d. 17. maj"), ("Mødested", "Hallen")), "Udkast"),
    running="Udvalget 17-05-2026",
    blocks=(
        d.Contents("På mødet", depth=1),
        d.PageBreak(),
        d.Heading(1, "Kaffe"),
        d.Heading(2, "Resume"),
        d.Paragraph("Ord."),
    ),
)


class Page(HTMLParser):
    """The elements of a page: tags, texts, and addresses that a browser would fetch by itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += f" {data} "

    def named(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def words_of(document: d.Document) -> set[str]:
    text = re.sub(r"\(https?://\S*\)", "", d.to_text(document))
    return set(re.findall(r"\w+", text)) - {"example"}


def pdf_text(pdf: bytes) -> str:
    read = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in read)
    finally:
        read.close()


def verdict(tmp_path, document):
    path = tmp_path / "document.pdf"
    path.write_bytes(d.to_pdf(document))
    result = outloud.check(str(path))
    return result.verdict, [(finding.rule, finding.message) for finding in result.findings]


def test_a_cover_has_the_first_page_to_itself_and_the_running_line_the_others():
    text = pdf_text(d.to_pdf(COVERED)).split("Side ")
    assert [("Mødested" in page, "Udvalget 17-05-2026" in page) for page in text[:3]] == [
        (True, False),
        (False, True),
        (False, True),
    ]
    page = d.to_html(COVERED)

    assert "<dt>Mødested</dt>\n<dd>Hallen</dd>" in page
    assert '<p class="mark"><strong>Udkast</strong></p>' in page
    assert '<a href="#afsnit-2">Kaffe</a>' in page
    assert '<a href="#afsnit-3">Resume</a>' not in page
    assert d.to_text(COVERED).startswith(
        "Referat\n=======\nUdkast\nMødedato: Søndag d. 17. maj\nMødested: Hallen\n\nPå mødet\n  Kaffe\n\n"
    )


def test_a_cover_may_be_bare():
    bare = d.Document("Referat", cover=d.Cover(), blocks=(d.Paragraph("Ord."),))
    assert d.to_text(bare) == "Referat\n=======\n\nOrd.\n"
    assert "<dl>" not in d.to_html(bare)
    assert "Ord." in pdf_text(d.to_pdf(bare))


@pytest.mark.parametrize("document", [EVERYTHING, EMPTY, COVERED], ids=["everything", "title only", "a cover"])
def test_the_pdf_is_pdf_ua(tmp_path, document):
    assert verdict(tmp_path, document) == ("pass", [])


def test_the_checker_does_find_what_is_missing(tmp_path):
    import typst

    path = tmp_path / "untagged.pdf"
    path.write_bytes(typst.compile(b"= Uden titel og sprog", pdf_tags=False))
    assert outloud.check(str(path)).verdict == "fail"


def test_the_pdf_says_who_when_and_in_which_language():
    read = pypdfium2.PdfDocument(d.to_pdf(EVERYTHING))
    found = read.get_metadata_dict()
    language = (ctypes.c_ushort * 8)()
    pypdfium2.raw.FPDFCatalog_GetLanguage(read, language, 16)
    read.close()
    assert bytes(language).decode("utf-16-le").rstrip("\0") == "da"
    assert (found["Title"], found["Author"], found["CreationDate"][:10]) == (
        "Hvor vi landede",
        "Opdigtet Region",
        "D:20260517",
    )


def test_the_pdf_holds_every_word_of_the_text():
    seen = set(re.findall(r"\w+", pdf_text(d.to_pdf(EVERYTHING)).replace("\u00ad", "").replace("￾\n", "")))
    spoken = {"Søjler", "der", "viser", "beløb"}
    assert words_of(EVERYTHING) - spoken <= seen
    assert "Søjler, der viser beløb efter år." not in pdf_text(d.to_pdf(EVERYTHING))


def test_the_page_holds_every_word_of_the_text():
    page = Page(d.to_html(EVERYTHING))
    labels = " ".join(str(value) for _, attrs in page.tags for name, value in attrs.items() if name == "aria-label")
    assert words_of(EVERYTHING) <= set(re.findall(r"\w+", page.text + " " + labels))


def test_it_is_set_in_the_letters_of_the_pages_where_they_are_installed(monkeypatch, tmp_path):
    fonts = re.compile(rb"/FontName/[A-Z]{6}\+([A-Za-z]+)")
    assert sheets.LETTERS.is_dir()
    assert set(fonts.findall(d.to_pdf(EVERYTHING))) == {b"IBMPlexSans", b"DejaVuSansMono"}
    monkeypatch.setattr(sheets, "LETTERS", tmp_path / "none")
    sheets._fonts.cache_clear()
    assert b"LibertinusSerif" in set(fonts.findall(d.to_pdf(EVERYTHING)))
    sheets._fonts.cache_clear()


def test_the_same_document_gives_the_same_bytes():
    assert d.to_pdf(EVERYTHING) == d.to_pdf(EVERYTHING)
    assert d.to_pdf(EMPTY) == d.to_pdf(EMPTY)


def test_the_page_has_one_h1_a_language_and_headings_in_order():
    page = Page(d.to_html(EVERYTHING))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels == [1, 2, 2, 3, 2]
    assert page.named("html") == [{"lang": "da"}]


def test_the_page_fetches_nothing_and_runs_nothing():
    html = d.to_html(EVERYTHING, styles=".ekstra { color: #000 }")
    page = Page(html)
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "embed"}
    assert [attrs for _, attrs in page.tags if "src" in attrs or "style" in attrs] == []
    assert [attrs["href"] for attrs in page.named("a") if not attrs["href"].startswith("#")] == [
        "https://example.org/a?b=1&c=2"
    ]
    assert page.named("meta")[1]["content"].startswith("default-src 'none'")
    assert ".ekstra { color: #000 }" in html


def test_contents_lead_to_the_headings():
    page = Page(d.to_html(EVERYTHING))
    targets = {attrs["id"] for tag, attrs in page.tags if re.fullmatch("h[2-6]", tag)}
    links = [attrs["href"].removeprefix("#") for attrs in page.named("a") if attrs["href"].startswith("#")]
    assert len(links) == 3
    assert set(links) <= targets


def test_tables_have_headers_both_ways():
    page = Page(d.to_html(EVERYTHING))
    assert [attrs["scope"] for attrs in page.named("th")] == ["col"] * 3 + ["row"] * 2 + ["col"] * 2 + ["row"]
    assert len(page.named("caption")) == 2


def test_columns_of_amounts_stand_to_the_right():
    assert d.Table("T", ("År", "Ord", "Beløb"), (("1", "et", "5,7 mio. kr."), ("2", "to", "-"))).align == (
        "left",
        "left",
        "right",
    )
    assert d.Table("T", ("A", "B"), (("1", "2 %"),), row_headers=False).align == ("right", "right")
    assert d.Table("T", ("A",), ()).align == ("left",)
    assert d.Table("T", ("A", "B"), (("x", "1"),), align=("right", "center")).align == ("right", "center")


def test_plain_text_as_a_whole():
    document = d.Document(
        "Kort",
        created=dt.date(2026, 5, 1),
        blocks=(
            d.Heading(1, "Del"),
            d.Paragraph("Ord " * 25),
            d.Bullets(("et **to**",)),
            d.Table("Tal", ("Navn", "Antal"), (("Åse", "12"), ("Bo", "1.234"))),
            d.Note("Sådan", "assumed"),
        ),
    )

    assert d.to_text(document) == (
        "Kort\n====\n1. maj 2026\n\nDel\n===\n\n" + " ".join(["Ord"] * 20) + "\n" + " ".join(["Ord"] * 5) + "\n\n"
        "- et to\n\nTabel 1: Tal\nNavn  Antal\n----  -----\nÅse      12\nBo    1.234\n\nAntaget: Sådan\n"
    )


def test_marks_are_read_in_a_str_and_never_in_text():
    read = d.Document("T", blocks=(d.Paragraph("**a** _b_ `c` 2*3*4 x_y_z _ **"),))
    kept = d.Document("T", blocks=(d.Paragraph((d.Text("**a** _b_ `c`"),)),))
    assert "<p><strong>a</strong> <em>b</em> <code>c</code> 2*3*4 x_y_z _ **</p>" in d.to_html(read)
    assert "<p>**a** _b_ `c`</p>" in d.to_html(kept)


HOSTILE = '<script>alert(1)</script> #set text(size: 99pt) $x$ @ref \\ "citat" <!-- ]] *stjerne*'


def test_what_people_type_is_never_a_command(tmp_path):
    words = (d.Text(HOSTILE),)
    document = d.Document(
        HOSTILE,
        author=HOSTILE,
        subtitle=HOSTILE,
        blocks=(
            d.Heading(1, words),
            d.Paragraph(words),
            d.Table(HOSTILE, (HOSTILE,), ((words,),)),
            d.Figure(SVG, HOSTILE, HOSTILE),
            d.Terms(((words, words),)),
            d.Note(words),
            d.Bullets((words,)),
        ),
    )

    assert Page(d.to_html(document)).named("script") == []
    assert verdict(tmp_path, document)[0] != "fail"
    assert re.sub(r"\s", "", pdf_text(d.to_pdf(document))).count(re.sub(r"\s", "", HOSTILE)) >= 8


def test_a_sign_without_a_font_is_written_as_its_code(tmp_path):
    document = d.Document("Tegn", blocks=(d.Paragraph((d.Text("før \U0001f9ff\U00013000 efter \x01 slut"),)),))
    assert verdict(tmp_path, document)[0] == "pass"
    assert "[U+13000] efter" in pdf_text(d.to_pdf(document))


def test_many_signs_without_a_font_and_half_signs_are_survived(tmp_path):
    signs = "".join(chr(0x13000 + place) for place in range(200))
    document = d.Document(
        "Tegn", blocks=(d.Paragraph((d.Text(f"{signs} \ud800 slut"),)), d.Heading(1, (d.Text(signs),)))
    )
    assert verdict(tmp_path, document)[0] == "pass"
    assert "slut" in pdf_text(d.to_pdf(document))
    assert b" slut</p>" in d.to_html(document).encode()
    assert b"\nslut\n" in d.to_text(document).encode()


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec="utf-8", max_codepoint=0x2FF), min_size=1, max_size=60))
def test_any_words_can_be_printed(words):
    document = d.Document("Ord", blocks=(d.Paragraph((d.Text(words),)), d.Paragraph(words)))
    assert d.to_pdf(document).startswith(b"%PDF-1.7")
    assert Page(d.to_html(document)).named("h1") == [{}]
    assert d.to_text(document).startswith("Ord\n===\n")


ZERO = '<svg xmlns="http://www.w3.org/2000/svg" width="x" height="0"/>'
NO_COLUMNS = "Tabellen »T« mangler navn på en kolonne. Giv hver kolonne et navn."
REFUSED = [
    (
        lambda: d.Document("T", language="da-DK"),
        "Sproget »da-DK« skal være en kode på to eller tre bogstaver, for eksempel da.",
    ),
    (lambda: d.Document("T", blocks=(d.Paragraph("x"), d.Table("T", (), ()))), NO_COLUMNS),
    (
        lambda: d.to_pdf(d.Document("T", blocks=(d.Figure(ZERO, "alt", "caption"),))),
        "Dokumentet »T« kan ikke sættes som PDF: failed to parse SVG (width, height, or viewbox is invalid).",
    ),
    (lambda: d.Document(" "), "Dokumentet mangler en titel. Skriv, hvad det handler om."),
    (
        lambda: d.Document("T", blocks=(d.Heading(1, "A"), d.Heading(3, "B"))),
        "Overskriften »B« er på niveau 3 lige efter niveau 1. Brug niveau 1 til 2.",
    ),
    (
        lambda: d.Document("T", blocks=(d.Heading(0, "A"),)),
        "Overskriften »A« er på niveau 0 lige efter niveau 0. Brug niveau 1 til 1.",
    ),
    (
        lambda: d.Document("T", blocks=(d.Heading(1, "A"), d.Heading(1, " "))),
        "Efter »A« står en overskrift uden tekst. Skriv den, eller fjern den.",
    ),
    (lambda: d.Table("", ("A",), ()), "En tabel mangler sin overskrift. Skriv, hvad tabellen viser."),
    (lambda: d.Table("T", ("A", ""), ()), "Tabellen »T« mangler navn på en kolonne. Giv hver kolonne et navn."),
    (
        lambda: d.Table("T", ("A", "B"), (("1", "2"), ("3",))),
        "Tabellen »T« har 2 kolonner, men række 2 har 1 felter. Giv rækken lige så mange felter.",
    ),
    (
        lambda: d.Table("T", ("A",), (("1",),), align=("midt",)),
        "Tabellen »T« skal have left, right eller center for hver kolonne.",
    ),
    (
        lambda: d.Figure(SVG, "", "C"),
        "En figur mangler sin tekst. Skriv en overskrift, og sig med ord, hvad figuren viser.",
    ),
    (
        lambda: d.Note("x", "fare"),
        "En bemærkning kan ikke være af slagsen »fare«. Brug info, warning, assumed, unknown.",
    ),
    (lambda: d.Link(" ", "https://example.org"), "Et link mangler den tekst, man kan læse. Skriv, hvor det fører hen."),
]


@pytest.mark.parametrize(("build", "sentence"), REFUSED)
def test_what_would_shut_someone_out_cannot_be_built(build, sentence):
    with pytest.raises(Refused) as refused:
        build()
    assert refused.value.sentence == sentence


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "/kun/en/sti",
        "https://",
        "https://a b",
        "file:///etc/passwd",
        "http://[x",
    ],
)
def test_links_that_lead_nowhere_or_run_code_are_refused(href):
    with pytest.raises(Refused) as refused:
        d.Link("her", href)
    assert refused.value.sentence == (
        "Linket »her« har ikke en brugbar adresse. Brug en, der begynder med https://, mailto: eller tel:"
    )


OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


@pytest.mark.parametrize(
    "svg",
    [
        f"{OPEN}><script>1</script></svg>",
        f'{OPEN} onload="x()"/>',
        f'{OPEN}><image xlink:href="https://example.org/a.png"/></svg>',
        f'{OPEN}><a href="javascript:x()"/></svg>',
        f"{OPEN}><foreignObject/></svg>",
        f'{OPEN}><rect fill="url(https://example.org/a)"/></svg>',
        f"{OPEN}><style>@import 'a.css'</style></svg>",
        f"{OPEN}><style>a {{ background: url(//example.org) }}</style></svg>",
        "<html/>",
        "ikke svg",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>",
    ],
)
def test_figures_that_run_code_or_reach_out_are_refused(svg):
    with pytest.raises(Refused):
        d.Figure(svg, "alt", "caption")


def test_figures_may_point_at_their_own_parts():
    svg = f'{OPEN}><clipPath id="c"/><rect clip-path="url(#c)"/><use href="#c"/></svg>'
    assert d.Figure(svg, "alt", "caption").svg == svg


@pytest.mark.parametrize("styles", ["</style>", "@import 'a'", "a { background: url(https://example.org) }"])
def test_styles_that_reach_out_are_refused(styles):
    with pytest.raises(Refused):
        d.to_html(EMPTY, styles)


def test_a_long_table_runs_over_pages_with_its_words_kept(tmp_path):
    rows = tuple((f"Række {n}", f"{n} kr.") for n in range(120))
    document = d.Document("Lang", blocks=(d.Table("Mange", ("Navn", "Beløb"), rows),))
    assert verdict(tmp_path, document) == ("pass", [])
    pdf = pypdfium2.PdfDocument(io.BytesIO(d.to_pdf(document)))
    pages = [page.get_textpage().get_text_bounded() for page in pdf]
    pdf.close()
    assert len(pages) > 2
    assert all("Beløb" in page for page in pages)
    assert "Række 119" in pages[-1]
