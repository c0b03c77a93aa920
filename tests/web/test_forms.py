"""Forms: the design system's markup, Danish input, and what becomes of a deed that is refused."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django import forms as django_forms
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, QueryDict
from django.template import engines
from django.test import RequestFactory

from samspil.paper.refusal import NotFound, Refused
from samspil.spine import texts
from samspil.spine.models import Node
from samspil.web import forms
from tests.kit.cast import Cast
from tests.kit.flat import flat


class Everything(forms.Form):
    """One field of each shape."""

    title = django_forms.CharField(label="Titel", help_text="Kort", max_length=20)
    day = forms.DateField(label="Dato")
    start = forms.TimeField(label="Begynder", required=False)
    amount = forms.MoneyField(label="Beløb")
    level = forms.Choice(label="Niveau", choices=[("a", "Informere"), ("b", "Høre")])
    place = forms.Choice(label="Sted", choices=[(str(n), f"Sted {n}") for n in range(6)])
    consent = django_forms.BooleanField(label="Jeg siger ja")
    story = django_forms.CharField(label="Fortælling", widget=django_forms.Textarea, required=False)
    kinds = django_forms.MultipleChoiceField(
        label="Slags", choices=[("x", "X"), ("y", "Y")], widget=django_forms.CheckboxSelectMultiple, required=False
    )


GOOD = {
    "title": "Bussen",
    "day": "17/05/2026",
    "start": "kl. 8.30",
    "amount": "5,7 mio. kr.",
    "level": "b",
    "place": "3",
    "consent": "on",
    "story": "",
    "kinds": ["x", "y"],
}


def draw(form: django_forms.BaseForm, tag: str = '{% form form "Gem" %}') -> str:
    request = RequestFactory().get("/her/")
    return engines["django"].from_string(tag).render({"form": form}, request)


def one(pattern: str, text: str) -> re.Match[str]:
    found = re.findall(pattern, text, re.DOTALL)
    assert len(found) == 1, (pattern, found)
    match = re.search(pattern, text, re.DOTALL)
    assert match is not None
    return match


def test_what_is_written_in_danish_is_read() -> None:
    form = Everything(GOOD)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == GOOD | {
        "day": dt.date(2026, 5, 17),
        "start": dt.time(8, 30),
        "amount": 570_000_000,
        "consent": True,
    }


@pytest.mark.parametrize("written", ["17-05-2026", "17.05.2026", "17/05/2026", "17. maj 2026", "2026-05-17"])
def test_a_date_is_read_in_every_way_people_write_it(written: str) -> None:
    assert forms.DateField().clean(written) == dt.date(2026, 5, 17)


@pytest.mark.parametrize(
    ("written", "read"),
    [("8", (8, 0)), ("8.30", (8, 30)), ("08:30", (8, 30)), ("kl. 23.59", (23, 59)), ("kl 0.00", (0, 0))],
)
def test_a_time_is_read_in_every_way_people_write_it(written: str, read: tuple[int, int]) -> None:
    assert forms.TimeField().clean(written) == dt.time(*read)


@pytest.mark.parametrize(
    ("field", "written", "said"),
    [
        (forms.TimeField(), "24.00", "Skriv klokkeslættet"),
        (forms.TimeField(), "8.60", "Skriv klokkeslættet"),
        (forms.TimeField(), "morgen", "Skriv klokkeslættet"),
        (forms.DateField(), "31/04/2026", "findes ikke i kalenderen"),
        (forms.DateField(), "i går", "kan ikke læses som en dato"),
        (forms.MoneyField(), "mange penge", "kan ikke læses som et beløb"),
        (forms.MoneyField(), "-1", "Beløbet skal være mindst 0 kr."),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(field: django_forms.Field, written: str, said: str) -> None:
    with pytest.raises(django_forms.ValidationError) as refused:
        field.clean(written)
    assert said in refused.value.messages[0]


def test_an_empty_field_says_what_to_do_about_it() -> None:
    class Asked(forms.Form):
        file = django_forms.FileField()
        several = django_forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")])
        sure = django_forms.BooleanField()
        one = forms.Choice(choices=[("a", "A"), ("b", "B")])
        day = forms.WhenField()
        clock = forms.TimeField()
        amount = forms.MoneyField()
        count = django_forms.IntegerField()
        words = django_forms.CharField()
        own = django_forms.CharField(error_messages={"required": "Skriv, hvem der har nøglen."})

    said = [errors[0] for errors in Asked({}).errors.values()]
    assert said == [
        "Vælg en fil.",
        "Sæt mindst ét kryds.",
        "Sæt kryds her.",
        "Vælg en af mulighederne.",
        "Skriv en dato.",
        "Skriv et klokkeslæt.",
        "Skriv et beløb.",
        "Skriv et tal.",
        "Skriv noget her.",
        "Skriv, hvem der har nøglen.",
    ]


def test_a_field_names_its_hint_and_its_error_to_a_screen_reader() -> None:
    page = draw(Everything({"title": "", "day": "17/05/2026"}))
    group = one(r'<div class="form-group form-error">\s*<label class="form-label" for="id_title">.*?</div>', page)[0]
    assert '<span class="form-hint" id="id_title_helptext">Kort</span>' in flat(group)
    assert 'id="id_title_error"><span class="sr-only">Fejl:</span>Skriv noget her.</span>' in flat(group)
    field = one(r"<input[^>]*id=\"id_title\"[^>]*>", group)[0]
    assert 'class="form-input input-char-27"' in field
    assert 'aria-describedby="id_title_helptext id_title_error"' in field
    assert 'aria-invalid="true"' in field


def test_the_summary_leads_to_every_field_that_is_wrong() -> None:
    page = draw(Everything({"title": "", "day": "i går"}))
    summary = one(
        r'<div class="alert alert-error error-summary" role="alert" data-module="error-summary".*?</ul>', page
    )[0]
    assert "Der er problemer" in summary
    leads = re.findall(r'href="#([^"]+)"', summary)
    assert leads == ["id_title", "id_day", "id_amount", "id_level_0", "id_place", "id_consent"]
    assert [lead for lead in leads if f'id="{lead}"' not in page] == []


def test_each_shape_has_the_design_systems_markup() -> None:
    page = draw(Everything(initial={"day": dt.date(2026, 5, 17), "amount": 60_000_000, "start": dt.time(8, 5)}))
    assert (
        one(r'<div class="date-picker" data-default-value="2026-05-17">\s*(<input[^>]*>)', page)[1].count("17/05/2026")
        == 1
    )
    assert 'value="600.000"' in one(r'form-input-wrapper--suffix">\s*(<input[^>]*>)', page)[1]
    assert 'value="8.05"' in page
    assert page.count('class="form-group-radio"') == 2
    assert page.count('class="form-radio"') == 2
    assert page.count('class="form-checkbox"') == 3
    assert '<select name="place" class="form-select"' in page
    assert 'class="form-input"' in one(r'<textarea name="story"[^>]*>', page)[0]
    assert page.count("<legend") == 2
    assert page.count("(valgfrit)") == 3
    assert "csrfmiddlewaretoken" in page
    assert "hx-post" not in page


def test_htmx_is_asked_for() -> None:
    page = draw(Everything(), '{% form form "Gem" "on" cancel="/bort/" %}')
    assert 'hx-post="/her/" hx-target="#indhold" hx-select="#indhold" hx-swap="outerHTML"' in flat(page)
    assert 'href="/bort/"' in page


def refuse(refused: Refused) -> Any:
    def deed() -> None:
        raise refused

    return deed


def test_a_deed_that_is_done_leaves_its_result() -> None:
    form = Everything(GOOD)
    assert form.is_valid()
    assert forms.carry_out(form, lambda: "gjort")
    assert form.result == "gjort"


@pytest.mark.parametrize(("field", "lands"), [("title", "title"), ("ukendt", "__all__"), (None, "__all__")])
def test_a_refusal_lands_on_its_field_or_on_top(field: str | None, lands: str) -> None:
    form = Everything(GOOD)
    assert form.is_valid()
    assert not forms.carry_out(form, refuse(Refused("Titlen er taget.", field=field)))
    assert form.errors == {lands: ["Titlen er taget."]}
    assert "Titlen er taget." in draw(form)


def test_what_is_not_there_stays_not_found_but_a_wrong_code_is_said() -> None:
    form = Everything(GOOD)
    assert form.is_valid()
    with pytest.raises(NotFound):
        forms.carry_out(form, refuse(NotFound()))
    assert not forms.carry_out(form, refuse(NotFound("Koden passer ikke.")))
    assert form.non_field_errors() == ["Koden passer ikke."]


class Writing(forms.Form):
    """A text and the version it builds on."""

    body = django_forms.CharField(label="Tekst", widget=django_forms.Textarea)
    based_on = django_forms.IntegerField(widget=django_forms.HiddenInput)


def test_two_wordings_are_both_shown_and_sending_again_keeps_mine(cast: Cast) -> None:
    node = Node.objects.create(kind="test_early", title="T", organisation=cast.municipality)
    texts.write(by=cast.alice, node=node, name="body", body="Hendes ord")

    def write(form: forms.Form) -> bool:
        assert form.is_valid()
        return forms.carry_out(form, lambda: texts.write(by=cast.bob, node=node, name="body", **form.cleaned_data))

    form = Writing({"body": "Mine ord", "based_on": "0"})
    assert not write(form)
    page = draw(form)
    assert "Skrevet af Alice" in page
    assert "Hendes ord" in page
    assert page.count("Mine ord") == 2
    again = {name: one(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("based_on",)}
    assert again == {"based_on": "1"}
    assert write(Writing({"body": "Mine ord", **again}))
    newest = texts.current(node, "body")
    assert newest is not None
    assert (newest.number, newest.body) == (2, "Mine ord")


def test_of_several_texts_only_the_one_that_two_wrote_is_built_on_anew(cast: Cast) -> None:
    node = Node.objects.create(kind="test_early", title="T", organisation=cast.municipality)
    texts.write(by=cast.alice, node=node, name="body", body="Hendes ord")
    hidden = django_forms.IntegerField(widget=django_forms.HiddenInput)
    form = forms.Form({"based_on-body": "0", "based_on-summary": "0"})
    form.fields |= {"based_on-body": hidden, "based_on-summary": hidden}
    assert form.is_valid()
    assert not forms.carry_out(form, lambda: texts.write(by=cast.bob, node=node, name="body", body="Mine ord"))
    assert form.data == {"based_on-body": "1", "based_on-summary": "0"}


def asked(rf: RequestFactory) -> HttpRequest:
    from django.contrib.messages.storage.cookie import CookieStorage

    request = rf.post("/")
    request._messages = CookieStorage(request)
    return request


def test_a_button_says_that_it_was_done_or_why_not(rf: RequestFactory) -> None:
    request = asked(rf)
    assert forms.do(request, lambda: None, done="Bidraget er offentligt.")
    assert not forms.do(request, refuse(Refused("Der mangler et samtykke.")))
    with pytest.raises(NotFound):
        forms.do(request, refuse(NotFound()))
    assert [(m.level_tag, str(m)) for m in get_messages(request)] == [
        ("success", "Bidraget er offentligt."),
        ("error", "Der mangler et samtykke."),
    ]


def test_a_deed_is_a_form_of_one_button_and_asks_first_when_told() -> None:
    key = "5d2c1f0e-0000-4000-8000-000000000001"
    tag = f'{{% deed "web:unlink" "{key}" "Træk tilbage" confirm="Er du sikker?" look="warning" why="fordi" %}}'
    page = draw(Everything(), tag)
    assert f'action="/sammenhaeng/{key}/traek-tilbage/"' in page
    assert "<summary" in page
    assert "Er du sikker?" in page
    assert '<input type="hidden" name="why" value="fordi">' in page
    assert "csrfmiddlewaretoken" in page
    assert "<details" not in draw(Everything(), f'{{% deed "web:unlink" "{key}" "Træk tilbage" %}}')


def test_a_press_is_the_pages_token_with_every_word_and_file_in_it(rf: RequestFactory) -> None:
    def key(path: str = "/a/", file: bytes = b"indhold", **words: str) -> str:
        said = {"csrfmiddlewaretoken": "x" * 64, "title": "Kaffe", **words}
        request = rf.post(path, {**said, "file": SimpleUploadedFile("a.txt", file)})
        made = forms.press_of(request.POST, request.FILES, at=request.path)
        assert not made or request.FILES["file"].read() == file  # type: ignore[union-attr]
        return made

    assert key() == key()
    others = [
        key("/b/"),
        key(file=b"andet"),
        key(title="Te"),
        key(csrfmiddlewaretoken="y" * 64),
        key(more=""),
        key(titl="eKaffe"),
    ]
    assert len({key(), *others}) == 7
    assert key(csrfmiddlewaretoken="") == ""


def test_a_label_that_is_a_sentence_is_followed_by_no_second_sign() -> None:
    class Asked(django_forms.Form):
        how = django_forms.CharField(label="Hvornår er mødet?")
        read = django_forms.BooleanField(label="Jeg har læst det.")
        name = django_forms.CharField(label="Navn")

    page = draw(Asked({}))
    for said in ("Hvornår er mødet? Dette", "Jeg har læst det: Dette", "Navn: Dette"):
        assert said in page


def test_signs_that_nobody_sees_are_taken_out_of_what_is_typed() -> None:
    class Typed(forms.Form):
        words = django_forms.CharField(strip=False)

    sent = QueryDict(mutable=True)
    sent["words"] = "Bus\x01sen\ufffe\r\n\tkører\u202e ikke\ud800\x00\x0cenden 👩\u200d👧"
    form = Typed(sent)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["words"] == "Bussen\r\n\tkører ikke\nenden 👩\u200d👧"
