"""Pages of cases as each of the cast meets them: what they show, what they change, and that closed things are nowhere."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samspil.features.cases.editing.actions import items
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.pages import views as pages_views
from samspil.features.cases.records.models import AgendaItem, Annex, Body, DecisionStatement, Meeting, RouteStep
from samspil.features.cases.records.queries import rows, sheets
from samspil.features.cases.routes import actions as routes_actions
from samspil.spine import journal, thread
from samspil.spine.models import Duty, Gathering, Invitation, Link, StoredFile
from samspil.spine.people import Actor
from tests.features.cases.conftest import CANARIES, STARTS, Secret, closed_meeting
from tests.features.cases.test_queries import meeting_of
from tests.kit.cast import Cast
from tests.kit.clients import Browse, enter

DOCUMENTS = Path(__file__).parents[3] / "demo" / "documents"
OUTSIDERS = ("alice", "bob", "charlie", "dorte", "director")


def page(client: Client, name: str, /, *args: object, **query: str) -> str:
    response = client.get(reverse(name if ":" in name else f"cases:{name}", args=args), query)
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


def send(client: Client, name: str, /, *args: object, expect: int = 302, **words: Any) -> str:
    response = client.post(reverse(name if ":" in name else f"cases:{name}", args=args), words)
    assert response.status_code == expect, (name, response.status_code, said(response.content.decode()))
    return response.headers.get("Location", "") if expect == 302 else response.content.decode()


def said(html: str) -> list[str]:
    return re.findall(r'form-error-message[^>]*>(.*?)</|<li><a href="#[^"]*">(.*?)</a>', html, re.DOTALL)


@pytest.fixture
def secret(cast: Cast, meeting: Meeting) -> Secret:
    made = closed_meeting(cast, meeting)
    minutes_actions.publish_minutes(by=cast.secretary, meeting=rows.meeting(cast.secretary, meeting.pk))
    return made


def addresses(secret: Secret) -> list[str]:
    """Every address that shows something: of the open and of the closed, the feature's and the spine's."""
    nodes = [secret.meeting.pk, secret.open_item.pk, secret.closed_item.pk, secret.statement.pk, secret.annex.pk]
    nodes += [secret.closed_annex.pk, secret.closed_item.notice.pk]
    named = [
        ("list", []),
        ("bodies", []),
        ("body", [secret.meeting.body_id]),
        ("meeting", [secret.meeting.pk]),
        ("calendar", [secret.meeting.pk]),
        ("detail", [secret.open_item.pk]),
        ("detail", [secret.closed_item.pk]),
        ("decision", [secret.statement.pk]),
        ("annex", [secret.annex.pk]),
        ("annex", [secret.closed_annex.pk]),
        ("closed", [secret.closed_item.notice.pk]),
    ]
    found = [reverse(f"cases:{name}", args=args) for name, args in named]
    found += [reverse("web:thread", args=[pk]) for pk in nodes]
    found += [reverse("web:file", args=[file.pk]) for file in StoredFile.objects.all()]
    found += [reverse("web:front"), *(f"{reverse('web:search')}?q={word}" for word in CANARIES.values())]

    return found


@pytest.mark.parametrize("name", OUTSIDERS)
def test_no_page_shows_an_outsider_a_canary(cast: Cast, secret: Secret, name: str) -> None:
    client = enter(cast, name)
    leaks = []
    for address in addresses(secret):
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        # What was searched for stands in the search field again; it is the reader's own.
        shown = (body.decode() + str(response.headers)).replace(f'value="{response.request.get("QUERY_STRING")}"', "")
        for field, word in CANARIES.items():
            own = address.endswith(f"={word}")
            if word in shown and not own:
                leaks.append((address, field))
        hidden = (secret.closed_item.pk, secret.statement.pk, secret.annex.pk, secret.closed_annex.pk)
        leaks += [(address, str(pk)) for pk in hidden if str(pk) in shown and str(pk) not in address]

    assert leaks == []


@pytest.mark.parametrize("name", ["secretary", "politician"])
def test_the_committee_reads_the_closed_item(cast: Cast, secret: Secret, name: str) -> None:
    client = enter(cast, name)
    shown = page(client, "detail", secret.closed_item.pk)
    for field in ("title", "case_number", "text", "clause", "statement", "annex", "annex_number", "reason", "route"):
        assert CANARIES[field] in shown, field
    assert "Køb af ejendom" in shown


@pytest.mark.parametrize("name", OUTSIDERS)
def test_closed_and_missing_pages_are_the_same(cast: Cast, secret: Secret, name: str) -> None:
    client = enter(cast, name)
    client.get(reverse("cases:list"))
    for kind, record in (
        ("detail", "closed_item"),
        ("decision", "statement"),
        ("annex", "annex"),
        ("annex", "closed_annex"),
    ):
        closed, missing = _answers(client, kind, getattr(secret, record).pk)
        assert closed == missing, record
        assert closed[0] == 404


def _answers(client: Client, kind: str, key: UUID) -> list[tuple[Any, ...]]:
    """Ask for the page of a key, and of a key that is nobody's: what is shown, the headers, and the number of queries."""
    answers = []
    for pk in (key, uuid4()):
        with CaptureQueriesContext(connection) as asked:
            response = client.get(reverse(f"cases:{kind}", args=[pk]))
        shown = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode()).replace(str(pk), "")
        headers = {key: value for key, value in response.headers.items() if key != "Content-Security-Policy"}
        answers.append((response.status_code, shown, headers, len(asked)))
    return answers


def test_the_public_page_of_a_closed_item(cast: Cast, secret: Secret) -> None:
    shown = page(Client(), "closed", secret.closed_item.notice.pk)
    assert "Køb af ejendom" in shown
    assert "Godkendt." in shown
    assert 'href="#punkt-2"' in page(Client(), "meeting", secret.meeting.pk)


@pytest.mark.parametrize(
    ("name", "expected"), [("list", 5), ("body", 5), ("meeting", 19), ("detail", 20), ("bodies", 1)]
)
def test_pages_cost_the_same_at_one_and_three(cast: Cast, body: Body, name: str, expected: int) -> None:
    small, large = meeting_of(cast, body, 1, day=1), meeting_of(cast, body, 3, day=2)
    asked = []
    for meeting in (small, large):
        args = {
            "list": [],
            "bodies": [],
            "body": [body.pk],
            "meeting": [meeting.pk],
            "detail": [meeting.items.get(order=1).pk],
        }[name]
        asked.append(_count(Client(), reverse(f"cases:{name}", args=args)))
    assert asked == [expected, expected]


def _count(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def prepared(cast: Cast, client: Client) -> AgendaItem:
    """Walk from nothing to minutes that are begun, on the pages; give the one item."""
    send(client, "new_body", circle=cast.committee.pk, house="norddjurs", shorthand="EU")
    body = Body.objects.get()
    send(client, "new_meeting", body.pk, on="03/03/2026", starts="14.00", ends="0.30", place="Mødelokale 1")
    meeting = Meeting.objects.get()
    assert (meeting.gathering.ends_at - meeting.gathering.starts_at).total_seconds() == 10.5 * 3600
    send(client, "edit_meeting", meeting.pk, on="03/03/2026", starts="15", ends="16", place="Mødelokale 2")
    assert Gathering.objects.get().place == "Mødelokale 2"
    send(
        client,
        "new",
        meeting=meeting.pk,
        title="Væresteder",
        case_number="26/12",
        recommended_by="Direktøren indstiller",
        clauses="at planen godkendes\nder afsættes 1 mio. kr.",
        **{"section-case_presentation": "Om\r\nværesteder."},
    )
    item = AgendaItem.objects.get()
    assert [clause.words for clause in item.clauses.all()] == ["planen godkendes", "der afsættes 1 mio. kr."]
    send(client, "new_annex", item.pk, title="Notat", file=SimpleUploadedFile("notat.txt", b"ord"))
    send(client, "publish_agenda", meeting.pk)
    send(client, "begin_minutes", meeting.pk)
    send(client, "attendance", meeting.pk, name="Frida Opdigtet", presence="apology")
    return item


def decided(cast: Cast, client: Client, item: AgendaItem) -> DecisionStatement:
    """Decide the item, send it on with somebody to carry it, and publish the minutes."""
    first, second = item.clauses.all()
    send(
        client,
        "new_statement",
        item.pk,
        printed="Drøftet og godkendt.",
        outcomes=["DISCUSSED", "APPROVED"],
        answers=[first.pk, second.pk],
    )
    statement = DecisionStatement.objects.get()
    assert statement.answers.count() == 2
    send(client, "send_on", statement.pk, to_text="byrådet", sent_on="03/03/2026")
    step = RouteStep.objects.get()
    send(client, "carry", step.pk, owner=cast.person(cast.secretary).pk, due_on="03/05/2026")
    assert Duty.objects.get().owner == cast.person(cast.secretary)
    send(client, "publish_minutes", item.meeting_id)
    return statement


def test_a_secretarys_way_to_published_minutes_through_the_pages(cast: Cast) -> None:
    client = enter(cast, "secretary")
    item = prepared(cast, client)
    decided(cast, client, item)
    public = page(Client(), "meeting", item.meeting_id)
    for words in (
        "Referat: Eksempeludvalget, 3. marts 2026",
        "Væresteder",
        "Drøftet og godkendt.",
        "Afbud: Frida Opdigtet",
    ):
        assert words in public, words

    shown = page(Client(), "detail", item.pk)
    assert "at planen godkendes" in shown
    assert "Sendt til byrådet" in shown
    assert "Sofie" not in shown
    assert Invitation.objects.get().presence == "apology"


def test_a_secretary_corrects_closes_and_opens_what_is_published_through_the_pages(cast: Cast) -> None:
    client = enter(cast, "secretary")
    item = prepared(cast, client)
    statement, step = decided(cast, client, item), RouteStep.objects.get()
    send(
        client,
        "edit_statement",
        statement.pk,
        printed="Godkendt.",
        based_on=1,
        outcomes=["APPROVED"],
        reason="Skrivefejl",
    )
    assert "Skrivefejl" in page(Client(), "decision", statement.pk)
    send(client, "end_step", step.pk, state="treated", ended_on="01/04/2026", how="Vedtaget")
    assert RouteStep.objects.get().state == "treated"
    send(client, "close", item.pk, reason="§ 10", public_title="Lukket punkt", public_decision="Godkendt.")
    assert Client().get(reverse("cases:detail", args=[item.pk])).status_code == 404
    send(client, "open", item.pk)
    annex = Annex.objects.get()
    send(client, "close_annex", annex.pk, reason="Persondata")
    assert Client().get(reverse("cases:annex", args=[annex.pk])).status_code == 404
    send(client, "open_annex", annex.pk)
    assert "notat.txt" in page(Client(), "annex", annex.pk)
    send(client, "withdraw_statement", statement.pk, reason="Stod der to gange")
    assert sheets.sheet(cast.dorte, item.pk).statements == []
    assert "BEGIN:VCALENDAR" in page(Client(), "calendar", item.meeting_id)


def test_an_item_from_an_insight_through_the_page(cast: Cast, meeting: Meeting, insight: Any) -> None:
    client = enter(cast, "alice")
    address = f"{reverse('cases:new')}?fra={insight.pk}"
    assert "Hvordan fører det til sagen?" in client.get(address).content.decode()
    words = {"meeting": meeting.pk, "title": "Ny sag", "why": "Indsigten viser det."}
    assert client.post(address, words).status_code == 302
    assert Link.objects.get().later_id == AgendaItem.objects.get().pk


@pytest.fixture
def insight(cast: Cast) -> Any:
    from samspil.spine import kinds

    kind = min(kinds.with_trait("is_insight"))
    with journal.writing():
        return thread.open_node(by=cast.alice, kind=kind, title="Indsigt", organisation=cast.municipality)


@pytest.mark.parametrize("name", ["bob", "charlie", "politician"])
def test_who_may_not_propose_is_told_why(cast: Cast, meeting: Meeting, name: str) -> None:
    response = enter(cast, name).get(reverse("cases:new"))
    assert response.status_code == 403
    assert "intet møde, du kan sætte punkter på" in response.content.decode()


FORMS = [
    "edit_meeting",
    "attendance",
    "edit",
    "close",
    "new_annex",
    "join",
    "new_statement",
    "edit_statement",
    "withdraw_statement",
    "send_on",
    "carry",
    "end_step",
    "close_annex",
]


def of_form(secret: Secret, name: str) -> object:
    if name in {"edit_meeting", "attendance"}:
        return secret.meeting.pk
    open_statement = secret.open_item.statements.get()
    if name in {"edit_statement", "withdraw_statement", "send_on"}:
        return open_statement.pk
    if name in {"carry", "end_step"}:
        step, _ = RouteStep.objects.get_or_create(statement=open_statement, to_text="byrådet")
        return step.pk
    return secret.closed_annex.pk if name == "close_annex" else secret.open_item.pk


@pytest.mark.parametrize("name", ["secretary", "politician", "dorte"])
def test_forms_open_for_the_secretary_alone(cast: Cast, secret: Secret, name: str) -> None:
    client, expected = enter(cast, name), dict.fromkeys(FORMS, 200 if name == "secretary" else 403)
    if name == "dorte":
        expected["close_annex"] = 404

    asked = {form: reverse(f"cases:{form}", args=[of_form(secret, form)]) for form in FORMS}
    assert {form: client.get(address).status_code for form, address in asked.items()} == expected


DEEDS = ["publish_agenda", "begin_minutes", "publish_minutes"]


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("name", ["alice", "politician"])
def test_the_deeds_of_a_meeting_are_refused_to_others(cast: Cast, meeting: Meeting, deed: str, name: str) -> None:
    client = enter(cast, name)
    assert client.get(reverse(f"cases:{deed}", args=[meeting.pk])).status_code == 405
    assert client.post(reverse(f"cases:{deed}", args=[meeting.pk])).status_code == 403
    assert Meeting.objects.get().state == "planned"


def test_a_planned_meeting_is_not_for_outsiders(cast: Cast, meeting: Meeting) -> None:
    for name, expected in {"bob": 200, "politician": 200, "charlie": 404, "dorte": 404}.items():
        assert enter(cast, name).get(reverse("cases:meeting", args=[meeting.pk])).status_code == expected


def test_an_edit_conflict_shows_both_wordings_and_the_second_sending_wins(cast: Cast, meeting: Meeting) -> None:
    client = enter(cast, "secretary")
    item = items.add_item(
        by=cast.secretary,
        meeting=meeting,
        wording=items.Wording(title="Væresteder", sections={"case_presentation": "Første."}),
    )
    words = {
        "title": "Væresteder",
        "number": "1",
        "section-case_presentation": "Min.",
        "based_on-case_presentation": 1,
    }

    items.edit_item(
        by=cast.secretary,
        item=item,
        wording=items.Wording(
            title="Væresteder",
            number="1",
            case_number="",
            recommended_by=item.recommended_by,
            clauses=[],
            sections={"case_presentation": "Din."},
        ),
        based_on={"case_presentation": 1},
    )
    shown = send(client, "edit", item.pk, expect=422, **words)
    assert "Din." in shown
    assert "Min." in shown
    assert re.search(r'name="based_on-case_presentation" value="2"', shown)
    send(client, "edit", item.pk, **{**words, "based_on-case_presentation": 2})
    assert sheets.sheet(cast.secretary, item.pk).sections[1].words == "Min."


def test_lists_filter_by_body_and_outcome(cast: Cast, body: Body) -> None:
    meeting_of(cast, body, 2)
    assert "Punkt om sag 2" in page(Client(), "list", udfald="APPROVED", udvalg=str(body.pk))
    assert "Punkt om sag 2" not in page(Client(), "list", udfald="REJECTED")
    assert "Punkt om sag 2" in page(Client(), "list", udfald="nonsense", udvalg="nonsense")
    assert "Udvalget godkendte a" in Client().get(reverse("web:front")).content.decode()


def test_items_are_joined_by_address(cast: Cast, secret: Secret) -> None:
    client = enter(cast, "secretary")
    other = f"http://testserver{reverse('cases:detail', args=[secret.closed_item.pk])}"
    shown = send(client, "join", secret.open_item.pk, expect=422, other="ingen adresse")
    assert "Indsæt adressen på punktets side" in shown
    send(client, "join", secret.open_item.pk, other=other)
    assert CANARIES["title"] in page(client, "detail", secret.open_item.pk)
    public = page(Client(), "detail", secret.open_item.pk)
    assert CANARIES["title"] not in public
    assert "Samme sag" not in public


def test_a_closed_next_item_is_not_named_to_outsiders(cast: Cast, secret: Secret) -> None:
    statement = secret.open_item.statements.get()
    step = routes_actions.send_on(by=cast.secretary, statement=statement, to_text="byrådet")
    routes_actions.end_step(
        by=cast.secretary,
        step=step,
        state="treated",
        ended_on=STARTS.date(),
        how="Behandlet",
        next_item=secret.closed_item,
    )
    for name, pk in (("detail", secret.open_item.pk), ("decision", statement.pk)):
        assert CANARIES["title"] not in page(Client(), name, pk)
    assert CANARIES["title"] in page(enter(cast, "secretary"), "decision", statement.pk)


# Reading in


def upload(client: Client, body: Body, name: str = "uls-2025-09-23-referat.txt") -> str:
    content = (DOCUMENTS / name).read_bytes()
    return send(client, "import", body=body.pk, file=SimpleUploadedFile(name, content))


def as_sent(html: str) -> dict[str, Any]:
    """What a browser would send back of the preview, read from its HTML."""
    from lxml import html as reader

    form = reader.fromstring(html).forms
    whole = next(each for each in form if each.inputs and "held_on" in each.fields)
    sent: dict[str, Any] = {}
    for key, value in whole.form_values():
        sent.setdefault(key, []).append(value)
    return sent


def test_what_is_read_and_not_saved_is_found_again_when_the_page_was_closed(cast: Cast, body: Body) -> None:
    client = enter(cast, "secretary")
    assert "ikke gemt" not in client.get(reverse("cases:import")).content.decode()
    address = upload(client, body)
    page = client.get(reverse("cases:import")).content.decode()
    assert f'href="{address}"' in page
    assert "Udvalg for lighed i sundhed, 7 punkter" in page
    client.post(reverse("cases:forget", args=[address.rstrip("/").rpartition("/")[2]]))
    assert "ikke gemt" not in client.get(reverse("cases:import")).content.decode()


def test_the_regions_minutes_through_upload_preview_and_save(cast: Cast, body: Body) -> None:
    client = enter(cast, "secretary")
    address = upload(client, body)
    shown = client.get(address).content.decode()

    assert Meeting.objects.count() == 0
    assert "7 punkter fundet" in shown
    assert "Intet er gemt endnu" in shown
    assert "foreslået" in shown
    assert "Teksten nævner »Udvalg for lighed i sundhed«" in shown
    sent = as_sent(shown)
    assert sent["p0-b0-outcomes"] == ["APPROVED"]
    assert sent["p3-b3-stance"] == ["RECOMMENDS"]
    # Nothing is chosen beforehand that shows the meeting to others.
    assert "state" not in sent
    assert client.post(address, sent).status_code == 422
    assert Meeting.objects.count() == 0
    response = client.post(address, sent | {"state": "published"})
    assert response.status_code == 302, said(response.content.decode())
    meeting = Meeting.objects.get()
    assert (meeting.items.count(), DecisionStatement.objects.count(), Invitation.objects.get().name) == (
        7,
        23,
        "Per Møller Jensen",
    )
    assert client.get(address).status_code == 404
    public = page(Client(), "meeting", meeting.pk)
    source = (DOCUMENTS / "uls-2025-09-23-referat.txt").read_text()
    words = re.findall(r"\w+", source[source.index("Punkt 1: ") :])
    assert _missing(words, public) == []
    again = upload(client, body)
    second = client.post(again, as_sent(client.get(again).content.decode()) | {"state": "published"})
    assert second.status_code == 302, said(second.content.decode())
    assert Meeting.objects.count() == 1


def _missing(words: list[str], html: str) -> list[str]:
    from lxml import html as reader

    shown = set(re.findall(r"\w+", " ".join(reader.fromstring(html).itertext())))
    return [word for word in dict.fromkeys(words) if word not in shown]


def test_what_the_secretary_corrects_is_what_is_saved(cast: Cast, body: Body) -> None:
    client = enter(cast, "secretary")
    address = upload(client, body, "vpu-2023-11-22-samarbejde.txt")
    sent = as_sent(client.get(address).content.decode()) | {"state": "published"}
    refused = client.post(address, sent)

    assert refused.status_code == 422
    assert "Punkt 1 mangler en titel" in refused.content.decode()
    assert Meeting.objects.count() == 0
    corrected = {
        **sent,
        "p0-title": "Samarbejde",
        "p0-number": "3",
        "p0-b0-outcomes": ["DISCUSSED"],
        "p0-b0-answers": "",
        "p0-b1-printed": "Udvalget ønsker mere.",
        "p0-b1-stance": "WISHES",
        "attendance": "Otto; stedfortræder; for Ida\nEva",
        "p0-annexes": "Notat; 12; 13/24; lukket efter § 27",
        "place": "Rådhuset",
        "starts": "9",
        "ends": "10.30",
        "p0-clauses": "at det godkendes",
    }
    response = client.post(address, corrected)
    assert response.status_code == 302, said(response.content.decode())
    item = AgendaItem.objects.get()
    assert (item.node.title, item.number, [clause.words for clause in item.clauses.all()]) == (
        "Samarbejde",
        "3",
        ["det godkendes"],
    )
    recommended = next(each for each in sheets.sheet(cast.dorte, item.pk).sections if each.key == "recommendation")
    assert recommended.words == "Velfærdsdirektøren indstiller, at det godkendes."
    statements = list(item.statements.all())
    assert [(each.node.title, each.stance, each.answers.count()) for each in statements] == [
        ("Godkendt.", "", 0),
        ("Udvalget ønsker mere.", "WISHES", 0),
    ]
    assert [each.outcome for each in statements[0].outcomes.all()] == ["DISCUSSED"]
    assert set(Invitation.objects.values_list("name", "presence", "note")) == {
        ("Otto", "substitute", "for Ida"),
        ("Eva", "apology", ""),
    }
    annex = Annex.objects.get()
    assert (annex.node.title, annex.document_number, annex.reference, annex.is_closed, annex.closed_reason) == (
        "Notat",
        "12",
        "13/24",
        True,
        "lukket efter § 27",
    )


def test_wrong_words_in_the_preview_are_named(cast: Cast, body: Body) -> None:
    client = enter(cast, "secretary")
    address = upload(client, body)
    sent = as_sent(client.get(address).content.decode()) | {"state": "published"}
    shown = client.post(
        address, {**sent, "attendance": "Otto; sover", "p2-b0-answers": "den første", "held_on": "i går"}
    ).content.decode()
    assert "»sover« er ikke afbud" in shown
    assert "Punkt 3: Skriv at-punkternes numre" in shown
    without = {key: value for key, value in sent.items() if not key.endswith("-include")}
    assert "ingen punkter at gemme" in client.post(address, without).content.decode()


def test_pasted_text_and_refusals(cast: Cast, body: Body) -> None:
    client = enter(cast, "secretary")
    assert "én af delene" in send(client, "import", expect=422, body=body.pk)
    broken = SimpleUploadedFile("referat.pdf", b"%PDF-1.7 broken")
    assert "beskadiget" in send(client, "import", expect=422, body=body.pk, file=broken)
    address = send(client, "import", body=body.pk, text="Punkt 1: Budget\r\n\r\nBeslutning\r\n\r\nGodkendt.")
    assert "Budget" in client.get(address).content.decode()
    assert enter(cast, "politician").get(address).status_code == 404
    key = address.rstrip("/").rsplit("/", 1)[1]
    send(client, "forget", key)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["alice", "director", "charlie", "dorte"])
def test_reading_in_is_for_secretaries(cast: Cast, body: Body, name: str) -> None:
    assert enter(cast, name).get(reverse("cases:import")).status_code == 403


def test_a_politician_of_the_body_may_not_read_in_either(cast: Cast, body: Body) -> None:
    client = enter(cast, "politician")
    shown = send(client, "import", expect=403, body=body.pk, text="Punkt 1: Budget")
    assert "sekretær" in shown


def rights_of(actor: Actor, meeting: Meeting) -> dict[str, bool]:

    return pages_views.meeting_rights(actor, meeting)


def test_buttons_are_shown_to_those_who_may(cast: Cast, meeting: Meeting) -> None:
    everything = {
        "plan": True,
        "publish_agenda": True,
        "begin_minutes": False,
        "publish_minutes": False,
        "call": True,
        "order": True,
        "propose": True,
        "standing": False,
        "note_approval": False,
        "minute": False,
    }

    assert rights_of(cast.secretary, meeting) == everything
    assert rights_of(cast.alice, meeting) == {**dict.fromkeys(everything, False), "propose": True}
    assert rights_of(cast.bob, meeting) == dict.fromkeys(everything, False)


def test_minutes_are_offered_from_the_meetings_own_day(cast: Cast, meeting: Meeting, browse: Browse) -> None:
    items.add_item(by=cast.secretary, meeting=meeting, wording=items.Wording(title="Væresteder"))
    begin = reverse("cases:begin_minutes", args=[meeting.pk])
    with time_machine.travel("2026-03-02 12:00", tick=False):
        client = browse(cast.secretary)
        send(client, "publish_agenda", meeting.pk)
        shown = page(client, "meeting", meeting.pk)
        assert "Referatet kan begyndes på mødets dag, 3. marts 2026." in shown
        assert "Fortryd offentliggørelsen" in shown
        assert begin not in shown
        assert reverse("cases:held", args=[meeting.pk]) not in shown
        client.post(begin)
        assert Meeting.objects.get().state == "agenda_published"
        assert "den tid er ikke kommet endnu" in page(client, "meeting", meeting.pk)

    with time_machine.travel("2026-03-03 08:00", tick=False):
        client = browse(cast.secretary)
        shown = page(client, "meeting", meeting.pk)
        assert begin in shown
        assert reverse("cases:held", args=[meeting.pk]) in shown
        send(client, "begin_minutes", meeting.pk)
        assert Meeting.objects.get().state == "minutes_draft"


def test_what_was_read_in_and_mended_stands_there_again_after_a_rest(cast: Cast, body: Body) -> None:
    noon = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
    with time_machine.travel(noon, tick=False):
        client = enter(cast, "secretary")
        sent = {"body": body.pk, "text": "Punkt 1: Budget\n\nBeslutning\nGodkendt."}
        preview = client.post(reverse("cases:import"), sent)["Location"]

    with time_machine.travel(noon + dt.timedelta(minutes=31), tick=False):
        answer = client.post(preview, {"p0-title": "Budget for 2027", "p0-include": "on"})
        back = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
        login = [cast.person(cast.secretary).user, "django.contrib.auth.backends.ModelBackend"]
        client.force_login(login[0], backend=login[1])
        drawn = client.get(back).content.decode()
        assert "Budget for 2027" in drawn
        assert 'name="p0-title"' in drawn
        other = enter(cast, "alice")
        assert other.get(preview).status_code == 404
