"""Every page of the product's own answers, in Danish, with one heading, and says the same of what is missing and what is hidden."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from samspil.spine.models import Link, Node
from samspil.spine.people import Actor
from tests.kit.cast import Cast

Record = Callable[..., Node]
Tie = Callable[..., Link]
ClientOf = Callable[[Actor], Client]

OPEN = ["/", "/om/", "/was/", "/privatliv/", "/soeg/", "/soeg/?q=intet", "/konto/login/"]


def said(response: object) -> str:
    """Give a page's words without its markup."""
    text = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.DOTALL)  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


@pytest.mark.parametrize("address", OPEN)
def test_an_open_page_answers_anybody_in_danish_with_one_heading(db: None, client: Client, address: str) -> None:
    response = client.get(address, headers={"Accept-Language": "en"})
    page = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="da">' in page
    assert len(re.findall(r"<h1[ >]", page)) == 1
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert title is not None
    assert title[1].endswith(" – Samspil")
    assert "style=" not in page
    assert not re.search(r"\son[a-z]+=", page)


def test_the_title_is_the_heading_and_a_page_with_errors_says_so_first(
    cast: Cast, client_of: ClientOf, record: Record
) -> None:
    node = record("Vandpumpen")
    other = record("Mødet")
    client = client_of(cast.alice)
    address = f"/traad/{node.pk}/tilfoej/?med={other.pk}"
    assert "<title>Tilføj sammenhæng – Samspil</title>" in client.get(address).content.decode()
    response = client.post(address, {"first": "this", "relation": "led_to", "strength": "direct", "why": ""})
    assert response.status_code == 422
    assert "<title>Fejl: Tilføj sammenhæng – Samspil</title>" in response.content.decode()
    assert 'href="#id_why"' in response.content.decode()
    assert Link.objects.count() == 0


def test_what_is_hidden_and_what_is_missing_are_answered_alike(cast: Cast, client: Client, record: Record) -> None:
    hidden = record("KANARIEFUGL", visibility="organisation")
    pages = [client.get(f"/traad/{pk}/") for pk in (hidden.pk, uuid.uuid4())]
    assert [page.status_code for page in pages] == [404, 404]
    bodies = [re.sub(r'value="[^"]*"', "", page.content.decode()) for page in pages]
    assert bodies[0] == bodies[1]
    assert "KANARIEFUGL" not in bodies[0]
    assert client.get("/findes-ikke/").status_code == 404


def test_invented_records_say_so_at_the_top(cast: Cast, client: Client, record: Record) -> None:
    assert "Opdigtet eksempel." in said(client.get(f"/traad/{record('Et', is_invented=True).pk}/"))
    assert "Opdigtet eksempel." not in said(client.get(f"/traad/{record('To').pk}/"))
