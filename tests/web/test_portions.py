"""Long work in portions: what is done and left is told, a closed browser loses nothing, and what is refused stops nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from samspil.paper.refusal import Refused
from samspil.spine.actors import Actor
from samspil.web import portions, staged
from tests.kit.cast import Cast
from tests.web.test_pages import said

ClientOf = Callable[[Actor], Client]
DONE: list[str] = []
NUMBER = 2 * portions.PORTION + 5


def carry_out(by: Actor, key: str) -> None:
    assert by.person_id is not None
    if key == "3":
        raise Refused("Nummer 3 er væk.")
    DONE.append(key)


WORK = portions.Work(name="test.work", heading="Alle brevene", what="breve er sendt", to="web:overview", do=carry_out)


@pytest.fixture(autouse=True)
def known() -> None:
    portions.register(WORK)
    DONE.clear()


def begun(client: Client, number: int = NUMBER) -> str:
    """Put work in line in a client's own session, and give the address of its page."""
    session = client.session
    left = [str(each) for each in range(number)]
    payload = {"name": WORK.name, "of": number, "left": left, "refused": []}
    session[staged.SHELF] = [{"key": "k", "kind": portions.KIND, "payload": payload}]
    session.save()
    return reverse("web:portion", args=["k"])


def test_each_press_does_a_portion_and_tells_what_is_left(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.alice)
    page = begun(client)
    assert f"0 af {NUMBER} behandlet. {NUMBER} mangler." in said(client.get(page))
    assert DONE == []
    answer = client.post(page, follow=True)
    assert f"{portions.PORTION} af {NUMBER} behandlet. {NUMBER - portions.PORTION} mangler." in said(answer)
    assert len(DONE) == portions.PORTION - 1
    assert "Nummer 3 er væk." in said(answer)

    client.post(page)
    ended = client.post(page, follow=True)
    assert ended.redirect_chain[-1][0] == reverse("web:overview")
    assert f"{NUMBER - 1} af {NUMBER} breve er sendt. 1 kunne ikke: Nummer 3 er væk." in said(ended)
    assert sorted(DONE, key=int) == [str(each) for each in range(NUMBER) if each != 3]
    assert client.get(page).status_code == 404


def test_it_goes_on_by_itself_with_a_script_and_by_a_button_without(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.alice)
    page = client.get(begun(client)).content.decode()
    form = re.findall(r"<form[^>]*i-gang[^>]*>.*?</form>", page, re.DOTALL)[0]
    assert 'hx-trigger="load' in form
    assert "Fortsæt" in form
    answer = client.post(reverse("web:portion", args=["k"]), headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, reverse("web:portion", args=["k"]))


def test_nobody_else_goes_on_with_it_and_a_get_does_nothing(cast: Cast, client_of: ClientOf) -> None:
    page = begun(client_of(cast.alice))
    bob = client_of(cast.bob)
    assert bob.get(page).status_code == 404
    assert bob.post(page).status_code == 404
    assert Client().post(page).status_code in {302, 401}
    assert DONE == []


def test_work_that_is_begun_is_offered_where_it_belongs(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.alice)
    client.post(begun(client))
    request = client.get(reverse("web:overview")).wsgi_request
    (unfinished,) = portions.unfinished(request, WORK.name)  # type: ignore[arg-type]
    assert (unfinished.handled, unfinished.done, unfinished.of) == (portions.PORTION, portions.PORTION - 1, NUMBER)
    assert portions.unfinished(request, "another.work") == []  # type: ignore[arg-type]


def test_the_same_piece_twice_stands_in_line_once(cast: Cast, client_of: ClientOf) -> None:
    request = client_of(cast.alice).get(reverse("web:overview")).wsgi_request
    answer: HttpResponse = portions.begin(request, WORK.name, ["1", "2", "1"])  # type: ignore[arg-type]
    assert answer.status_code == 302
    (begun,) = portions.unfinished(request, WORK.name)  # type: ignore[arg-type]
    assert (begun.of, begun.left) == (2, ("1", "2"))


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        portions.register(portions.Work(name=WORK.name, heading="x", what="x", to="web:overview", do=carry_out))
