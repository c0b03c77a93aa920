"""The anatomy of a record's page: sections with their menu, steps, what now, and what becomes public."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django import forms as django_forms
from django.template import TemplateSyntaxError, engines
from django.test import RequestFactory
from django.utils import timezone

from samspil.paper.refusal import Refused
from samspil.spine import policy, states, undoing
from samspil.spine.models import Node
from samspil.web import forms, months, rights, steps
from samspil.web.rights import Deed, Opened
from tests.kit.cast import Cast

TRIAL = states.table(
    "x", {"idea": "idé", "running": "i gang", "ended": "afsluttet", "off": "aflyst"}, {"idea": "running off"}
)


def draw(template: str, **context: Any) -> str:
    drawn = engines["django"].from_string(template).render(context, RequestFactory().get("/"))
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", re.sub(r"\s+", " ", drawn)).strip()


SECTIONS = """{% sections %}
{% section "a" "Bilag" count=2 %}<p>her</p>{% endsection %}
{% section "b" "Svar" empty="Skriv det første svar." %} {% endsection %}
{% section "c" "Noter" %} {% endsection %}
{% if third %}{% section "d" "Tråden" headed %}<h2>Tråden</h2>{% endsection %}{% endif %}
{% endsections %}"""


def test_the_menu_is_made_of_the_sections_with_content() -> None:
    drawn = draw(SECTIONS, third=True)
    assert re.findall(r'<a href="(#\w)">(\w+)</a>', drawn) == [("#a", "Bilag"), ("#b", "Svar"), ("#d", "Tråden")] * 2
    assert '<section class="record-section" id="a" aria-labelledby="a-heading">' in drawn
    assert drawn.count("<h2>Tråden</h2>") == 1
    assert drawn.count("<h2") == 3


def test_two_sections_have_no_menu() -> None:
    assert "<nav" not in draw(SECTIONS)


def test_an_empty_section_says_what_to_do_or_is_left_out() -> None:
    drawn = draw(SECTIONS)
    assert '<p class="section-empty">Skriv det første svar.</p>' in drawn
    assert "Noter" not in drawn


def test_a_page_may_place_the_menu_itself() -> None:
    kept = SECTIONS.replace("{% sections %}", "{% sections as all %}")
    drawn = draw(kept + "<main>{{ all.body }}</main>{{ all.menu }}", third=True)
    assert drawn.startswith('<main><section class="record-section" id="a"')
    assert drawn.endswith("</nav>")


@pytest.mark.parametrize(
    "broken",
    [
        "{% sections of x %}{% endsections %}",
        '{% section "a" %}{% endsection %}',
        '{% section "a" "A" bold %}{% endsection %}',
        '{% section "a" "A" of=1 %}{% endsection %}',
    ],
)
def test_a_section_that_is_written_wrong_is_no_template(broken: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        draw(broken)


@pytest.fixture(name="trial")
def a_record_with_a_path(record: Callable[..., Node], monkeypatch: pytest.MonkeyPatch) -> Node:
    monkeypatch.setattr(steps, "_paths", {})
    node = record("Bussen")
    steps.register(steps.of_table(node.kind, TRIAL, "idea running ended"))
    return node


@pytest.mark.django_db
def test_steps_are_told_in_words(trial: Node) -> None:
    for number, at in enumerate(("idea", "running"), start=1):
        drawn = draw("{% stepper node at=at %}", node=trial, at=at)
        words = ["gjort"] * (number - 1) + ["her nu"] + ["mangler"] * (3 - number)
        assert re.findall(r'class="step-word">\s*([^<]+?)\s*<', drawn) == words
        assert drawn.count('aria-current="step"') == 1
        assert f"Trin {number} af 3:" in drawn

    # Whoever stands at the end is done: nothing is "here now".
    drawn = draw("{% stepper node at='ended' %}", node=trial)
    assert re.findall(r'class="step-word">\s*([^<]+?)\s*<', drawn) == ["gjort"] * 3
    assert "aria-current" not in drawn
    assert "Alle 3 trin er gjort:" in drawn
    # Some of it is paid and some is not: the last step is where it stands.
    drawn = draw("{% stepper node at='ended' is_left=True %}", node=trial)
    assert re.findall(r'class="step-word">\s*([^<]+?)\s*<', drawn) == ["gjort", "gjort", "her nu"]


@pytest.mark.django_db
def test_what_lies_beside_the_path_is_one_word(trial: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = draw("{% stepper node at='off' %}", node=trial)
    assert "Aflyst" in drawn
    assert "<ol" not in drawn
    monkeypatch.setattr(steps, "_paths", {})
    assert draw("{% stepper node at='idea' %}", node=trial) == ""


@pytest.mark.django_db
def test_one_button_stands_out_and_the_rest_are_beside_it(
    cast: Cast, record: Callable[..., Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = ["Ret", "Forbind", "Skil", "Luk", "Flyt", "Gem"]
    deeds = [
        Deed(
            kind="test_early",
            deed="tie",
            label=label,
            url=url,
            look="primary" if label in {"Ret", "Skil"} else "tertiary",
        )
        for label, url in zip(
            labels, ["web:link", "web:thread", "web:note", "web:link", "web:link", "web:link"], strict=True
        )
    ]
    monkeypatch.setattr(rights, "_deeds", deeds)
    monkeypatch.setattr(policy, "allows", lambda *_asked: True)
    node = record("Bussen")

    def drawn(tag: str) -> list[tuple[str, str]]:
        words = draw(tag, node=node, actor=cast.alice)
        return re.findall(r'class="button button-(\w+)"[^>]*>(\w+)', words)

    assert drawn('{% now node "Skriv." %}')[:3] == [("primary", "Ret"), ("tertiary", "Forbind"), ("secondary", "Skil")]
    named = drawn('{% now node "Skriv." main="web:thread" %}')
    assert named[:2] == [("primary", "Forbind"), ("secondary", "Ret")]
    assert sum(look == "primary" for look, _label in named) == 1
    assert [label for _look, label in named[4:]] == ["Flere", "Flyt", "Gem"]

    monkeypatch.setattr(policy, "allows", lambda *_asked: False)
    assert "Skriv." in draw('{% now node "Skriv." %}', node=node, actor=cast.alice)
    assert draw("{% now node %}", node=node, actor=cast.alice) == ""


@pytest.mark.django_db
def test_what_becomes_public_is_told_before_it_does(
    cast: Cast, record: Callable[..., Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    def opens(at: rights.At) -> Opened:
        return Opened(words=["<Bussen> kører"], names=["Alice", "Bob"], files=["kort.pdf"])

    deed = Deed(kind="test_early", deed="tie", label="Offentliggør", url="web:link", is_button=True, opens=opens)
    monkeypatch.setattr(rights, "_deeds", [deed])
    monkeypatch.setattr(policy, "allows", lambda *_asked: True)
    drawn = draw("{% rights_row node %}", node=record("Bussen"), actor=cast.alice)
    told = ["<details", "&lt;Bussen&gt; kører", "Alice og Bob", "kort.pdf", "Alle på nettet", "i ti minutter", "<form"]
    places = [drawn.index(each) for each in told]
    assert places == sorted(places)
    with pytest.raises(ValueError, match="only a button"):
        Deed(kind="test_early", deed="tie", label="Offentliggør", url="web:link", opens=opens)


def test_a_press_may_be_undone_for_ten_minutes() -> None:
    now = timezone.now()
    assert undoing.is_fresh(now - dt.timedelta(minutes=9))
    assert not undoing.is_fresh(now - dt.timedelta(minutes=11))
    assert not undoing.is_fresh(None)
    undoing.check_fresh(now)
    with pytest.raises(Refused, match=r"ti minutter, så det kan ikke fortrydes\. Ret det"):
        undoing.check_fresh(None, "Ret det.")


class Bus(forms.Form):
    """A form with a group, something folded, and a rule of its own."""

    title = django_forms.CharField(label="Navn", max_length=8)
    seats = django_forms.IntegerField(label="Pladser", required=False, initial=4)
    why = django_forms.CharField(label="Hvorfor", required=False)
    day = forms.DateField(label="Dag", required=False)
    groups = (("Hvornår", ("day",)),)
    more = ("seats", "why")
    demanded = ("day",)


def test_fields_lie_in_groups_and_what_most_leave_out_is_folded() -> None:
    drawn = str(Bus())
    places = [
        drawn.index(each) for each in ("Navn", "<legend>Hvornår", "Dag", '<details class="more-fields">', "Pladser")
    ]
    assert places == sorted(places)
    assert drawn.count("(valgfrit)") == 2
    assert re.search(r'name="title"[^>]*class="form-input input-char-8"', drawn)
    assert re.search(r'name="seats"[^>]*class="form-input input-char-8"', drawn)
    assert re.search(r'name="why"[^>]*class="form-input"', drawn)


@pytest.mark.parametrize(
    ("sent", "is_open"),
    [({"seats": "4"}, False), ({"seats": "9"}, True), ({"seats": "mange"}, True), ({"why": "Regn"}, True)],
)
def test_what_is_folded_opens_when_it_holds_something(sent: dict[str, str], is_open: bool) -> None:
    assert ('<details class="more-fields" open>' in str(Bus({"title": "12", **sent}))) is is_open


def test_a_group_names_fields_that_are_there() -> None:
    broken = type("Broken", (Bus,), {"more": ("colour",)})
    with pytest.raises(KeyError, match="colour"):
        str(broken())


def test_long_work_tells_what_is_done_and_what_is_left() -> None:
    drawn = draw("{% progress 3 5 'sager er hentet' %}")
    assert "3 af 5 sager er hentet. 2 mangler." in drawn
    assert 'value="3" max="5"' in drawn
    assert "mangler" not in draw("{% progress 5 5 'sager er hentet' %}")
    assert draw("{% progress 0 0 'sager er hentet' %}") == ""


def test_a_month_begins_on_monday_and_links_its_days() -> None:
    entries = [months.Entry(dt.date(2026, 12, day), f"Møde {day}", f"/m/{day}/") for day in (1, 15, 15)]
    shown = months.months([*entries, months.Entry(dt.date(2027, 2, 3), "Møde", "/m/")], today=dt.date(2026, 12, 2))
    assert [month.title for month in shown] == ["december 2026", "februar 2027"]
    first = shown[0].weeks[0]
    assert [day.on.day if day.on else None for day in first] == [None, 1, 2, 3, 4, 5, 6]
    assert [day.is_today for day in first] == [False, False, True, False, False, False, False]
    drawn = draw("{% month_pictures shown %}", shown=shown)
    assert drawn.count("<caption>") == 2
    assert re.findall(r'href="(/m/\d+/)"', drawn) == ["/m/1/", "/m/15/", "/m/15/"]
    assert "december 2026: Møde 1<" in drawn


def test_no_more_months_than_a_quarter_are_drawn() -> None:
    entries = [months.Entry(dt.date(2026, month, 1), "Møde", "/m/") for month in range(1, 7)]
    assert len(months.months(entries, today=dt.date(2026, 1, 1))) == months.MOST
