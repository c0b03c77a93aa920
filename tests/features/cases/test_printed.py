"""Agendas and minutes on paper: the real ones word for word, closed items as each may read them, and always PDF/UA-1."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import outloud
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from samspil.analysis import minutes
from samspil.features.cases.editing.actions import items as editing_items
from samspil.features.cases.importing import actions as importing_actions
from samspil.features.cases.importing import rules as importing_rules
from samspil.features.cases.importing.extract import proposals
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.papers.queries import printed as papers_printed
from samspil.features.cases.records.models import Body, Meeting
from samspil.features.cases.records.queries import rows
from samspil.features.cases.seats import actions as seats_actions
from samspil.paper import document as d
from samspil.paper.refusal import NotFound
from samspil.spine import people
from samspil.spine.people import NOBODY
from tests.features.cases.conftest import CANARIES, Secret, closed_meeting
from tests.kit.cast import Cast

DOCUMENTS = Path(__file__).parents[3] / "demo" / "documents"
REGION = "uls-2025-09-23-referat.txt"
NORDDJURS = ("vpu-2025-10-21-evaluering.txt", "vpu-2023-11-22-samarbejde.txt")
TITLE = "Samarbejde om lighed i sundhed"


def imported(cast: Cast, name: str, house: str, called: str) -> Meeting:
    job = people.job("test")
    circle = people.add_circle(by=job, name=called, kind="committee", organisation=cast.municipality)
    body = seats_actions.add_body(by=job, circle=circle, house=house)
    draft = proposals.propose(minutes.read(DOCUMENTS / name))
    draft = replace(draft, items=tuple(replace(item, title=item.title or TITLE) for item in draft.items))
    return rows.meeting(NOBODY, importing_actions.import_meeting(by=job, body=body, draft=draft).pk)


def text_of(pdf: bytes, *, leave_out: frozenset[int] = frozenset()) -> str:
    read = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_bounded() for at, page in enumerate(read, 1) if at not in leave_out]
    finally:
        read.close()
    return "\n".join(re.sub(r"Side \d+ af \d+\s*$", "", page.strip()) for page in pages)


def words(text: str) -> list[str]:
    """Words and signs in order, whether or not a line ends after a hyphen; the dot or dash before a point is no word."""
    joined = re.sub(r"(?<=\w)[-\x02\ufffe]\s*", "-", text)
    return [word for word in joined.split() if word not in {"-", "•", "\uf0b7"}]


def test_the_regions_minutes_come_out_as_they_went_in(cast: Cast) -> None:
    """All but the list of contents: its page numbers are another paper's, and the source spells item 3 wrong there."""
    meeting = imported(cast, REGION, "region_midtjylland", "Udvalg for lighed i sundhed")
    pdf = d.to_pdf(papers_printed.minutes_document(NOBODY, meeting))
    source = (DOCUMENTS / REGION).read_text(encoding="utf-8")
    before, after = source.split("Indholdsfortegnelse")
    went = words(before) + words(after[after.index("Punkt 1:") :])
    assert words(text_of(pdf, leave_out=frozenset({2}))) == went
    assert len(went) > 3000
    assert words(text_of(pdf))[23:25] == ["Indholdsfortegnelse", "Punkt"]


@pytest.mark.parametrize("name", NORDDJURS)
def test_the_municipal_texts_come_out_with_every_word_in_order(cast: Cast, name: str) -> None:
    """The texts are single cases cut out of a meeting: the paper adds nothing but the annexes' heading, where it is lost.

    No »Referat«, no weekday, no number before the first annex: the house's texts have none.
    """
    meeting = imported(cast, name, "norddjurs", "Voksen- og plejeudvalget")
    day = f"{meeting.node.occurred_on:%d-%m-%Y}"
    printed = text_of(d.to_pdf(papers_printed.minutes_document(NOBODY, meeting)))
    running = f"Voksen- og plejeudvalget {day}"
    came, went = (
        words(re.sub(rf"(?<!i ){running}|den {day}", "", text))
        for text in (printed, (DOCUMENTS / name).read_text(encoding="utf-8"))
    )
    added = came[: came.index("Sagsgang")]

    if name == NORDDJURS[0]:
        assert added == went[: went.index("Sagsgang")]
        assert [each for each in came[came.index("Sagsgang") :] if each != "Bilag"] == went[went.index("Sagsgang") :]
    else:
        assert added == TITLE.split()
        assert came[came.index("Sagsgang") :] == [each for each in went if each != "Bilag:"]


@pytest.fixture
def secret(cast: Cast, meeting: Meeting) -> Secret:
    return closed_meeting(cast, meeting)


def publish(cast: Cast, secret: Secret) -> Meeting:
    whole = Meeting.objects.select_related("node", "body__circle").get(pk=secret.meeting.pk)
    return rows.meeting(cast.secretary, minutes_actions.publish_minutes(by=cast.secretary, meeting=whole).pk)


EVERYBODY = ("alice", "bob", "charlie", "dorte", "director", "secretary", "politician")


@pytest.mark.parametrize("name", EVERYBODY)
def test_the_public_paper_is_the_same_for_everybody_and_holds_nothing_closed(
    cast: Cast, secret: Secret, name: str
) -> None:
    meeting = publish(cast, secret)
    for make in (papers_printed.minutes_document, papers_printed.agenda_document):
        made = make(getattr(cast, name), meeting)
        assert made == make(NOBODY, meeting)
        for form in (d.to_text(made), d.to_html(made), text_of(d.to_pdf(made))):
            assert [canary for canary in CANARIES.values() if canary in form] == []
            assert "Køb af ejendom" in form
    assert "Lukket punkt.\n\nBeslutning\n----------\n\nGodkendt." in d.to_text(
        papers_printed.minutes_document(NOBODY, meeting)
    )


def test_before_publication_the_draft_is_the_committees_and_says_so(cast: Cast, secret: Secret) -> None:
    for name in ("alice", "bob", "charlie", "dorte", "director"):
        with pytest.raises(NotFound):
            papers_printed.minutes_document(getattr(cast, name), secret.meeting)
    draft = d.to_text(papers_printed.minutes_document(cast.secretary, secret.meeting))
    assert draft.count("Udkast. Referatet er ikke godkendt og kan blive rettet.") == 1
    assert [canary for canary in CANARIES.values() if canary in draft] == []
    assert "Godkendt." not in draft
    assert "Forslaget blev godkendt." in draft


def test_the_committees_copy_has_everything_and_says_so(cast: Cast, secret: Secret) -> None:
    meeting = publish(cast, secret)
    for name in ("alice", "bob", "charlie", "dorte", "director"):
        for make in (papers_printed.minutes_document, papers_printed.agenda_document):
            with pytest.raises(NotFound):
                make(getattr(cast, name), meeting, with_closed=True)
    made = papers_printed.minutes_document(cast.politician, meeting, with_closed=True)
    form = d.to_text(made)
    assert "Indeholder lukkede punkter. Kun for udvalgets medlemmer." in form
    printed = {*CANARIES} - {"file", "route"}
    assert {name for name, canary in CANARIES.items() if canary in form} == printed
    agenda = d.to_text(papers_printed.agenda_document(cast.secretary, meeting, with_closed=True))
    assert CANARIES["text"] in agenda
    assert CANARIES["statement"] not in agenda


def test_where_nothing_is_closed_there_is_no_copy_of_ones_own(cast: Cast, meeting: Meeting) -> None:
    editing_items.add_item(by=cast.secretary, meeting=meeting, wording=editing_items.Wording(title="Åbent punkt"))
    with pytest.raises(NotFound):
        papers_printed.agenda_document(cast.secretary, meeting, with_closed=True)


def test_an_agenda_before_its_day_says_so_and_is_the_authoritys_own(cast: Cast, meeting: Meeting) -> None:
    editing_items.add_item(by=cast.secretary, meeting=meeting, wording=editing_items.Wording(title="Åbent punkt"))
    assert "Udkast. Dagsordenen er ikke offentliggjort." in d.to_text(
        papers_printed.agenda_document(cast.alice, meeting)
    )


@pytest.mark.parametrize("name", ["minutes_pdf", "minutes_html", "minutes_copy", "agenda_copy"])
def test_an_outsider_is_answered_as_if_the_file_were_not_there(
    cast: Cast, secret: Secret, client: Client, name: str
) -> None:
    refused = client.get(reverse(f"cases:{name}", args=[secret.meeting.pk]))
    missing = client.get(reverse(f"cases:{name}", args=[secret.open_item.pk]))
    shown = [
        re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", each.content.decode()).replace(str(pk), "")
        for each, pk in ((refused, secret.meeting.pk), (missing, secret.open_item.pk))
    ]
    assert (refused.status_code, shown[0]) == (missing.status_code, shown[1])
    assert refused.status_code == 404


def test_the_files_carry_plain_names_and_run_nothing(cast: Cast, secret: Secret, client: Client) -> None:
    meeting = publish(cast, secret)
    pdf = client.get(reverse("cases:minutes_pdf", args=[meeting.pk]))
    page = client.get(reverse("cases:minutes_html", args=[meeting.pk]))
    assert pdf["Content-Disposition"] == 'attachment; filename="referat-eksempeludvalget-2026-03-03.pdf"'
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content == client.get(reverse("cases:minutes_pdf", args=[meeting.pk])).content
    assert "sandbox" in page["Content-Security-Policy"]
    assert page.content.decode().count("<h1>") == 1


TABLE = "Budgettet ser sådan ud.\n\nÅr\tDrift\tEvaluering\n2026\t1,2 mio. kr.\t50.000 kr.\n2027\t1,2 mio. kr.\t\n\nResten følger."


def ten(cast: Cast) -> list[Meeting]:
    """Ten different minutes: the three real ones, and seven that each hold what is hard to set."""
    made = [
        imported(cast, REGION, "region_midtjylland", "Udvalg for lighed i sundhed"),
        imported(cast, NORDDJURS[0], "norddjurs", "Voksen- og plejeudvalget"),
        imported(cast, NORDDJURS[1], "norddjurs", "Et udvalg til"),
    ]
    hard = {
        "a table": [TABLE],
        "a long table": ["Post\tBeløb\n" + "\n".join(f"Post {n}\t{n}.000 kr." for n in range(1, 120))],
        "signs without a font": ["En 😀 og 漢字, og <b>fed</b> & *stjerner* _understreget_ #kode $x$ \\."],
        "lists": ["Det gælder\n- æbler\n- pærer\n\nog\n\n1. først\n2. så"],
        "headings": ["En overskrift\n\nTekst.\n\nEn til\n\nMere tekst."],
        "many items": [f"Sag nummer {n} fremstilles her." for n in range(1, 41)],
        "nothing but a title": [""],
    }
    job = people.job("test")
    for place, (name, texts) in enumerate(hard.items()):
        circle = people.add_circle(by=job, name=f"Udvalg {place}", kind="committee", organisation=cast.municipality)
        body: Body = seats_actions.add_body(by=job, circle=circle, house=("norddjurs", "region_midtjylland")[place % 2])
        items = tuple(
            importing_rules.Item(
                f"{name} {n}",
                number=str(n),
                case_number=f"26/{n}",
                sections=(
                    importing_rules.Section("case_presentation", words),
                    importing_rules.Section("decision"),
                    importing_rules.Section("annexes"),
                ),
                statements=(importing_rules.Statement("Godkendt.", ("APPROVED",)),),
                annexes=(importing_rules.Annex("Et bilag", "123"),),
            )
            for n, words in enumerate(texts, 1)
        )
        draft = importing_rules.Meeting(
            str(place),
            held_on=dt.date(2026, 3, 1 + place),
            starts=dt.time(8, 30),
            items=items,
            attendance=(
                importing_rules.Presence("Anna Andersen (opdigtet)", "apology"),
                importing_rules.Presence("Bo Bo", "substitute", "for Anna"),
            ),
        )
        made.append(rows.meeting(NOBODY, importing_actions.import_meeting(by=job, body=body, draft=draft).pk))

    return made


def test_ten_different_minutes_pass_the_pdf_ua_check(cast: Cast, tmp_path: Path) -> None:
    found = {}
    for at, meeting in enumerate(ten(cast)):
        place = tmp_path / f"{at}.pdf"
        place.write_bytes(d.to_pdf(papers_printed.minutes_document(NOBODY, meeting)))
        result = outloud.check(str(place))
        found[at] = (result.verdict, [finding.message for finding in result.findings])
    # Forty short items on a page each: the checker guesses that headings at one height are a running line, and asks.
    asked = "1 running header or footer line(s) are tagged as content on 3 or more pages"
    assert found == {**dict.fromkeys(range(10), ("pass", [])), 8: ("review", [asked])}


def test_a_table_is_a_table_on_paper_and_on_the_page(cast: Cast, client: Client) -> None:
    meeting = ten(cast)[3]
    page = d.to_html(papers_printed.minutes_document(NOBODY, meeting))
    assert page.count("<table>") == 2  # who took part, and the budget
    assert '<th scope="row" class="left">2027</th>' in page
    shown = client.get(reverse("cases:meeting", args=[meeting.pk])).content.decode()
    assert '<th scope="row">2027</th>' in shown
