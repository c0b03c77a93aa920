"""Pads of numbered slips: handed out, printed once, typed sheet by sheet, and counted until none is missing."""

from __future__ import annotations

import datetime as dt
import io
import logging
import re
from typing import Any

import pikepdf
import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samspil.features.voices import actions as voice_actions
from samspil.features.voices import rules as voice_rules
from samspil.features.voices.models import Pad, Slip, Voice
from samspil.features.voices.rules import slips as rules
from samspil.features.voices.slips import actions, queries
from samspil.paper import qr
from samspil.paper.refusal import NotAllowed, NotFound, Refused
from samspil.spine import passes, people
from samspil.spine.models import Consent, Duty, JournalEntry, Pass
from tests.kit.cast import Cast
from tests.kit.clients import Browse

TODAY = dt.date(2026, 6, 1)


def hand(cast: Cast, number: int = 3, **said: Any) -> Pad:
    """Give Bob a pad that Alice made."""
    asked: dict[str, Any] = {
        "number": number,
        "holder": cast.person(cast.bob),
        "on": timezone.localdate(),
        "organisation": cast.municipality,
        "phone": "87 12 34 56",
    }
    return actions.hand_out(by=cast.alice, handing=actions.Handing(**(asked | said)))


def printed(cast: Cast, pad: Pad) -> list[str]:
    """Print a pad, and give the codes on its slips."""
    codes: list[str] = []

    def draw(code: str) -> str:
        codes.append(code)
        return qr.svg(code)

    pdf = actions.print_pad(by=cast.alice, pad=pad, address="samspil.example/bidrag/kode/", draw=draw)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == len(codes)
    return codes


def sheet(cast: Cast, **said: Any) -> voice_actions.Given:
    asked: dict[str, Any] = {
        "organisation": cast.municipality,
        "words": "Der er langt til bussen.",
        "purposes": ["interpret"],
        "consent_form": "oral",
        "danger": "no",
    }
    return voice_actions.Given(**(asked | said))


def type_in(cast: Cast, pad: Pad, number: int, **said: Any) -> Voice:
    return actions.type_in(by=cast.bob, pad=pad, number=number, given=sheet(cast, **said))


def opens(code: str) -> bool:
    return passes.stands(code, purpose=voice_rules.PASS_PURPOSE)


@pytest.mark.parametrize(
    ("before", "after", "is_allowed"),
    [
        ("out", "in", True),
        ("out", "void", True),
        ("out", "lost", True),
        ("void", "out", True),
        ("lost", "out", True),
        ("out", "out", False),
        ("in", "out", False),
        ("in", "void", False),
        ("in", "lost", False),
        ("in", "in", False),
        ("void", "in", False),
        ("void", "lost", False),
        ("void", "void", False),
        ("lost", "in", False),
        ("lost", "void", False),
        ("lost", "lost", False),
    ],
)
def test_what_a_slip_may_become(before: str, after: str, *, is_allowed: bool) -> None:
    if is_allowed:
        rules.STATES.check(before, after)
        return
    with pytest.raises(Refused, match="Åbn blokken igen"):
        rules.STATES.check(before, after)


@pytest.mark.parametrize(
    ("state", "is_printed", "days", "refused"),
    [
        ("out", True, 0, ""),
        ("out", True, 365, ""),
        ("out", True, 366, "mere end et år"),
        ("out", False, 0, "ikke udskrevet"),
        ("in", True, 0, "Seddel 7 er skrevet ind"),
        ("lost", True, 0, "meldt tabt"),
        ("void", True, 0, "meldt ubrugt"),
        (None, True, 0, "sedlerne 1 til 5, og nummer 7"),
    ],
)
def test_which_sheet_can_be_typed(state: str | None, days: int, refused: str, *, is_printed: bool) -> None:
    said: dict[str, Any] = {"is_printed": is_printed, "day": TODAY, "today": TODAY + dt.timedelta(days=days)}
    if not refused:
        rules.check_typed(state, 7, 5, **said)
        return
    with pytest.raises(Refused, match=refused) as met:
        rules.check_typed(state, 7, 5, **said)
    assert met.value.field == "number"


@pytest.mark.parametrize(
    ("days", "out", "is_printed", "is_missing"),
    [(2, 1, True, False), (3, 1, True, True), (3, 0, True, False), (30, 2, False, False)],
)
def test_when_slips_are_missing(days: int, out: int, *, is_printed: bool, is_missing: bool) -> None:
    today = TODAY + dt.timedelta(days=days)
    assert rules.is_missing(TODAY, today, out, is_printed=is_printed) is is_missing


@pytest.mark.parametrize("number", [0, 51])
def test_a_pad_has_between_one_and_fifty_slips(cast: Cast, number: int) -> None:
    with pytest.raises(Refused, match="mellem 1 og 50"):
        hand(cast, number)
    assert hand(cast, 50).slips.count() == 50


def test_only_the_coordinator_hands_out_and_only_to_somebody_there(cast: Cast) -> None:
    for outside in (cast.bob, cast.dorte, cast.charlie):
        with pytest.raises(NotAllowed):
            actions.hand_out(by=outside, handing=actions.Handing(3, cast.person(cast.bob), TODAY, cast.municipality))
    with pytest.raises(Refused, match="ingen rolle hos") as refused:
        hand(cast, holder=cast.person(cast.charlie))
    assert refused.value.field == "holder"
    with pytest.raises(Refused, match="to måneder"):
        hand(cast, on=timezone.localdate() + dt.timedelta(days=61))


def test_a_slip_says_whom_to_ring(cast: Cast) -> None:
    with pytest.raises(Refused, match="telefonnummer") as refused:
        hand(cast, phone="")
    assert refused.value.field == "phone"
    call = queries.who_to_call(hand(cast))
    assert call is not None
    assert (call.name, call.phone) == (cast.municipality.name, "87 12 34 56")
    assert hand(cast, phone="").pk


def test_a_code_opens_the_voice_from_the_moment_its_sheet_is_typed(cast: Cast) -> None:
    pad = hand(cast)
    first, second, _third = printed(cast, pad)
    assert not opens(first)
    with pytest.raises(Refused, match="er udskrevet"):
        printed(cast, pad)
    voice = type_in(cast, pad, 1)
    assert opens(first)
    assert not opens(second)
    assert Pass.objects.get(node=voice.node).purpose == voice_rules.PASS_PURPOSE
    slip = Slip.objects.get(pad=pad, number=1)
    assert (slip.state, slip.voice, slip.token_hash, slip.issued) == ("in", voice, None, Pass.objects.get())
    assert voice.is_danger_settled
    for number, told in ((1, "er skrevet ind"), (4, "nummer 4 er ikke en af dem")):
        with pytest.raises(Refused, match=told):
            type_in(cast, pad, number)
    assert Voice.objects.count() == 1


def test_a_refused_sheet_leaves_its_slip_out(cast: Cast) -> None:
    pad = hand(cast)
    code = printed(cast, pad)[0]
    for said, told in (({"words": "Jeg vil ikke leve mere"}, "Læs ordene igen"), ({"purposes": []}, "samtykke|mindst")):
        with pytest.raises(Refused, match=told):
            type_in(cast, pad, 1, **said)
    assert Slip.objects.get(pad=pad, number=1).state == "out"
    assert not opens(code)


def test_a_lost_slip_opens_nothing_and_is_found_again(cast: Cast) -> None:
    pad = hand(cast)
    code = printed(cast, pad)[0]
    slip = Slip.objects.get(pad=pad, number=1)
    actions.lose(by=cast.bob, slip=slip)
    with pytest.raises(Refused, match="meldt tabt"):
        type_in(cast, pad, 1)
    assert not opens(code)
    actions.put_back(by=cast.bob, slip=slip)
    type_in(cast, pad, 1)
    assert opens(code)


def test_the_code_of_a_typed_voice_is_blocked_and_replaced(cast: Cast) -> None:
    pad = hand(cast)
    code = printed(cast, pad)[0]
    voice = type_in(cast, pad, 1)
    slip = Slip.objects.get(pad=pad, number=1)
    for _twice in range(2):
        actions.block(by=cast.bob, slip=slip)
    assert not opens(code)
    assert opens(voice_actions.issue_code(by=cast.alice, voice=voice))
    with pytest.raises(Refused, match="Meld den tabt"):
        actions.block(by=cast.bob, slip=Slip.objects.get(pad=pad, number=2))


def test_missing_slips_are_a_duty_that_goes_away_by_itself(cast: Cast) -> None:
    day = timezone.localdate() - dt.timedelta(days=3)
    pad = hand(cast, on=day)
    hand(cast, on=day)  # never printed: nobody has it
    printed(cast, pad)
    assert (
        actions.look_for_missing(by=people.job("voices.slips"), today=timezone.localdate() - dt.timedelta(days=1)) == 0
    )
    for expected in (1, 0):
        assert actions.look_for_missing(by=people.job("voices.slips"), today=timezone.localdate()) == expected
    duty = Duty.objects.get(purpose="slips")
    assert (duty.owner, duty.node, duty.done_at) == (cast.person(cast.bob), pad.node, None)

    type_in(cast, pad, 1)
    actions.lose(by=cast.bob, slip=Slip.objects.get(pad=pad, number=2))
    duty.refresh_from_db()
    assert duty.done_at is None
    actions.set_aside(by=cast.alice, slip=Slip.objects.get(pad=pad, number=3))
    duty.refresh_from_db()
    assert (duty.ended, duty.fulfilled_by) == ("record", pad.node)
    counted = queries.tally(queries.pad(cast.alice, pad.pk))
    assert (counted.out, counted.came_in, counted.void, counted.lost, counted.missing) == (2, 1, 1, 1, 0)
    # Out after all: it is looked for again.
    actions.put_back(by=cast.bob, slip=Slip.objects.get(pad=pad, number=3))
    assert actions.look_for_missing(by=people.job("voices.slips"), today=timezone.localdate()) == 1
    assert actions.set_rest_aside(by=cast.bob, pad=pad) == 1
    assert not Duty.objects.filter(purpose="slips", done_at=None).exists()


def test_who_is_no_part_of_it_neither_sees_nor_changes_a_pad(cast: Cast) -> None:
    pad = hand(cast)
    printed(cast, pad)
    slip = pad.slips.first()
    assert slip is not None
    for outside in (cast.charlie, cast.dorte, cast.politician):
        with pytest.raises(NotFound):
            queries.pad(outside, pad.pk)
        with pytest.raises(NotFound):
            queries.slip(outside, slip.pk)
        for deed in (actions.lose, actions.set_aside, actions.put_back, actions.block):
            with pytest.raises(NotAllowed):
                deed(by=outside, slip=slip)
        with pytest.raises(NotAllowed):
            actions.type_in(by=outside, pad=pad, number=1, given=sheet(cast))


def everything() -> str:
    """Return all that stands in the database, as text."""
    return "\n".join(str(row) for model in apps.get_models() for row in model._base_manager.values())


def test_no_code_stands_anywhere_in_the_clear(
    cast: Cast, browse: Browse, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    mint = passes.mint

    def remembered() -> passes.Minted:
        made.append((minted := mint()).token)
        return minted

    monkeypatch.setattr(passes, "mint", remembered)
    pad, client = hand(cast), browse(cast.alice)
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as asked:
        response = client.post(reverse("voices:print_pad", args=[pad.pk]))
        assert response["Content-Type"] == "application/pdf"
        assert response["Cache-Control"] == "no-store"
        type_in(cast, pad, 1)
        actions.lose(by=cast.bob, slip=Slip.objects.get(pad=pad, number=2))
        shown = client.get(reverse("voices:pad", args=[pad.pk])).content.decode()
    assert len(made) == 3
    assert JournalEntry.objects.filter(verb="pad.printed").exists()
    journalled = [str(each) for each in JournalEntry.objects.values()]
    told = [everything(), *journalled, caplog.text, shown, *(query["sql"] for query in asked), str(response.headers)]
    for code in made:
        for spelt in (code, code.replace("-", ""), code.lower()):
            assert not any(spelt in each for each in told)


def sent(cast: Cast, number: int, **said: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "number": number,
        "words": "Bussen kører for sjældent.",
        "danger": "no",
        "role_label": "borger",
        "purposes": ["interpret"],
        "consent_form": "oral",
        "channel": "letter",
        "place": "Vivild",
        "source_method": "field_work",
        "received_on": f"{today:%d/%m/%Y}",
        "owner": str(cast.person(cast.alice).pk),
        "due_on": f"{today + dt.timedelta(days=30):%d/%m/%Y}",
        **said,
    }


def test_sheet_after_sheet_is_typed_with_what_they_share_written_once(cast: Cast, browse: Browse) -> None:
    pad = hand(cast, 2)
    printed(cast, pad)
    client: Client = browse(cast.bob)
    page = reverse("voices:type_in", args=[pad.pk])
    form = client.get(page).context["form"]
    assert (form["number"].value(), form["received_on"].value()) == (1, timezone.localdate())

    assert client.post(page, sent(cast, 9)).status_code == 422
    response = client.post(page, sent(cast, 1))
    assert (response.status_code, response["Location"]) == (302, page)
    form = client.get(page).context["form"]
    kept = {name: form[name].value() for name in ("number", "place", "source_method", "owner", "words")}
    assert kept == {
        "number": 2,
        "place": "Vivild",
        "source_method": "field_work",
        "owner": cast.person(cast.alice).pk,
        "words": None,
    }
    # Somebody may be in danger: that comes before the next sheet, and nothing of the last one's is left out.
    response = client.post(page, sent(cast, 2, danger="yes"))
    assert response["Location"] == reverse("voices:danger", args=[Slip.objects.get(pad=pad, number=2).voice_id])
    assert Duty.objects.filter(purpose="danger", owner=cast.person(cast.bob)).exists()


def test_the_presses_of_a_pad_lead_back_to_it(cast: Cast, browse: Browse) -> None:
    client = browse(cast.alice)
    form = {
        "holder": str(cast.person(cast.bob).pk),
        "number": "4",
        "on": f"{timezone.localdate():%d/%m/%Y}",
        "organisation": str(cast.municipality.pk),
        "phone": "87 12 34 56",
    }
    assert client.post(reverse("voices:hand_out"), form).status_code == 302
    pad = Pad.objects.get()
    home = reverse("voices:pad", args=[pad.pk])
    assert "Ikke udskrevet" in client.get(reverse("voices:pads")).content.decode()
    assert client.post(reverse("voices:print_pad", args=[pad.pk])).status_code == 200
    assert client.post(reverse("voices:print_pad", args=[pad.pk]))["Location"] == home
    type_in(cast, pad, 1)
    one, two, three, _four = pad.slips.order_by("number")
    for name, slip, state in (
        ("set_aside", two, "void"),
        ("put_back", two, "out"),
        ("lose", three, "lost"),
        ("block", one, "in"),
    ):
        assert client.post(reverse(f"voices:{name}", args=[slip.pk]))["Location"] == home
        slip.refresh_from_db()
        assert slip.state == state
    assert "Koden er spærret" in client.get(home).content.decode()
    assert client.post(reverse("voices:set_rest_aside", args=[pad.pk]))["Location"] == home
    counted = re.sub(r"\s+", " ", client.get(home).content.decode())
    assert "2 ude, 1 inde · 1 tabt · 2 ubrugt" in counted


def test_pages_ask_as_often_however_much_there_is(cast: Cast, browse: Browse) -> None:
    client = browse(cast.alice)
    small = hand(cast, 1)
    printed(cast, small)
    type_in(cast, small, 1)

    def asked(page: str) -> int:
        client.get(page)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(page).status_code == 200
        return len(counted)

    before = {name: asked(reverse(name)) for name in ("voices:pads",)}
    alone = asked(reverse("voices:pad", args=[small.pk]))
    large = hand(cast, 30)
    printed(cast, large)
    for number in range(1, 8):
        type_in(cast, large, number)
    assert {name: asked(reverse(name)) for name in before} == before
    # The presses of the slips that are out ask nothing of the database.
    assert asked(reverse("voices:pad", args=[large.pk])) == alone


def test_a_voice_from_a_sheet_is_as_any_other(cast: Cast) -> None:
    pad = hand(cast)
    printed(cast, pad)
    typed = type_in(cast, pad, 1)
    assert Duty.objects.filter(node=typed.node, purpose="answer").exists()
    pad.refresh_from_db()
    assert Consent.objects.get(node=typed.node).text.version == pad.consent_version
