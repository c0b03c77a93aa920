"""Our own log holds no token of a personal link, whatever was answered."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings

from samspil.web.logs import WithoutTokens


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("Not Found: /m/7KQ2-M9XA-41ZD/", "Not Found: /m/…/"),
        ("Forbidden: /partnerskaber/t/7KQ2M9XA41ZD/", "Forbidden: /partnerskaber/t/…/"),
        ("Not Found: /sager/overblik/kalender/7KQ2-M9XA-41ZD.ics", "Not Found: /sager/overblik/kalender/….ics"),
        ("GET /bidrag/kode/?kode=7KQ2-M9XA-41ZD", "GET /bidrag/kode/?kode=…"),
        ("Forbidden: /afmeld/eyJ0:1tQx:abc-D_e/", "Forbidden: /afmeld/…/"),
        (
            "Not Found: /bidrag/aaaaaaaa-0000-4000-8000-000000000000/",
            "Not Found: /bidrag/aaaaaaaa-0000-4000-8000-000000000000/",
        ),
    ],
)
def test_a_token_is_hidden_and_the_rest_stands(told: str, written: str) -> None:
    record = logging.LogRecord(
        "django.request", logging.WARNING, __file__, 1, "%s: %s", tuple(told.split(": ", 1)), None
    )
    if ": " not in told:
        record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, told, (), None)
    assert WithoutTokens().filter(record)
    assert record.getMessage() == written


def test_the_log_that_is_written_goes_through_it() -> None:
    assert {name: each["filters"] for name, each in settings.LOGGING["handlers"].items()} == {
        "console": ["without_tokens"]
    }
