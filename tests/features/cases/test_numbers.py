"""A number, a day or a moment of a request that is none, or is far too long, is answered and is no fault of the program."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.urls import reverse

from samspil.features.cases.open_data.api.lists import FILTERS
from samspil.features.cases.records.models import Meeting
from samspil.web import forms, inputs
from tests.features.cases.conftest import closed_meeting
from tests.kit import given
from tests.kit.cast import Cast
from tests.kit.clients import Browse

LONG = "9" * 5000
NUMBERED: dict[str, list[object]] = {"access_choice": [], "minutes_version": [], "took_part": []}


class MoneyForm(forms.Form):
    """An amount."""

    amount = forms.MoneyField(label="Beløb")


WRONG = {
    "long": LONG,
    "as long as is read": "9" * 4000,
    "more than a column holds": "9" * 25,
    "no digit of ours": "²",
    "a sign": "-1",
    "a letter": "x",
    "nothing": "",
    "no year": "0000",
}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("12", 12),
        ("999999999", 999_999_999),
        ("", None),
        ("-1", None),
        ("²", None),
        ("1 2", None),
        (LONG, None),
    ],
)
def test_a_number_is_read_or_is_none(text: str, number: int | None) -> None:
    assert inputs.number(text) == number


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_the_plan_answers(cast: Cast, browse: Browse, text: str) -> None:
    ship = given.partnership(cast)
    given.activity(cast, ship)
    client = browse(cast.alice)
    sent = {"organisation": str(cast.municipality.pk), "number": text}
    answer = client.post(reverse("partnerships:approve_plan", args=[ship.pk]), sent, follow=True)
    assert "Planen er ændret, siden du åbnede siden." in answer.content.decode()
    for name, key, more in (("plan_version", "mod", [1]), ("plan_month", "maaned", []), ("plan_versions", "side", [])):
        page = reverse(f"partnerships:{name}", args=[ship.pk, *more])
        assert client.get(page, {key: text}).status_code < 500, page
    known = reverse("partnerships:plan_version", args=[ship.pk, 7])
    assert client.get(known.replace("/7/", f"/{quote(text)}/")).status_code in {200, 404}


DAYS = {
    "first": "0001-01",
    "last": "9999-12",
    "earliest": "0001-01-01T00:00:00+14:00",
    "latest": "9999-12-31T23:59:59-12:00",
}


@pytest.mark.parametrize("text", [*WRONG.values(), *DAYS.values()], ids=[*WRONG, *DAYS])
def test_addresses_answer(cast: Cast, meeting: Meeting, browse: Browse, text: str) -> None:
    closed_meeting(cast, meeting)
    client, ship = browse(cast.secretary), given.partnership(cast)
    asked = [
        *(("/soeg/", name) for name in ("aar", "side")),
        ("/sager/", "side"),
        (reverse("cases:export_body", args=[meeting.body_id]), "aar"),
        (reverse("cases:decisions", args=[meeting.pk]), "punkt"),
        (reverse("partnerships:plan_month", args=[ship.pk]), "maaned"),
        *((reverse("oparl:bodies"), name) for name in ("limit", "after", *FILTERS)),
        *(
            (reverse("oparl:listing", args=[cast.municipality.pk, "meeting"]), name)
            for name in ("limit", "after", *FILTERS)
        ),
    ]
    for address, name in asked:
        assert client.get(address, {name: text}).status_code < 500, (address, name)
    for name, args in NUMBERED.items():
        page = reverse(f"cases:{name}", args=[meeting.pk, *args, 7])
        assert client.get(page.replace("/7/", f"/{quote(text)}/")).status_code in {301, 302, 403, 404, 405}, page


@pytest.mark.parametrize("text", ["9" * 5000, "9" * 25, "9" * 4000 + " mia.", "0" * 5000])
def test_a_form_of_money_answers(cast: Cast, meeting: Meeting, browse: Browse, text: str) -> None:
    form = MoneyForm({"amount": text})
    assert form.is_valid() is (set(text) == {"0"})
