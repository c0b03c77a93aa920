"""What is demanded of every page finds a fault that was planted, also on a page whose like was found without one."""

from __future__ import annotations

import pytest

from tests.journeys import base
from tests.journeys.base import Visit

pytestmark = pytest.mark.journey


def plant(visit: Visit, markup: str) -> None:
    visit.page.evaluate("words => document.querySelector('main').insertAdjacentHTML('beforeend', words)", markup)


def test_a_kind_of_page_is_judged_once_and_again_when_anything_on_it_is_new(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []
    whole = Visit.violations
    monkeypatch.setattr(base, "FAULTLESS", set())
    monkeypatch.setattr(Visit, "violations", lambda self: judged.append(self.page.url) or whole(self))
    visit.go("/")
    visit.demand(widths=(320, 1280))
    visit.go("/")
    visit.demand(widths=(320, 1280))
    assert len(judged) == 2

    plant(visit, "<input>")
    with pytest.raises(AssertionError, match="label"):
        visit.demand(widths=(1280,))
    with pytest.raises(AssertionError, match="label"):
        visit.demand(widths=(1280,))


def test_what_stands_out_past_the_edge_is_found_on_a_page_that_was_judged(visit: Visit) -> None:
    visit.go("/")
    visit.demand(widths=(320,))
    visit.page.evaluate("document.querySelector('main').style.width = '2000px'")
    with pytest.raises(AssertionError, match="px too wide at 320 px"):
        visit.demand(widths=(320,))
