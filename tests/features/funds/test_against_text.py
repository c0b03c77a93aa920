"""An amount held against its text: every property by itself, three answers, and a green one for nothing that is not there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pytest

from samspil.features.funds import actions, queries
from samspil.features.funds.against_text import AGREES, DIFFERS, UNSTATED, compared, verdict
from samspil.spine import journal, texts, thread
from tests.kit.cast import Cast

CAP = (
    "at der afsættes i alt 5,7 mio. kr. (maksimalt betalingsloft) til Region Midtjyllands tilbagebetalinger til Den Sociale "
    "Investeringsfond i årene 2028-2029,"
)
TWO = (
    "at der afsættes 200.000 kr. til Socialmedicinsk Team i 2025 og 1,2 mio. kr. om året i årene 2026-2029, forudsat at mindst "
    "15 % af borgerne deltager."
)


@dataclass(frozen=True)
class Amount:
    amount_ore: int
    first_year: int = 2026
    last_year: int = 2026
    is_per_year: bool = False
    is_cap: bool = False
    receiver: str = ""
    condition: str = ""


YEARLY = Amount(120_000_000, 2026, 2029, is_per_year=True)
CAPPED = Amount(570_000_000, 2028, 2029, is_cap=True)


@pytest.mark.parametrize(
    ("amount", "text", "right"),
    [
        (replace(YEARLY, last_year=2036), "1,2 mio. kr. om året i 2026 og 2027", DIFFERS),
        (replace(YEARLY, last_year=2027), "1,2 mio. kr. om året i 2026 og 2027", AGREES),
        (replace(YEARLY, last_year=2028), "1,2 mio. kr. om året i 2026, 2027 og 2028", AGREES),
        (replace(YEARLY, last_year=2028), "1,2 mio. kr. om året i 2026 og 2028", DIFFERS),
        (YEARLY, "1,2 mio. kr. om året i 2026\u20132029", AGREES),
        (YEARLY, "1,2 mio. kr. årligt i 2026-29", AGREES),
        (YEARLY, "1,2 mio. kr. hvert år fra 2026 til 2029", AGREES),
        (YEARLY, "1,2 mio. kr. om året fra 2026 til og med 2028", DIFFERS),
        (YEARLY, "1,2 mio. kr. om året i fire år", UNSTATED),
        (YEARLY, "1,2 mio. kr. om året i 3 år", DIFFERS),
        (YEARLY, "1,2 mio. kr. om året", UNSTATED),
        (YEARLY, "i alt 1,2 mio. kr. i 2026-2029", DIFFERS),
        (YEARLY, "i alt 4,8 mio. kr. i 2026-2029", AGREES),
        (YEARLY, "4,8 mio. kr. årligt i 2026-2029", DIFFERS),
        (YEARLY, "1,3 mio. kr. om året i 2026-2029", DIFFERS),
        (YEARLY, "Udvalget tog sagen til efterretning.", UNSTATED),
        (replace(YEARLY, is_per_year=False), "1,2 mio. kr. om året i 2026-2029", DIFFERS),
        (CAPPED, CAP, AGREES),
        (replace(CAPPED, is_cap=False), CAP, DIFFERS),
        (CAPPED, "i alt 5,7 mio. kr. i 2028-2029", UNSTATED),
        (replace(CAPPED, is_per_year=True), CAP, DIFFERS),
        (replace(CAPPED, first_year=2027), CAP, DIFFERS),
        (Amount(20_000_000, 2025, 2025), TWO, AGREES),
        (YEARLY, TWO, AGREES),
        (replace(YEARLY, first_year=2025), TWO, DIFFERS),
        (Amount(20_000_000, 2026, 2029, is_per_year=True), TWO, DIFFERS),
        (Amount(500_000_000, 2028, 2029), "i alt ca. 5 mio. kr. i 2028-29", UNSTATED),
        (Amount(500_000_000, 2028, 2028), "mindst 5 mio. kr. i 2028", DIFFERS),
        (Amount(60_000_000, 2025, 2025), "600.000 kroner i 2025", AGREES),
        (Amount(60_000_000, 2025, 2025), "kr. 600.000 i 2025", AGREES),
        (Amount(60_000_000, 2025, 2025), "600 t.kr. i 2025", AGREES),
        (Amount(500_000_000, 2025, 2025), "5 millioner kroner i 2025", AGREES),
        (Amount(60_000_000, 2025, 2025), "600.000 kr. godkendt den 23. september 2025", UNSTATED),
        (Amount(60_000_000, 2025, 2025), "600.000 kr. (sag 81406/25)", UNSTATED),
        (Amount(60_000_000, 2025, 2025, receiver="DEFACTUM"), "600.000 kr. til DEFACTUMs forskning i 2025", AGREES),
        (Amount(60_000_000, 2025, 2025, receiver="Regionen"), "600.000 kr. til DEFACTUM i 2025", UNSTATED),
        (replace(YEARLY, condition="mindst 15 % af borgerne deltager"), TWO, AGREES),
        (replace(YEARLY, condition="mindst 20 % af borgerne deltager"), TWO, DIFFERS),
        (replace(YEARLY, condition="Regionsrådet godkender"), TWO, UNSTATED),
        (replace(YEARLY, condition="Kommunen lægger 300.000 kr. i"), TWO, DIFFERS),
    ],
)
def test_every_property_is_compared(amount: Amount, text: str, right: str) -> None:
    found = compared(amount, text)
    assert verdict(found) == right, found


def test_a_part_has_the_years_of_its_whole() -> None:
    text = "Der afsættes 1,2 mio. kr. årligt i 2026-2029, hvoraf 50.000 kr. årligt afsættes til evaluering."
    assert verdict(compared(replace(YEARLY, amount_ore=5_000_000), text)) == AGREES


CHANGES: dict[str, object] = {
    "amount_ore": 570_000_100,
    "first_year": 2027,
    "last_year": 2030,
    "is_per_year": True,
    "is_cap": False,
    "receiver": "En anden",
    "condition": "Noget, der ikke står",
}


@pytest.mark.parametrize("name", CHANGES)
def test_no_property_can_change_while_it_stays_green(name: str) -> None:
    """The kind: a check that looks at one property and calls the whole green."""
    assert verdict(compared(CAPPED, CAP)) == AGREES
    assert set(CHANGES) == set(Amount.__dataclass_fields__)
    assert verdict(compared(replace(CAPPED, **{name: CHANGES[name]}), CAP)) != AGREES


def test_the_page_shows_each_answer_with_the_words_behind_it(cast: Cast) -> None:
    from django.test import Client
    from django.urls import reverse

    with journal.writing():
        decision = thread.open_node(
            by=cast.secretary,
            kind="test_late",
            title="Beslutning",
            organisation=cast.municipality,
            visibility="public",
            occurred_on=dt.date(2025, 9, 23),
        )
    words = "1,2 mio. kr. om året i 2026 og 2027"
    version = texts.write(by=cast.secretary, node=decision, name="words", body=words)
    amount = actions.set_aside(
        by=cast.director,
        decision=decision,
        amount=actions.Allocation(
            title="Speciallæge",
            amount_ore=120_000_000,
            first_year=2026,
            last_year=2036,
            is_per_year=True,
            passage=(version, 0, len(words)),
        ),
    )
    page = Client().get(reverse("funds:detail", args=[amount.pk])).content.decode()
    assert "Afviger fra teksten" in page
    assert "2026\u20132036" in page
    assert "2026\u20132027" in page
    [row] = [row for _, table in queries.tables(cast.dorte) for row in table.rows]
    assert row.verdict == DIFFERS
