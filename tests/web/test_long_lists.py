"""Long lists: read only as far as the page, never counted past a thousand, and every row reached."""

from __future__ import annotations

import pytest
from django.core.paginator import Page
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from samspil.spine.models import Node
from samspil.web import pages
from tests.kit.cast import Cast


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """A list says "more than" past twelve rows, so that a test needs no thousand."""
    monkeypatch.setattr(pages, "COUNTED", 12)
    return 12


def page(number: str, rows: int, cast: Cast) -> Page[Node]:
    if not Node.objects.exists():
        Node.objects.bulk_create(
            Node(kind="test_early", title=f"{n:03}", organisation=cast.municipality) for n in range(rows)
        )
    request = RequestFactory().get("/", {pages.PARAMETER: number} if number else {})
    return pages.page_of(request, Node.objects.order_by("title").select_related("organisation"), per_page=5)


def drawn(number: str, rows: int, cast: Cast) -> str:
    shown = page(number, rows, cast)
    request = RequestFactory().get("/", {pages.PARAMETER: number})
    html = Template("{% pager page %}").render(Context({"page": shown, "request": request}))
    return " ".join(html.split())


@pytest.mark.parametrize("number", ["", "1", "3", "6"])
def test_two_queries_whatever_the_page(cast: Cast, few: int, number: str) -> None:
    page("1", 30, cast)
    with CaptureQueriesContext(connection) as asked:
        list(page(number, 30, cast))
    assert len(asked) == 3  # and the test's own question whether there are records


def test_every_row_is_reached_page_by_page_in_order(cast: Cast, few: int) -> None:
    seen, number = [], 1
    while True:
        shown = page(str(number), 33, cast)
        assert shown.number == number
        seen += [node.title for node in shown]
        if not shown.has_next():
            break
        number += 1
    assert seen == [f"{n:03}" for n in range(33)]


@pytest.mark.parametrize(
    ("rows", "number", "said"),
    [
        (12, "1", (12, False)),
        (13, "1", (12, True)),
        (33, "1", (12, True)),
        (33, "5", (12, True)),
        (0, "1", (0, False)),
    ],
)
def test_no_more_is_counted_than_is_said(cast: Cast, few: int, rows: int, number: str, said: tuple[int, bool]) -> None:
    assert pages.counted(page(number, rows, cast)) == said


@pytest.mark.parametrize(
    ("number", "shown"),
    [("0", 1), ("-1", 1), ("abc", 1), ("7", 7), ("8", 7), ("99999", 7), ("9" * 9000, 7), ("²", 1), ("", 1), ("2", 2)],
)
def test_the_nearest_page_there_is(cast: Cast, few: int, number: str, shown: int) -> None:
    found = page(number, 33, cast)
    assert found.number == shown
    assert len(found) == (3 if found.number == 7 else 5)


def test_the_pager_says_more_than_where_the_end_is_not_known(cast: Cast, few: int) -> None:
    assert "Side 1 af mere end 2" in drawn("1", 33, cast)
    assert 'aria-label="Side 3"' in drawn("1", 33, cast)
    assert "Side 7 af 7" in drawn("7", 33, cast)
