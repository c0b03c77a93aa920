"""A page read in English: the programme's words are English, what a deed keeps and what is taken away is Danish."""

from __future__ import annotations

import datetime as dt

import pytest
from django import forms as django_forms
from django.conf import settings
from django.test import Client
from django.utils import translation

from samspil.features.partnerships.core import rules as partnerships
from samspil.features.partnerships.core.models import Activity
from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import journal, kinds, policy
from samspil.web import export, forms, story
from samspil.web.templatetags import figures


def test_words_states_and_refusals_are_said_in_english() -> None:
    row = next(
        each for each in policy.table() if each.refusal == "Kun tovholderen kan lægge idéer sammen og skille dem ad."
    )
    with translation.override("en"):
        assert partnerships.SIDES["citizen"] == "Citizens"
        assert Activity(state="cancelled", method="workshop").get_method_display() == "Workshop"
        assert Activity(method="kitchen_table_talk").get_method_display() == "Kitchen table talks"
        assert Refused(row.refusal).told == "Only the coordinator can merge ideas and separate them."
        assert story.sentence("led_to")[1] == "came of"
    assert partnerships.SIDES["citizen"] == "Borgere"
    assert Activity(method="kitchen_table_talk").get_method_display() == "Køkkenbordssamtaler"


def test_the_choices_of_a_form_are_said_and_what_people_wrote_is_not() -> None:
    class Asked(forms.Form):
        level = forms.Choice(label="", choices=list(partnerships.LEVELS.items()))
        party = forms.Choice(label="", choices=lambda: [("1", "ikke kendt her")])
        asked_when_drawn = django_forms.ChoiceField(choices=lambda: [("1", "borger")])

        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)  # type: ignore[arg-type]
            self.fields["party"].choices = [("1", "borger")]  # type: ignore[attr-defined]

    with translation.override("en"):
        asked = Asked()
    assert [word for _key, word in asked.fields["level"].choices] == ["inform", "hear", "involve", "co-create"]  # type: ignore[attr-defined]
    assert asked.fields["party"].choices == [("1", "borger")]  # type: ignore[attr-defined]
    assert list(asked.fields["asked_when_drawn"].choices) == [("1", "borger")]  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_deed_and_what_is_taken_away_speak_danish() -> None:
    @journal.deed
    def kept() -> str:
        return partnerships.SIDES["citizen"]

    @export.in_danish()
    def taken() -> str:
        return partnerships.SIDES["citizen"]

    with translation.override("en"):
        assert (kept(), taken(), partnerships.SIDES["citizen"]) == ("Borgere", "Borgere", "Citizens")


@pytest.mark.parametrize(
    ("language", "day", "weekday", "clock", "spring", "month"),
    [
        ("da", "3. maj 2026", "søndag den 3. maj 2026", "kl. 8.30", "foråret 2026", "maj 2026"),
        ("en", "3 May 2026", "Sunday 3 May 2026", "at 8:30", "spring 2026", "May 2026"),
    ],
)
def test_dates_are_written_as_the_reader_writes_them(
    language: str, day: str, weekday: str, clock: str, spring: str, month: str
) -> None:
    on = dt.date(2026, 5, 3)
    with translation.override(language):
        assert (figures.danish_date(on), figures.weekday_date(on)) == (day, weekday)
        assert figures.clock(dt.datetime(2026, 5, 3, 6, 30, tzinfo=dt.UTC)) == clock
        assert figures.told_when(danish.When(on, "season")) == spring
        assert figures.told_when(danish.When(on, "month")) == month
        assert figures.told_when(danish.When(on, "year")) == "2026"


@pytest.mark.django_db
def test_a_page_is_read_in_the_language_that_was_chosen(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get("/proevehandlinger/").content.decode()
    assert '<html lang="en">' in page
    assert "Small, local experiments" in page
    assert kinds.get("trial").label == "Prøvehandling"
