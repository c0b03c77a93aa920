"""An upload waits in its own session: found by its key and kind, forgotten when dropped, and only the latest are kept."""

from __future__ import annotations

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from samspil.paper.refusal import NotFound
from samspil.web import staged


def a_request() -> HttpRequest:
    request = HttpRequest()
    request.session = SessionStore()
    return request


def test_what_is_held_is_found_by_key_and_kind() -> None:
    request = a_request()
    key = staged.hold(request, "minutes", {"items": ["æøå"]})
    assert staged.held(request, key, "minutes") == {"items": ["æøå"]}
    with pytest.raises(NotFound):
        staged.held(request, key, "letters")
    with pytest.raises(NotFound):
        staged.held(a_request(), key, "minutes")


def test_what_is_dropped_is_gone() -> None:
    request = a_request()
    key = staged.hold(request, "minutes", 1)
    staged.drop(request, key)
    with pytest.raises(NotFound, match="Hent filen ind igen"):
        staged.held(request, key, "minutes")


def test_only_the_latest_are_kept() -> None:
    request = a_request()
    keys = [staged.hold(request, "minutes", number) for number in range(4)]
    assert [staged.held(request, key, "minutes") for key in keys[1:]] == [1, 2, 3]
    with pytest.raises(NotFound):
        staged.held(request, keys[0], "minutes")
