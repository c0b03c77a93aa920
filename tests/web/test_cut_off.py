"""What is cut off on its way is told and not stored; what comes whole is read as ever. Through the door that the server uses."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client

from samspil.features.cases.editing.actions import items
from samspil.features.cases.records.models import Annex, Meeting
from samspil.site.wsgi import application
from samspil.spine import duties
from samspil.spine.models import Duty, StoredFile
from tests.features.cases.conftest import body, meeting
from tests.kit.cast import Cast
from tests.kit.clients import enter

__all__ = ["body", "meeting"]

BOUNDARY = "grænsen".encode().hex()
SAID = "Det, du sendte, kom ikke helt frem, og intet er gemt. Gå tilbage, og send det igen."


def asked(path: str, client: Client, body: bytes, *, promised: int, kind: str) -> tuple[str, str]:
    """Send a body through the WSGI door, with the length that its head promises; gives the status and the page."""
    answered: list[Any] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(promised),
        "HTTP_HOST": "127.0.0.1",
        "HTTP_COOKIE": "; ".join(f"{each.key}={each.value}" for each in client.cookies.values()),
    }
    # As Django's own test client does: the connection holds the test's transaction, and is not to be closed for its age.
    request_started.disconnect(close_old_connections)
    try:
        page = b"".join(application(environ, lambda status, _headers, *_more: answered.append(status)))
    finally:
        request_started.connect(close_old_connections)

    return answered[0].split()[0], page.decode()


def forms(token: str) -> dict[str, bytes]:
    """The same form in both ways that a browser sends one."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("csrfmiddlewaretoken", token), ("proof", "Ringede den 3. marts."))
    ]
    file = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n{"ord " * 2000}\r\n'
    return {
        "application/x-www-form-urlencoded": f"csrfmiddlewaretoken={token}&proof=Ringede+den+3.+marts.".encode(),
        f"multipart/form-data; boundary={BOUNDARY}": "".join([*parts, file, f"--{BOUNDARY}--\r\n"]).encode(),
    }


def test_a_file_without_its_end_is_told_and_nothing_is_saved(cast: Cast, meeting: Meeting) -> None:
    item = items.add_item(by=cast.secretary, meeting=meeting, wording=items.Wording(title="Punkt"))
    client = enter(cast, "secretary")
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="title"\r\n\r\nBilag\r\n--{BOUNDARY}\r\n'
    file = 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nord ord'
    path, kind = f"/sager/punkter/{item.pk}/nyt-bilag/", f"multipart/form-data; boundary={BOUNDARY}"
    for ending, status, kept in (("", 422, 0), (f"\r\n--{BOUNDARY}--\r\n", 302, 1)):
        answer = client.generic("POST", path, (head + file + ending).encode(), content_type=kind)
        assert (answer.status_code, Annex.objects.count(), StoredFile.objects.count()) == (status, kept, kept)
        assert ("Filen kom ikke helt frem, og intet er gemt." in answer.content.decode()) is (not kept)


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("is_whole", [True, False])
def test_half_a_request_does_nothing(cast: Cast, record: Any, place: int, is_whole: bool) -> None:
    person = cast.person(cast.alice)
    person.user = User.objects.create_user("alice")
    person.save()
    duty = duties.give(by=cast.alice, node=record("Bidraget"), purpose="call", title="Ring tilbage", owner=person)
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/opgaver/{duty.pk}/").content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    kind, body = list(forms(token).items())[place]
    sent = body if is_whole else body[:-7]
    status, shown = asked(f"/opgaver/{duty.pk}/", client, sent, promised=len(body), kind=kind)
    assert (status, SAID in shown) == (("302", False) if is_whole else ("400", True))
    assert (Duty.objects.get(pk=duty.pk).done_at is not None) is is_whole
