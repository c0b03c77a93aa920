"""A page that does not answer costs its own figures and no other's."""

from __future__ import annotations

from typing import Any

import pytest

from bench import requests


def silent(_browser: Any) -> None:
    raise TimeoutError("no answer in 60 s")


def test_a_page_without_an_answer_does_not_stop_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    told = requests.measure("http://127.0.0.1:1", {"silent": silent, "page": lambda _browser: None}, 0.01)
    assert told["silent"] is None
    assert told["page"] is not None
    assert told["page"][0] > 0
    assert "silent: no answer in 60 s" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("small", "large", "words"),
    [
        ((10.0, 20.0), (5.0, 60.0), ["page", "10.0", "20.0", "5.0", "60.0", "3.00"]),
        ((10.0, 20.0), None, ["page", "10.0", "20.0", "-", "-", "-"]),
        (None, (5.0, 60.0), ["page", "-", "-", "5.0", "60.0", "-"]),
    ],
)
def test_a_line_says_a_dash_for_what_did_not_answer(small: Any, large: Any, words: list[str]) -> None:
    assert requests.line("page", small, large).split() == words
