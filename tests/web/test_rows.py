"""Tables drawn from their columns, and the row of deeds that a person may do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.template import TemplateSyntaxError, engines
from django.test import RequestFactory
from django.urls import reverse

from samspil.spine import policy
from samspil.spine.models import Node
from samspil.web import rights
from samspil.web.rights import Deed
from tests.kit.cast import Cast

TABLE = """{% table rows as row OPTIONS %}
  {% column "Navn" head %} {{ row.name }} {% endcolumn %}
  {% column "Beløb" number %}{{ row.amount }}{% endcolumn %}
  {% column "Hvem" when=is_near %}{{ row.who }}, {{ unit }}{% endcolumn %}
{% endtable %}"""
ROWS = [{"name": "<Bus>", "amount": 5, "who": "Alice"}, {"name": "Tog", "amount": 7, "who": "Bob"}]


def draw(template: str, **context: Any) -> str:
    drawn = engines["django"].from_string(template).render(context, RequestFactory().get("/"))
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", re.sub(r"\s+", " ", drawn)).strip()


def table(options: str = 'caption="Beløb"', **context: Any) -> str:
    return draw(TABLE.replace("OPTIONS", options), **{"rows": ROWS, "is_near": True, "unit": "kr.", **context})


def test_a_table_has_its_caption_headings_and_cells() -> None:
    assert table() == (
        '<div class="table--responsive-scroll" role="region" aria-label="Beløb" tabindex="0"><table class="table">'
        '<caption>Beløb</caption><thead><tr><th scope="col">Navn</th><th scope="col" class="align-text-right">Beløb</th>'
        '<th scope="col">Hvem</th></tr></thead><tbody>'
        '<tr><th scope="row">&lt;Bus&gt;</th><td class="align-text-right">5</td><td>Alice, kr.</td></tr>'
        '<tr><th scope="row">Tog</th><td class="align-text-right">7</td><td>Bob, kr.</td></tr></tbody></table></div>'
    )


def test_a_column_may_be_left_out_of_the_page() -> None:
    assert "Hvem" not in table(is_near=False)
    assert "Alice" not in table(is_near=False)


def test_on_a_phone_it_moves_sideways_or_becomes_cards_with_its_headings() -> None:
    cards = table('caption="Beløb" is_heard=True phone="cards"')
    assert cards.startswith('<table class="table table-cards" role="table"><caption class="sr-only">Beløb</caption>')
    assert '<td role="cell" data-title="Beløb" class="align-text-right ">5</td>' in cards
    assert "data-title" not in table()
    assert 'aria-label="Puljer"' in table('label="Puljer" phone="cards"')
    assert "<caption" not in table('label="Puljer"')


def test_a_card_has_its_head_first_and_no_empty_cells() -> None:
    rows = [{"name": "Bus", "amount": "", "who": "–"}]
    drawn = table('caption="Beløb" phone="cards"', rows=rows, unit="")
    assert drawn.startswith('<table class="table table-cards" role="table">')
    assert '<th scope="row" role="rowheader">Bus</th>' in drawn
    assert '<td role="cell" data-title="Beløb" class="cell-empty align-text-right "></td>' in drawn
    plain = TABLE.replace("OPTIONS", 'phone="cards"').replace('"Hvem" when=is_near', '"Hvem" plain')
    assert '<td role="cell">Alice, kr.</td>' in draw(plain, rows=ROWS, unit="kr.")


def test_columns_that_are_not_known_before_stand_under_their_labels() -> None:
    words = (
        '{% table rows as row phone="cards" %}{% column "Slags" head %}{{ row.0 }}{% endcolumn %}'
        "{% columns who of=row.1 number %}{{ cell }}{% endcolumns %}{% endtable %}"
    )
    rows = [("Dialog", ("4", "–")), ("Messe", ("0", "2"))]
    drawn = engines["django"].from_string(words).render({"rows": rows, "who": ["Kommunen", "Foreningen"]})
    assert re.findall(r"<th[^>]*>([^<]*)</th>", drawn) == ["Slags", "Kommunen", "Foreningen", "Dialog", "Messe"]
    cells = re.findall(r'data-title="(\w+)"\s*class="([^"]*?)\s*">([^<]*)<', drawn)
    assert [(title, "cell-empty" in look, said) for title, look, said in cells] == [
        ("Kommunen", False, "4"),
        ("Foreningen", True, "–"),
        ("Kommunen", False, "0"),
        ("Foreningen", False, "2"),
    ]
    with pytest.raises(ValueError, match="zip"):
        engines["django"].from_string(words).render({"rows": rows, "who": ["Kommunen"]})


def test_an_empty_table_says_so_or_nothing() -> None:
    gap = table('caption="Beløb" absent=none', rows=[], none="Der er ingen <beløb>.")
    assert gap == "<p>Der er ingen &lt;beløb&gt;.</p>"
    assert table(rows=[]) == table(rows=None) == ""


@pytest.mark.parametrize(
    "broken",
    [
        '{% table rows caption="x" %}{% column "A" %}{% endcolumn %}{% endtable %}',
        '{% table rows as row color="x" %}{% column "A" %}{% endcolumn %}{% endtable %}',
        '{% table rows as %}{% column "A" %}{% endcolumn %}{% endtable %}',
        "{% table rows as row %}{% endtable %}",
        '{% table rows as row %}<tr>{% column "A" %}{% endcolumn %}{% endtable %}',
        '{% table rows as row %}{% column "A" bold %}{% endcolumn %}{% endtable %}',
        '{% table rows as row %}{% column "A" only=row %}{% endcolumn %}{% endtable %}',
        "{% table rows as row %}{% columns row number %}{{ cell }}{% endcolumns %}{% endtable %}",
    ],
)
def test_a_table_that_is_written_wrong_is_no_template(broken: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        draw(broken)


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Register these deeds alone; the policy then allows what is named."""

    def offer(*deeds: Deed, allowed: str) -> None:
        monkeypatch.setattr(rights, "_deeds", list(deeds))
        monkeypatch.setattr(policy, "allows", lambda _actor, action, *_record: action in allowed.split())

    return offer


def row(cast: Cast, node: Node, tag: str = "{% rights_row node %}", **context: Any) -> str:
    return draw(tag, node=node, actor=cast.alice, **context)


def test_a_row_holds_what_the_policy_allows_in_the_order_of_registration(
    cast: Cast, record: Callable[..., Node], offered: Callable[..., None]
) -> None:
    node = record("Bussen")
    offered(
        Deed(kind="test_early", deed="tie", label="Forbind", url="web:link", look="primary"),
        Deed(
            kind="test_early", deed="publish", label="Offentliggør", url="web:link", confirm="Sikker?", is_button=True
        ),
        Deed(kind="test_late", deed="tie", label="En anden slags", url="web:link"),
        allowed="tie",
    )
    address = reverse("web:link", args=[node.pk])
    assert row(cast, node) == f'<p class="buttons"><a class="button button-primary" href="{address}">Forbind</a></p>'
    offered(*rights.registered(), allowed="tie publish")
    both = row(cast, node, '{% rights_row node look="mt-4" about="Bussen" %}')
    assert both.startswith('<div class="mt-4"><a class="button button-primary"')
    assert both.index("Forbind") < both.index("<details") < both.index("Sikker?") < both.index("csrfmiddlewaretoken")
    assert "En anden slags" not in both
    offered(*rights.registered(), allowed="")
    assert row(cast, node) == ""


def test_when_judges_the_record_and_also_opens_to_whoever_owes_it(
    cast: Cast, record: Callable[..., Node], offered: Callable[..., None]
) -> None:
    node = record("Bussen")
    deed = Deed(
        kind="test_early",
        deed="tie",
        label="Forbind",
        url="web:link",
        row="late",
        when=lambda at: at.record.title == "Bussen" and not at.fact("stop"),
        also=lambda at: at.fact("owes"),
    )
    offered(deed, allowed="tie")
    assert row(cast, node) == ""
    assert "Forbind" in row(cast, node, '{% rights_row node row="late" look="" %}')
    assert row(cast, node, '{% rights_row node row="late" stop=True %}') == ""
    offered(deed, allowed="")
    assert row(cast, node, '{% rights_row node row="late" %}') == ""
    assert "Forbind" in row(cast, node, '{% rights_row node row="late" owes=True %}')


def test_a_deed_may_name_the_state_that_it_is_judged_by(
    cast: Cast, record: Callable[..., Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    node = record("Bussen")
    own = Deed(kind="test_early", deed="tie", label="Forbind", url="web:link", state_of=lambda record: record.title)
    rest = Deed(kind="test_early", deed="tie", label="Skil", url="web:link")
    monkeypatch.setattr(rights, "_deeds", [own, rest])
    monkeypatch.setattr(policy, "allows", lambda _actor, _deed, _kind, _node, state: state == "Bussen")
    assert [each.label for each in rights.open_to(cast.alice, node, state="planned")] == ["Forbind"]
    assert [each.label for each in rights.open_to(cast.alice, node, state="Bussen")] == ["Forbind", "Skil"]


def test_a_deed_may_be_the_right_to_another_kind(
    cast: Cast, record: Callable[..., Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    node = record("Bussen")
    own = Deed(kind="test_early", deed="tie", label="Forbind", url="web:link")
    other = Deed(kind="test_early", of="test_late", deed="tie", label="Skil", url="web:link")
    monkeypatch.setattr(rights, "_deeds", [own, other])
    monkeypatch.setattr(policy, "allows", lambda _actor, _deed, kind, _node, _state: kind == "test_late")
    assert [each.label for each in rights.open_to(cast.alice, node)] == ["Skil"]


def test_a_deed_that_is_registered_twice_stands_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rights, "_deeds", [])
    deed = Deed(kind="test_early", deed="tie", label="Forbind", url="web:link")
    rights.register(deed, deed)
    rights.register(deed)
    assert rights.registered() == (deed,)


@pytest.mark.parametrize("wrong", [{"look": "blinking"}, {"confirm": "Sikker?"}])
def test_a_deed_that_makes_no_sense_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="web:link"):
        Deed(kind="test_early", deed="tie", label="Forbind", url="web:link", **wrong)  # type: ignore[arg-type]


def test_an_empty_cell_of_a_card_is_hidden_by_a_rule_no_weaker_than_what_shows_cells() -> None:
    css = (Path(rights.__file__).parent / "static" / "web" / "record.css").read_text(encoding="utf-8")
    shown, hidden = (
        css.index(".table.table-cards tbody tr :is(th, td)"),
        css.index(".table.table-cards tbody tr .cell-empty"),
    )
    assert shown < hidden
