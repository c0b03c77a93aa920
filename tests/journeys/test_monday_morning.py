"""A coordinator's Monday morning on a phone: who waits, one text to three, two letters posted, one call that is made twice."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from samspil.features.voices.models import Answer, Voice
from samspil.spine import waiting
from samspil.spine.models import Duty
from tests.journeys.base import Visit
from tests.kit import given
from tests.kit.cast import Cast

pytestmark = pytest.mark.journey
NARROW = (375,)


@pytest.fixture
def voices(cast: Cast, transactional_db: None) -> list[Voice]:
    days = (dt.date(2026, 1, 5), dt.date(2026, 1, 6), dt.date(2026, 1, 7))
    letters = [given.voice(cast, received_on=day, contact="Lillevej 1, 8585 Bakkeby") for day in days[:2]]
    return [*letters, given.voice(cast, received_on=days[2], channel="phone", contact="12 34 56 78")]


def waits(voice: Voice) -> bool:
    return not waiting.of("is_voice", [voice.pk])[voice.pk].is_over


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_everybody_who_waited_has_an_answer_before_lunch(
    open_visit: Callable[..., Visit], cast: Cast, voices: list[Voice], tmp_path: Path, script: bool
) -> None:
    *letters, call = voices
    apart = given.voice(cast, danger="")
    alice = open_visit(script=script)
    alice.log_in(cast.alice)
    page = alice.page
    page.set_viewport_size({"width": 375, "height": 812})

    def demand() -> None:
        page.wait_for_load_state()
        if script:
            alice.demand(widths=NARROW)

    alice.go("/mit-samspil/")
    page.locator("main").get_by_role("link", name="Stemmer uden svar").click()
    demand()
    main = page.locator("main")
    assert "Der mangler svar på, om nogen er i fare." in main.locator(".beside").inner_text()
    assert main.locator("input[type=checkbox]").count() == 3
    assert main.locator(f"#v{apart.pk}").count() == 0
    for voice in voices:
        main.locator(f"label[for=v{voice.pk}]").click()
    main.get_by_role("button", name="Svar på dem, du har sat kryds ved").click()
    demand()
    main.get_by_label("Svaret til alle").fill("Bussen kører nu til klokken 18.")
    main.locator("textarea").nth(1).fill("Du fortalte om din mor.")
    main.get_by_role("button", name="Se svarene, før de gemmes").click()
    demand()
    assert main.locator("blockquote").all_inner_texts()[0].startswith("Du fortalte om din mor.")
    main.get_by_role("button", name="Gem 3 svar").click()
    demand()
    assert Answer.objects.filter(state="ready").count() == 3
    assert all(waits(voice) for voice in voices)

    main.get_by_role("link", name="Breve (2)").click()
    demand()
    with page.expect_download() as coming:
        main.get_by_role("button", name="Udskriv brevene (PDF)").click()
    coming.value.save_as(tmp_path / "breve.pdf")
    assert (tmp_path / "breve.pdf").read_bytes().startswith(b"%PDF")
    page.reload()
    main.get_by_role("button", name="Brevene er sendt").click()
    demand()
    assert [waits(voice) for voice in voices] == [False, False, True]

    alice.go("/bidrag/uden-svar/")
    main.get_by_role("link", name="Ringeliste (1)").click()
    demand()
    assert main.locator("a[href='tel:+4512345678']").inner_text() == "12 34 56 78"
    main.get_by_role("link", name="Ikke nået frem").click()
    demand()
    main.get_by_text("Ingen svarede").click()
    main.get_by_role("button", name="Gem").click()
    demand()
    alice.go("/bidrag/uden-svar/ring/")
    assert re.search(r"Nåede ikke frem .*: Ingen svarede\.", main.inner_text())
    duty = Duty.objects.get(node=call.node, purpose="answer")
    assert (duty.done_at, duty.due_on) == (None, timezone.localdate() + dt.timedelta(days=7))
    main.get_by_role("button", name="Nåede frem").click()
    demand()
    assert "Der er ingen at ringe til." in main.inner_text()
    assert not any(waits(voice) for voice in [*letters, call])
    assert waits(apart)
