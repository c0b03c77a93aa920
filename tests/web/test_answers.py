"""What every answer carries: strict headers, a sentence for each way to go wrong, and a language that the reader chose."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.test import Client, RequestFactory

from samspil.spine.models import Node
from samspil.spine.people import Actor
from samspil.web import errors, export
from tests.kit.cast import Cast
from tests.web.test_pages import said

Record = Callable[..., Node]
ClientOf = Callable[[Actor], Client]


@pytest.mark.parametrize("path", ["/", "/findes-ikke/", "/robots.txt", "/soeg/?q=x", "/konto/login/"])
def test_every_answer_is_strict(db: None, client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_form_without_its_proof_is_refused_in_danish(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    refused = strict.post("/konto/login/", {"login": "a", "password": "b"})
    assert refused.status_code == 403
    assert "Formularen var åben for længe" in said(refused)


def test_a_method_that_a_page_does_not_take_is_refused(db: None, client: Client) -> None:
    assert client.post("/om/").status_code == 405
    assert client.delete("/soeg/").status_code == 405


@pytest.fixture
def asked(rf: RequestFactory, db: None) -> HttpRequest:
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.messages.storage.cookie import CookieStorage
    from django.contrib.sessions.backends.db import SessionStore

    request = rf.get("/")
    request.user = AnonymousUser()
    request.session = SessionStore()
    request._messages = CookieStorage(request)
    return request


def test_each_fault_has_its_status_and_sentence(asked: HttpRequest) -> None:
    told = [
        (errors.bad_request(asked, ValueError()), 400, "Vi forstod ikke anmodningen"),
        (errors.bad_request(asked, RequestDataTooBig()), 413, "Det, du sendte, er for stort"),
        (errors.forbidden(asked, PermissionError()), 403, "Det kan du ikke her"),
        (errors.not_found(asked, LookupError()), 404, "Siden findes ikke"),
        (errors.server_error(asked), 500, "Der skete en fejl hos os"),
    ]
    for response, status, heading in told:
        page = response.content.decode()
        assert response.status_code == status
        assert page.count("<h1>") == 1
        assert f"<h1>{heading}</h1>" in page
        assert "<title>Fejl: " in page


@pytest.mark.urls("tests.web.extra_urls")
def test_a_fault_of_ours_shows_no_trace(db: None) -> None:
    response = Client(raise_request_exception=False).get("/proeve/fejl/")
    assert response.status_code == 500
    assert "ZeroDivisionError" not in response.content.decode()
    assert "Der skete en fejl hos os" in response.content.decode()


def test_the_reader_chooses_english_and_goes_back(db: None, client: Client) -> None:
    assert client.post("/sprog/", {"language": "en", "next": "/om/"}).headers["Location"] == "/om/"
    page = client.get("/om/").content.decode()
    assert '<html lang="en">' in page
    assert "<h1>About Samspil</h1>" in page
    client.post("/sprog/", {"language": "da", "next": "/om/"})
    assert "<h1>Om Samspil</h1>" in client.get("/om/").content.decode()


def test_a_language_switch_leads_nowhere_else(db: None, client: Client) -> None:
    assert client.post("/sprog/", {"language": "en", "next": "https://example.org/"}).headers["Location"] == "/"


def test_htmx_follows_a_redirect_by_opening_the_page(cast: Cast, client_of: ClientOf, record: Record) -> None:
    node, other = record("Et"), record("To")
    values = {"first": "this", "relation": "led_to", "strength": "direct", "why": "fordi", "source": ""}
    address = f"/traad/{node.pk}/tilfoej/?med={other.pk}"
    client = client_of(cast.alice)
    wrong = client.post(address, values | {"why": ""}, headers={"HX-Request": "true"})
    assert wrong.status_code == 422
    assert 'id="indhold"' in wrong.content.decode()
    done = client.post(address, values, headers={"HX-Request": "true"})
    assert (done.status_code, done.headers["HX-Redirect"]) == (204, f"/traad/{node.pk}/")


def test_search_engines_are_asked_to_leave_accounts_alone(client: Client, db: None) -> None:
    told = client.get("/robots.txt")
    assert told.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Disallow: /konto/\n" in told.content.decode()


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1"])
def test_no_cell_is_a_formula(formula: str) -> None:
    written = export.csv_response("Liste over æøå", ["Navn", "Tal"], [(formula, -5), ("Æble", None)])
    text = written.content.decode("utf-8-sig")
    assert text.splitlines()[0] == "Navn;Tal"
    assert f"'{formula}" in text
    assert "Æble;\r\n" in text
    assert ";-5\r\n" in text
    assert written.headers["Content-Disposition"] == 'attachment; filename="liste-over-aeoeaa.csv"'


def test_json_keeps_its_letters() -> None:
    response = export.json_response({"navn": "Ærø"}, name="x")
    assert "Ærø" in response.content.decode()
    assert json.loads(response.content) == {"navn": "Ærø"}
