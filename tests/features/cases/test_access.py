"""Access to documents: a choice and a rule for each, nothing left out readable, and the package kept as it was handed out."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable

import outloud
import pypdfium2
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from samspil.features.cases.document_access import actions as document_access_actions
from samspil.features.cases.document_access import queries as document_access_queries
from samspil.features.cases.document_access import rules as document_access_rules
from samspil.features.cases.document_access.models import AccessPackage
from samspil.features.cases.editing.actions import annexes, items
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.records.models import Meeting
from samspil.features.cases.records.queries import rows as records_rows
from samspil.paper import document as d
from samspil.paper.refusal import NotAllowed, NotFound, Refused
from samspil.spine import files
from samspil.spine.models import JournalEntry, StoredFile
from tests.features.cases.conftest import CANARIES, Secret, closed_meeting
from tests.features.cases.test_systems import logged_in
from tests.kit.cast import Cast

ASKED = dt.date(2026, 3, 10)
NOW = dt.datetime(2026, 3, 12, 12, tzinfo=dt.UTC)


@pytest.fixture
def secret(cast: Cast, meeting: Meeting) -> Secret:
    made = closed_meeting(cast, meeting)
    whole = Meeting.objects.select_related("node", "body__circle").get(pk=meeting.pk)
    minutes_actions.publish_minutes(by=cast.secretary, meeting=whole)
    for item in (made.open_item, made.closed_item):
        item.refresh_from_db()
    items.join_case(by=cast.secretary, item=made.open_item, other=made.closed_item)
    return made


@pytest.fixture
def package(cast: Cast, secret: Secret) -> AccessPackage:
    with time_machine.travel(NOW):
        item = records_rows.item(cast.secretary, secret.open_item.pk)
        made = document_access_actions.prepare_access(by=cast.secretary, item=item, reference="26/4711", asked_on=ASKED)
    return document_access_queries.package(cast.secretary, made.pk)


def choose(cast: Cast, package: AccessPackage, order: int, **values: object) -> None:
    given = {"choice": "given", "shown_title": document_access_queries.choice(package, order).shown_title, **values}
    choice = document_access_actions.Choice(**given)  # type: ignore[arg-type]
    document_access_actions.choose_access(by=cast.secretary, package=package, order=order, choice=choice)


def hand_out(cast: Cast, package: AccessPackage) -> tuple[StoredFile, dict[str, bytes]]:
    with time_machine.travel(NOW):
        document_access_actions.hand_out_access(by=cast.secretary, package=package, considered=True)
    kept = StoredFile.objects.get(node=package.node, media_type="application/zip")
    with zipfile.ZipFile(io.BytesIO(files.read(kept))) as archive:
        return kept, {name: archive.read(name) for name in archive.namelist()}


def words_in(pdf: bytes) -> str:
    read = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in read).split())
    finally:
        read.close()


def test_every_document_of_the_case_is_listed_and_only_the_public_ones_are_chosen(package: AccessPackage) -> None:
    assert [(each.kind, each.shown_title, each.choice) for each in document_access_queries.choices_of(package)] == [
        ("text", "Åbent punkt om væresteder", "given"),
        ("decision", "Beslutning: Åbent punkt om væresteder", "given"),
        ("annex", "Lukket bilag", ""),
        ("text", "Køb af ejendom", ""),
        ("decision", "Beslutning: Køb af ejendom", ""),
        ("annex", "Lukket bilag", ""),
    ]
    entry = JournalEntry.objects.get(verb="access.prepared")
    assert entry.data["documents"] == "6"


def test_nobody_but_the_secretary_prepares_it(cast: Cast, secret: Secret, package: AccessPackage) -> None:
    for name in ("alice", "bob", "charlie", "dorte", "director", "politician"):
        actor = getattr(cast, name)
        with pytest.raises(NotAllowed):
            document_access_actions.prepare_access(by=actor, item=secret.open_item, reference="26/1", asked_on=ASKED)
        given = document_access_actions.Choice("given", "A")
        with pytest.raises(NotAllowed):
            document_access_actions.choose_access(by=actor, package=package, order=1, choice=given)
        with pytest.raises(NotAllowed):
            document_access_actions.hand_out_access(by=actor, package=package, considered=True)
    for name in ("alice", "bob", "charlie", "dorte", "director"):
        with pytest.raises(NotFound):
            document_access_queries.package(getattr(cast, name), package.pk)
        assert document_access_queries.packages_of(getattr(cast, name), secret.open_item) == []


CHOICES = {
    "given": (("given", "", "text", False, ""), ""),
    "given with a rule": (("given", "23", "text", False, ""), "skal ingen regel have"),
    "none": (("", "", "text", False, ""), "om dokumentet udleveres"),
    "unknown": (("burnt", "23", "text", False, ""), "om dokumentet udleveres"),
    "left out": (("left_out", "23", "text", False, ""), ""),
    "left out without a rule": (("left_out", "", "text", False, ""), "Vælg den regel"),
    "an unknown rule": (("left_out", "99", "text", False, ""), "Vælg den regel"),
    "a file in part": (("partly", "30-1", "annex", True, ""), ""),
    "a file in part without its copy": (("partly", "30-1", "annex", False, ""), "Læg den udgave"),
    "a text in part": (("partly", "30-1", "text", False, "Anna [[er syg]]."), ""),
    "no marks": (("partly", "30-1", "text", False, "Anna er syg."), "Sæt [[ og ]]"),
    "an open mark": (("partly", "30-1", "text", False, "[[Anna]] [[er syg."), "mangler sit"),
    "a mark inside a mark": (("partly", "30-1", "text", False, "[[Anna [[er]] syg."), "mangler sit"),
    "a changed word": (("partly", "30-1", "text", False, "Anna [[var syg]]."), "Ordene er ændret"),
    "a word taken out": (("partly", "30-1", "text", False, "[[Anna]] er."), "Ordene er ændret"),
}


@pytest.mark.parametrize("name", CHOICES)
def test_what_may_be_chosen(name: str) -> None:
    (choice, ground, kind, has_copy, marked), sentence = CHOICES[name]
    given = {"kind": kind, "has_copy": has_copy, "words": "Anna er syg.", "marked": marked}
    if not sentence:
        document_access_rules.check_choice(choice, ground, **given)  # type: ignore[arg-type]
        return
    with pytest.raises(Refused) as refused:
        document_access_rules.check_choice(choice, ground, **given)  # type: ignore[arg-type]
    assert sentence in refused.value.sentence


@pytest.mark.parametrize(
    ("shown", "is_closed", "choice", "holds"),
    [
        ("Lukket bilag", True, "left_out", True),
        ("Om Salget Af Gården", True, "left_out", False),
        ("Om salget af gården", True, "given", True),
        ("Om salget af gården", False, "left_out", True),
        (" ", False, "given", False),
    ],
)
def test_the_list_does_not_name_what_is_left_out(shown: str, is_closed: bool, choice: str, holds: bool) -> None:
    if holds:
        document_access_rules.check_shown_title(shown, "Salget af gården", is_closed=is_closed, choice=choice)
        return
    with pytest.raises(Refused):
        document_access_rules.check_shown_title(shown, "Salget af gården", is_closed=is_closed, choice=choice)


def test_every_ground_has_its_section() -> None:
    assert [document_access_rules.section(ground) for ground in document_access_rules.GROUNDS] == [
        "§ 21",
        "§ 23",
        "§ 30, nr. 1",
        "§ 30, nr. 2",
        "§ 33, nr. 1",
        "§ 33, nr. 3",
        "§ 33, nr. 5",
        "§ 35",
    ]
    assert document_access_rules.redacted("Anna [[er syg]] i [[dag]].", "30-1") == (
        "Anna [udeladt efter § 30, nr. 1] i [udeladt efter § 30, nr. 1]."
    )


def test_a_request_has_a_number_and_a_day_that_has_been(cast: Cast, secret: Secret) -> None:
    item = records_rows.item(cast.secretary, secret.open_item.pk)
    with time_machine.travel(NOW):
        for reference, day, field in (("  ", ASKED, "reference"), ("26/1", dt.date(2026, 3, 13), "asked_on")):
            with pytest.raises(Refused) as refused:
                document_access_actions.prepare_access(by=cast.secretary, item=item, reference=reference, asked_on=day)
            assert refused.value.field == field


def test_it_is_not_handed_out_before_all_is_decided_and_more_considered(cast: Cast, package: AccessPackage) -> None:
    with pytest.raises(Refused, match="Vælg først for »Lukket bilag«"):
        document_access_actions.hand_out_access(by=cast.secretary, package=package, considered=True)
    for order in (3, 4, 5, 6):
        choose(cast, package, order, choice="left_out", ground="33-3")
    with pytest.raises(Refused, match="§ 14"):
        document_access_actions.hand_out_access(by=cast.secretary, package=package, considered=False)
    assert not StoredFile.objects.filter(node=package.node).exists()


def test_the_package_holds_what_is_given_and_says_what_is_not(cast: Cast, package: AccessPackage, tmp_path) -> None:  # type: ignore[no-untyped-def]
    words = document_access_queries.words_of_paper(cast.secretary, document_access_queries.choice(package, 1))
    choose(cast, package, 1, choice="partly", ground="30-1", marked=words.replace("Om væresteder", "[[Om væresteder]]"))
    choose(cast, package, 3, choice="given", shown_title="=Notat om væresteder")
    for order in (4, 5, 6):
        choose(cast, package, order, choice="left_out", ground="33-3", why="Prisen er ikke forhandlet.")

    kept, parts = hand_out(cast, package)
    assert list(parts) == [
        "00-dokumentliste.pdf",
        "00-dokumentliste.csv",
        "01-aabent-punkt-om-vaeresteder.pdf",
        "02-beslutning-aabent-punkt-om-vaeresteder.pdf",
        "03-notat-om-vaeresteder.txt",
    ]
    assert parts["03-notat-om-vaeresteder.txt"] == b"lukket bilag"
    text = words_in(parts["01-aabent-punkt-om-vaeresteder.pdf"])
    assert "[udeladt efter § 30, nr. 1] i kommunen." in text
    assert "Om væresteder" not in text
    assert "Forslaget blev godkendt." in words_in(parts["02-beslutning-aabent-punkt-om-vaeresteder.pdf"])
    header, *rows = csv.reader(io.StringIO(parts["00-dokumentliste.csv"].decode("utf-8-sig")), delimiter=";")
    assert header[4:7] == ["Hvad der er gjort", "Regel", "Begrundelse"]
    assert rows[0][4:6] == ["Udleveret delvist", "Offentlighedslovens § 30, nr. 1"]
    assert rows[2][1] == "'=Notat om væresteder"
    assert rows[3] == [
        "4",
        "Køb af ejendom",
        "3. marts 2026",
        "",
        "Ikke udleveret",
        "Offentlighedslovens § 33, nr. 3",
        "Prisen er ikke forhandlet.",
        "",
    ]
    place = tmp_path / "liste.pdf"
    place.write_bytes(parts["00-dokumentliste.pdf"])
    result = outloud.check(str(place))
    assert (result.verdict, list(result.findings)) == ("pass", [])
    everything = b"".join(parts.values()).decode("latin-1") + words_in(parts["00-dokumentliste.pdf"]) + " ".join(parts)
    given = {CANARIES["open_annex_closed"]}
    assert [each for each in CANARIES.values() if each in everything and each not in given] == []
    entry = JournalEntry.objects.get(verb="access.handed_out")
    assert entry.data == {"file": str(kept.pk), "sha256": kept.sha256, "given": "2", "partly": "1", "left_out": "3"}


def close(cast: Cast, package: AccessPackage) -> None:
    item = records_rows.item(cast.secretary, package.item_id)
    reason = "Forvaltningslovens § 27"
    items.close_item(by=cast.secretary, item=item, reason=reason, public_title="Et punkt", public_decision="Lukket.")


def take_back(cast: Cast, package: AccessPackage) -> None:
    meeting = records_rows.meeting(cast.secretary, package.item.meeting_id)
    minutes_actions.unpublish_minutes(by=cast.secretary, meeting=meeting)


@pytest.mark.parametrize(
    ("happens", "stale"),
    [(close, (1, 2)), (take_back, (2,))],
    ids=["closed", "taken back"],
)
@pytest.mark.parametrize("by_hand", [False, True])
def test_what_is_no_longer_public_is_decided_again(
    cast: Cast,
    package: AccessPackage,
    happens: Callable[[Cast, AccessPackage], None],
    stale: tuple[int, ...],
    by_hand: bool,
) -> None:
    if by_hand:
        choose(cast, package, 2)
    for order in (3, 4, 5, 6):
        choose(cast, package, order, choice="left_out", ground="33-3")
    happens(cast, package)
    page = logged_in(cast).get(reverse("cases:access", args=[package.pk])).content.decode()
    assert page.count("Lukket siden: vælg igen") == len(stale)
    assert reverse("cases:hand_out", args=[package.pk]) not in page
    for order in stale:
        named = document_access_queries.choice(package, order).shown_title
        with pytest.raises(Refused, match=f"»{named}« er lukket eller taget tilbage"):
            document_access_actions.hand_out_access(by=cast.secretary, package=package, considered=True)
        choose(cast, package, order, choice="left_out", ground="35", shown_title="Et lukket dokument")

    _kept, parts = hand_out(cast, package)
    told = words_in(parts["00-dokumentliste.pdf"]) + " ".join(parts)
    assert ("02-beslutning-aabent-punkt-om-vaeresteder.pdf" in parts, "Et lukket dokument" in told) == (False, True)


def test_what_is_given_by_hand_though_it_is_closed_is_given(cast: Cast, package: AccessPackage) -> None:
    for order in (3, 4, 5, 6):
        choose(cast, package, order, choice="left_out", ground="33-3")
    close(cast, package)
    for order in (1, 2):
        choose(cast, package, order, shown_title=f"Dokument {order}")
    _kept, parts = hand_out(cast, package)
    assert "Forslaget blev godkendt." in words_in(parts["02-dokument-2.pdf"])


def test_what_is_handed_out_stays_as_it_was(cast: Cast, package: AccessPackage, client: Client) -> None:
    for order in (3, 4, 5, 6):
        choose(cast, package, order, choice="left_out", ground="33-3")
    kept, parts = hand_out(cast, package)
    with pytest.raises(Refused, match="kan ikke ændres"):
        choose(cast, package, 1)
    with pytest.raises(Refused, match="allerede udleveret"):
        document_access_actions.hand_out_access(by=cast.secretary, package=package, considered=True)
    assert len(parts) == 4
    assert client.get(reverse("web:file", args=[kept.pk])).status_code == 404
    assert logged_in(cast).get(reverse("web:file", args=[kept.pk])).content == files.read(kept)


def pdf_of(words: str) -> io.BytesIO:
    return io.BytesIO(d.to_pdf(d.Document("Tilbud", blocks=(d.Paragraph(words),))))


def test_a_redacted_file_under_whose_bars_all_can_be_read_is_refused(cast: Cast, package: AccessPackage) -> None:
    annex = records_rows.annex(cast.secretary, document_access_queries.choice(package, 6).source_id)
    annexes.add_version(
        by=cast.secretary, annex=annex, name="tilbud.pdf", stream=pdf_of("Prisen er 9 mio. kr."), reason="Rettet"
    )
    with pytest.raises(Refused, match="Alle ord"):
        choose(
            cast,
            package,
            6,
            choice="partly",
            ground="30-2",
            name="sort.pdf",
            stream=pdf_of("Prisen er 9 mio. kr. i alt"),
        )

    choose(cast, package, 6, choice="partly", ground="30-2", name="udgave.pdf", stream=pdf_of("Prisen er udeladt"))
    for order in (3, 4, 5):
        choose(cast, package, order, choice="left_out", ground="33-3")

    _kept, parts = hand_out(cast, package)
    assert "Prisen er udeladt" in words_in(parts["06-lukket-bilag.pdf"])


def test_a_copy_without_words_cannot_be_compared() -> None:
    document_access_rules.check_copy("", "alt")
    document_access_rules.check_copy("Anna er syg", "Anna er")
    with pytest.raises(Refused):
        document_access_rules.check_copy("Anna er", "Anna er syg")


def test_an_annex_that_is_only_named_is_said_to_be_missing(cast: Cast, meeting: Meeting) -> None:
    item = items.add_item(by=cast.secretary, meeting=meeting, wording=items.Wording(title="Kaffe"))
    annexes.add_annex(by=cast.secretary, item=item, title="Notat", document_number="12")
    with time_machine.travel(NOW):
        package = document_access_actions.prepare_access(
            by=cast.secretary, item=records_rows.item(cast.secretary, item.pk), reference="26/2", asked_on=ASKED
        )
    package = document_access_queries.package(cast.secretary, package.pk)
    choose(cast, package, 1)
    choose(cast, package, 2)
    _kept, parts = hand_out(cast, package)
    rows = list(csv.reader(io.StringIO(parts["00-dokumentliste.csv"].decode("utf-8-sig")), delimiter=";"))
    assert rows[2] == ["2", "Notat", "3. marts 2026", "12", "Udleveret", "", "", "Filen findes ikke her"]


def test_the_pages_take_the_secretary_through_it(cast: Cast, secret: Secret) -> None:
    client = logged_in(cast)
    start = reverse("cases:new_access", args=[secret.open_item.pk])
    assert "inden 7 arbejdsdage" in client.get(start).content.decode()
    answer = client.post(start, {"reference": "26/1", "asked_on": "10/03/2026"})
    package = AccessPackage.objects.get()
    assert answer["Location"] == reverse("cases:access", args=[package.pk])
    assert "4 dokumenter mangler et valg." in client.get(answer["Location"]).content.decode()
    for order in (3, 4, 5, 6):
        place = reverse("cases:access_choice", args=[package.pk, order])
        assert client.get(place).status_code == 200
        refused = client.post(place, {"choice": "left_out", "shown_title": "Lukket bilag"})
        assert (refused.status_code, "Vælg den regel i offentlighedsloven" in refused.content.decode()) == (422, True)
        sent = {"choice": "left_out", "ground": "33-3", "shown_title": "Lukket bilag"}
        assert client.post(place, sent).status_code == 302

    give = reverse("cases:hand_out", args=[package.pk])
    assert client.post(give, {"considered": ""}).status_code == 422
    done = client.post(give, {"considered": "on"}, follow=True).content.decode()
    assert "Pakken er lavet og gemt." in done
    assert "26/1" in client.get(start).content.decode()
    assert client.get(reverse("cases:access_choice", args=[package.pk, 1])).status_code == 403
    assert client.get(reverse("cases:access_choice", args=[package.pk, 99])).status_code == 403
    assert document_access_rules.STATES.labels[AccessPackage.objects.get().state] == "Udleveret"
