"""The doors that personal links lead to: each asks for its code, says nothing of what lies behind, and opens for no wrong one."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from samspil.features.partnerships.core.models import Partnership

DOORS = (
    "partnerships:charter_door",
    "partnerships:civic_door",
    "partnerships:relation_door",
    "partnerships:times_door",
)


@pytest.mark.parametrize("door", DOORS)
def test_a_door_asks_and_opens_for_no_wrong_code(partnership: Partnership, door: str) -> None:
    visitor = Client()
    asked = visitor.get(reverse(door))
    assert (asked.status_code, asked["Cache-Control"]) == (200, "no-store")
    assert 'name="code"' in asked.content.decode()
    assert partnership.node.title not in asked.content.decode()
    for wrong in ("", "AAAA-AAAA-AAAA"):
        answer = visitor.post(reverse(door), {"code": wrong})
        assert (answer.status_code, answer["Cache-Control"]) == (422, "no-store")
    assert "passes" not in visitor.session
