"""Whatever is read in is kept: from the source through preview, form and deed to the records no printed character is lost.

And what may be closed is closed, or asked about, before anything is saved; nobody outside ever sees a word of it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from samspil.analysis import minutes
from samspil.features.cases.importing import actions as importing_actions
from samspil.features.cases.importing import rules as importing_rules
from samspil.features.cases.importing.extract import proposals
from samspil.features.cases.importing.forms import preview
from samspil.features.cases.importing.models import SourceRemainder
from samspil.features.cases.records.models import AgendaItem, Annex, Body, Meeting
from samspil.features.cases.seats import actions as seats_actions
from samspil.paper.refusal import Refused
from samspil.spine import happened, people, search
from samspil.spine.models import Node, TextVersion
from tests.analysis.minutes import damage, wordings
from tests.features.cases import foreign
from tests.features.cases.test_views import as_sent
from tests.kit import shared
from tests.kit.cast import Cast
from tests.kit.clients import enter

REAL = sorted((shared.REPOSITORY / "demo" / "documents").glob("*.txt"))
LAYOUTS = sorted((shared.REPOSITORY / "tests" / "analysis" / "minutes" / "layouts").glob("*.txt"))
SOURCES: dict[str, str] = {
    **{path.stem: minutes.read(path) for path in (*REAL, *LAYOUTS)},
    **foreign.TEXTS,
    **{f"wording {nth}": row[1] for nth, row in enumerate(wordings.written()[::25])},
}
SAMPLE = 60
# After the day of every source: one of them is of 2027, and minutes of a meeting that lies ahead are refused.
ALL_HELD = dt.date(2030, 1, 1)


@pytest.fixture(autouse=True)
def _all_have_been_held() -> Iterator[None]:
    with happened.as_of(ALL_HELD):
        yield


def printed(pieces: Any) -> Counter[str]:
    """Count every character but blanks, by its own way and not the product's."""
    return Counter(letter for piece in pieces for letter in piece if not letter.isspace())


def body(cast: Cast) -> Body:
    return seats_actions.add_body(by=cast.secretary, circle=cast.committee, house="norddjurs")


def post_of(form: preview.PreviewForm) -> QueryDict:
    """Return what a browser would send of a preview that nobody touched."""
    sent = QueryDict(mutable=True)
    for each in (form, *(one for part in form.parts for one in (part.form, *part.statements))):
        for name in each.fields:
            field = each[name]
            value = field.value()
            if value is True:
                sent[field.html_name] = "on"
            elif isinstance(value, list):
                sent.setlist(field.html_name, value)
            elif value not in (None, False):
                sent[field.html_name] = str(value).replace("\n", "\r\n")
    return sent


def answered(sent: QueryDict, draft: importing_rules.Meeting, *, openness: str = "closed") -> QueryDict:
    """Fill in what the preview asks for: a date, how far the meeting is, titles, and open or closed."""
    sent = sent.copy()
    sent["held_on"] = sent.get("held_on") or "03/03/2026"
    has_decisions = any(item.statements for item in draft.items)
    sent["state"] = sent.get("state") or ("published" if has_decisions else "agenda_published")
    for place, item in enumerate(draft.items):
        if not item.title.strip():
            sent[f"p{place}-title"] = "Uden titel"
        if item.is_closed is None:
            sent[f"p{place}-is_closed"] = openness
    return sent


def kept(meeting: Meeting) -> list[str]:
    """Return every text that the records of one import hold."""
    items = AgendaItem.objects.filter(meeting=meeting)
    nodes = [*items.values_list("pk", flat=True)]
    annexes = Annex.objects.filter(item__meeting=meeting)
    nodes += annexes.values_list("pk", flat=True)
    found = [*Node.objects.filter(pk__in=nodes).values_list("title", flat=True)]
    said = Node.objects.filter(kind="decision", decision_statement__item__meeting=meeting).values_list("pk", flat=True)
    found += TextVersion.objects.filter(text__node__in=[*items.values_list("pk", flat=True), *said]).values_list(
        "body", flat=True
    )
    found += [words for pair in annexes.values_list("document_number", "reference") for words in pair]
    for left in SourceRemainder.objects.filter(source__meeting=meeting):
        found += [left.unplaced, *(words for _, words in left.furniture)]

    return found


def saved(cast: Cast, at: Body, text: str) -> Meeting | None:
    """Read a text in as the preview would, untouched but for what it asks; None where it has no items."""
    draft = proposals.propose(text)
    assert printed([text]) - printed(importing_rules.held(draft)) == Counter()
    if not draft.items:
        return None
    sent = answered(post_of(preview.PreviewForm(draft=draft)), draft)
    form = preview.PreviewForm(sent, draft=importing_rules.from_json(importing_rules.as_json(draft)))
    assert form.is_valid(), form.errors
    return importing_actions.import_meeting(by=cast.secretary, body=at, draft=form.draft())


@pytest.mark.parametrize("name", SOURCES)
def test_every_character_is_kept(cast: Cast, name: str) -> None:
    text = SOURCES[name].replace("\r\n", "\n")
    meeting = saved(cast, body(cast), text)
    if meeting is not None:
        assert printed([text]) - printed(kept(meeting)) == Counter()


@pytest.mark.standard
def test_every_character_of_the_published_examples_is_kept(cast: Cast) -> None:
    at = body(cast)
    lost = {}
    for path in sorted((shared.folder("examples") / "minutes").glob("*.txt")):
        text = minutes.read(path)
        meeting = saved(cast, at, text)
        assert meeting is not None
        lost[path.stem] = printed([text]) - printed(kept(meeting))
        _away(meeting)
    assert {name: found for name, found in lost.items() if found} == {}


def _away(meeting: Meeting) -> None:
    """Move a meeting to another day, so that the next example of the same day is a meeting of its own."""
    Node.objects.filter(pk=meeting.pk).update(
        occurred_on=f"1990-01-{1 + Node.objects.filter(kind='meeting').count() % 28:02}"
    )


def test_every_character_of_damaged_copies_is_in_the_draft() -> None:
    texts = list(SOURCES.values())
    for seed in range(SAMPLE):
        text = damage.damaged(texts[seed % len(texts)], seed).replace("\x00", "").replace("\r\n", "\n")
        draft = proposals.propose(text)
        assert printed([text]) - printed(importing_rules.held(draft)) == Counter(), seed


def test_a_loss_between_page_and_record_is_refused(cast: Cast) -> None:
    draft = importing_rules.Meeting(
        "a" * 64, held_on=None, items=(importing_rules.Item("T" * 501, annexes=(importing_rules.Annex("B" * 600),)),)
    )
    at = body(cast)
    with pytest.raises(Refused, match="ville gå tabt"):
        importing_actions.import_meeting(
            by=cast.secretary, body=at, draft=dataclasses.replace(draft, held_on=dt.date(2026, 3, 3))
        )
    assert Meeting.objects.count() == 0


def test_only_the_secretary_sees_what_is_left_and_can_let_it_go(cast: Cast) -> None:
    at = body(cast)
    meeting = saved(cast, at, foreign.TEXTS["grundejerforening"])
    assert meeting is not None
    address = reverse("cases:unplaced", args=[meeting.pk])
    left = SourceRemainder.objects.get()
    assert "Formanden bød velkommen" in " ".join([left.unplaced, *(words for _, words in left.furniture)])
    secretary = enter(cast, "secretary")
    assert address in secretary.get(reverse("cases:meeting", args=[meeting.pk])).content.decode()
    assert "Formanden bød velkommen" in secretary.get(address).content.decode()
    for other in (Client(), enter(cast, "politician"), enter(cast, "charlie")):
        assert other.get(address).status_code in {403, 404}
        assert address not in other.get(reverse("cases:meeting", args=[meeting.pk])).content.decode()

    assert secretary.post(address, {f"words-{left.pk}": "", "forget": "on"}).status_code == 302
    assert SourceRemainder.objects.count() == 0
    assert secretary.get(address).status_code == 404


CANARY = "vendehalsen"


def crawl(client: Client) -> str:
    """Open every page and file that an anonymous visitor can reach by links, and give all their words."""
    todo = [reverse(name) for name in ("cases:list", "cases:bodies", "cases:open_data", "cases:feed", "cases:download")]
    todo += ["/", "/oparl/", reverse("cases:follow_ups")]
    for meeting in Meeting.objects.all():
        todo += [
            reverse(f"cases:{name}", args=[meeting.pk])
            for name in ("meeting", "minutes_html", "calendar", "export_meeting", "minutes_pdf")
        ]
        todo += [
            f"{reverse('cases:export_meeting', args=[meeting.pk])}?form={form}"
            for form in ("txt", "csv", "docx", "json")
        ]
        todo.append(reverse("cases:body", args=[meeting.body_id]))
        todo += [
            reverse("cases:body_feed", args=[meeting.body_id]),
            reverse("cases:body_calendar", args=[meeting.body_id]),
        ]

    todo += [reverse("cases:detail", args=[pk]) for pk in AgendaItem.objects.values_list("pk", flat=True)]
    seen: set[str] = set()
    words = []
    while todo and len(seen) < 400:
        address = todo.pop()
        if address in seen:
            continue
        seen.add(address)
        response = client.get(address)
        whole = response.getvalue()
        shown = whole.decode("utf-8", "replace")
        words.append(shown)
        if response.status_code == 200:
            found = re.findall(r'href="(/[^"#]*)"', shown) + re.findall(r'"https?://[^/"]+(/oparl[^"]*)"', shown)
            todo += [link.replace("&amp;", "&") for link in found if "/log" not in link and "/konto" not in link]

    assert len(seen) > 15
    return "\n".join(words).lower()


def marked(text: str, dice: random.Random) -> str:
    """Put the canary into one item of a text and mark that item as closed in one of the wordings."""
    read = minutes.parse(text)
    places = [
        (span.start, span.end)
        for span in read.spans
        if span.kind == "title" and len(text[span.start : span.end]) > 4 and "\n" not in text[span.start : span.end]
    ]
    start, end = dice.choice(places)
    title = f"{text[start:end]} {CANARY}"
    if dice.random() < 0.6:
        wording = dice.choice([words for words, told in wordings.ON_THE_LINE if told == "closed"])
        return text[:start] + wording.format(title) + text[end:]

    wording = dice.choice([words for words, told in wordings.UNDER_THE_TITLE if told == "closed"])
    return f"{text[:start]}{title}\n{wording}\n{text[end:].lstrip()}"


@pytest.mark.walk(many=1, first=2)
@pytest.mark.parametrize("seed", range(6))
def test_an_item_that_is_marked_closed_is_seen_by_nobody_outside(cast: Cast, seed: int) -> None:
    dice = random.Random(seed)
    at = body(cast)
    sources = [text for text in SOURCES.values() if any(item.title for item in minutes.parse(text).items)]
    text = marked(sources[(seed * 7) % len(sources)], dice)
    secretary = enter(cast, "secretary")
    uploaded = secretary.post(reverse("cases:import"), {"body": at.pk, "text": text})
    assert uploaded.status_code == 302, uploaded.content.decode()[-3000:]
    address = uploaded["Location"]
    shown = secretary.get(address).content.decode()
    draft = proposals.propose(text.replace("\r\n", "\n"))
    holding = [item for item in draft.items if CANARY in repr((item.title, item.sections, item.statements)).lower()]
    assert CANARY in " ".join(importing_rules.held(draft)).lower()
    assert all(item.is_closed is not False for item in holding), [(item.title, item.is_closed) for item in holding]
    sent = as_sent(shown)
    untouched = secretary.post(address, sent)
    if importing_rules.asked(draft):
        assert untouched.status_code == 422
        assert Meeting.objects.count() == 0

    if untouched.status_code != 302:
        filled = QueryDict(mutable=True)
        for name, value in sent.items():
            filled.setlist(name, value)
        after = secretary.post(address, answered(filled, draft))
        assert after.status_code == 302, re.findall(r"form-error-message[^<]*<[^<]*", after.content.decode())

    assert Meeting.objects.count() == 1
    assert CANARY not in crawl(Client())
    assert list(search.find(people.NOBODY, CANARY)) == []
