"""The one form view and the one button view: what they draw, do once, refuse, keep and lead to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django import forms as django_forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import QueryDict
from django.test import RequestFactory

from samspil.paper.refusal import NotAllowed, NotFound, Refused
from samspil.spine import texts
from samspil.spine.models import Node, Organisation
from samspil.web import deeds, forms
from samspil.web.cut_off import CUT_OFF
from tests.kit.cast import Cast

Record = Callable[..., Node]
TOKEN = "x" * 64


class Said(forms.Form):
    """One line, and a day that may be left out."""

    title = django_forms.CharField(label="Titel", max_length=20)
    on = forms.DateField(label="Dato", required=False)


class Holder:
    """A record as features have them: it has a node."""

    def __init__(self, node: Node) -> None:
        self.node = node


def asking(cast: Cast, data: dict[str, str] | None = None, method: str = "post", **meta: Any) -> Any:
    request: Any = getattr(RequestFactory(), method)("/her/", data or {}, **meta)
    request.user, request.actor = AnonymousUser(), cast.alice
    request._messages = CookieStorage(request)
    return request


def said(request: Any) -> list[tuple[str, str]]:
    return [(each.level_tag, str(each)) for each in get_messages(request)]


@pytest.fixture
def holder(record: Record) -> Holder:
    return Holder(record("Bussen"))


def done(*, by: Any, holder: Holder, **values: Any) -> Node:
    holder.node.title = values["title"]
    holder.node.save(update_fields=["title"])
    return holder.node


def test_it_draws_one_form_on_a_page(cast: Cast, holder: Holder) -> None:
    request = asking(cast, method="get")
    page = deeds.form(request, Said, done, on={"holder": holder}, heading="Ret", cancel=("web:thread", holder.node.pk))
    body = page.content.decode()
    assert page.status_code == 200
    assert body.count("<h1") == 1
    assert [
        piece for piece in ("<h1>Ret</h1>", "Bussen", ">Gem<", "Fortryd", 'name="title"') if piece not in body
    ] == []
    assert f'href="/traad/{holder.node.pk}/"' in body


def test_what_does_not_hold_together_comes_back_and_nothing_is_done(cast: Cast, holder: Holder) -> None:
    page = deeds.form(asking(cast, {"title": ""}), Said, done, on={"holder": holder}, heading="Ret")
    assert page.status_code == 422
    assert "Der er problemer" in page.content.decode()
    assert Node.objects.get(pk=holder.node.pk).title == "Bussen"


def test_a_form_sent_with_nothing_at_all_is_a_form_sent(cast: Cast, holder: Holder) -> None:
    assert deeds.form(asking(cast), Said, done, on={"holder": holder}, heading="Ret").status_code == 422


def test_it_does_the_deed_says_so_and_leads_to_the_record(cast: Cast, holder: Holder) -> None:
    request = asking(cast, {"title": "Toget"})
    answer = deeds.form(request, Said, done, on={"holder": holder}, done="Det er gemt.", heading="Ret")
    assert (answer.status_code, answer["Location"]) == (302, f"/traad/{holder.node.pk}/")
    assert said(request) == [("success", "Det er gemt.")]
    assert Node.objects.get(pk=holder.node.pk).title == "Toget"


def test_it_leads_to_what_was_made_or_where_the_view_says(cast: Cast, holder: Holder) -> None:
    def make(*, by: Any, **values: Any) -> Holder:
        return holder

    made = deeds.form(asking(cast, {"title": "Toget"}), Said, make, heading="Ny")
    assert made["Location"] == f"/traad/{holder.node.pk}/"
    elsewhere = deeds.form(asking(cast, {"title": "Toget"}), Said, make, to=("web:front",), heading="Ny")
    assert elsewhere["Location"] == "/"

    request = asking(cast, {"title": "Toget"})
    asked = deeds.form(
        request, Said, make, to=lambda sent: f"/{sent.cleaned_data['title']}/", done=lambda sent: sent["title"].value()
    )
    assert (asked["Location"], said(request)) == ("/Toget/", [("success", "Toget")])


@pytest.mark.parametrize(("field", "place"), [("title", "id_title_error"), (None, "Der er problemer")])
def test_a_refusal_stands_on_the_field_it_names(cast: Cast, holder: Holder, field: str | None, place: str) -> None:
    def refuse(**_asked: Any) -> None:
        raise Refused("Titlen er taget.", field=field)

    page = deeds.form(asking(cast, {"title": "Toget"}), Said, refuse, on={"holder": holder}, heading="Ret")
    assert page.status_code == 422
    assert "Titlen er taget." in (body := page.content.decode())
    assert place in body
    assert ("id_title_error" in body) is (field is not None)


@pytest.mark.parametrize("refused", [NotAllowed("Kun tovholderen."), NotFound()])
def test_what_is_not_allowed_or_not_there_is_no_mistake_in_a_form(cast: Cast, holder: Holder, refused: Refused) -> None:
    def refuse(**_asked: Any) -> None:
        raise refused

    with pytest.raises(type(refused)):
        deeds.form(asking(cast, {"title": "Toget"}), Said, refuse, on={"holder": holder})
    with pytest.raises(type(refused)):
        deeds.pressed(asking(cast), refuse, to="/")


def test_the_same_press_is_one_deed_and_is_answered_twice(cast: Cast, holder: Holder) -> None:
    times = []

    def count(*, by: Any, holder: Holder, **values: Any) -> Node:
        times.append(values)
        return holder.node

    sent = {"csrfmiddlewaretoken": TOKEN, "title": "Toget"}
    answers = [deeds.form(asking(cast, sent), Said, count, on={"holder": holder})["Location"] for _press in range(2)]
    assert answers == [f"/traad/{holder.node.pk}/"] * 2
    assert times == [{"title": "Toget", "on": None}]

    def press() -> None:
        times.append({})

    for _press in range(2):
        deeds.pressed(asking(cast, {"csrfmiddlewaretoken": "y" * 64}), press, to="/")
    assert len(times) == 2


def test_what_only_another_has_changed_is_kept(cast: Cast, holder: Holder) -> None:
    """The page was drawn when the title was Bussen; since then another has made it Toget, and I change only the day."""
    drawn = partial(Said, initial=forms.Standing({"title": "Bussen", "on": None}))()
    now = partial(Said, initial=forms.Standing({"title": "Toget", "on": None}))
    took = []

    def keep(*, by: Any, **values: Any) -> Holder:
        took.append(values["title"])
        return holder

    sent = {"title": "Bussen", "on": "17/05/2026", "saw": drawn["saw"].value()}
    assert deeds.form(asking(cast, sent), now, keep).status_code == 302
    assert took == ["Toget"]
    both = deeds.form(asking(cast, {**sent, "title": "Cyklen"}), now, keep)
    assert both.status_code == 422
    assert "En anden har ændret det her til »Toget«" in both.content.decode()
    assert took == ["Toget"]


class Wording(forms.Form):
    """A text and the version it builds on."""

    body = django_forms.CharField(label="Tekst", widget=django_forms.Textarea)
    based_on = django_forms.IntegerField(widget=django_forms.HiddenInput)


def test_two_wordings_of_one_text_stand_beside_each_other(cast: Cast, holder: Holder) -> None:
    texts.write(by=cast.bob, node=holder.node, name="body", body="Hans ord")
    write = partial(texts.write, node=holder.node, name="body")
    page = deeds.form(asking(cast, {"body": "Mine ord", "based_on": "0"}), Wording, write, heading="Ret")
    assert page.status_code == 422
    assert page.content.decode().count("Mine ord") == 2
    assert "Hans ord" in page.content.decode()
    again = deeds.form(asking(cast, {"body": "Mine ord", "based_on": "1"}), Wording, write, to="/", heading="Ret")
    assert again.status_code == 302


def test_what_was_typed_before_a_login_ended_stands_again_and_is_not_saved(cast: Cast, holder: Holder) -> None:
    request = asking(cast, method="get")
    request.gives_back, request.POST = True, QueryDict("title=Toget")
    page = deeds.form(request, Said, done, on={"holder": holder}, heading="Ret")
    assert 'value="Toget"' in page.content.decode()
    assert Node.objects.get(pk=holder.node.pk).title == "Bussen"


def test_a_request_that_was_cut_off_does_nothing(cast: Cast, holder: Holder) -> None:
    request = asking(cast, {"title": "Toget"}, **{CUT_OFF: True})
    page = deeds.form(request, Said, done, on={"holder": holder}, heading="Ret")
    assert "Filen kom ikke helt frem" in page.content.decode()
    assert Node.objects.get(pk=holder.node.pk).title == "Bussen"


def test_what_a_page_shows_besides_is_asked_for_only_when_it_is_drawn(cast: Cast, holder: Holder) -> None:
    def more() -> dict[str, Any]:
        raise AssertionError("nothing is drawn")

    view = partial(deeds.form, on={"holder": holder}, more=more)
    assert view(asking(cast, {"title": "Toget"}), Said, done).status_code == 302
    with pytest.raises(AssertionError):
        view(asking(cast, method="get"), Said, done)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_a_form_is_looked_at_or_sent(cast: Cast, holder: Holder, method: str) -> None:
    assert deeds.form(asking(cast, method=method), Said, done, on={"holder": holder}).status_code == 405


def test_a_button_is_pressed_and_leads_back(cast: Cast, holder: Holder) -> None:
    def publish(*, by: Any, holder: Holder) -> None:
        """Publish it."""
        if holder.node.title == "Nej":
            raise Refused("Der mangler et samtykke.")

    view = deeds.press(lambda _actor, _key: holder, publish, on="holder", done="Det er offentligt.")
    assert (view.__name__, view.__doc__) == ("publish", "Publish it.")
    assert view(asking(cast, method="get"), pk=holder.node.pk).status_code == 405

    request = asking(cast)
    assert view(request, pk=holder.node.pk)["Location"] == f"/traad/{holder.node.pk}/"
    assert said(request) == [("success", "Det er offentligt.")]

    holder.node.title, request = "Nej", asking(cast)
    assert view(request, pk=holder.node.pk).status_code == 302
    assert said(request) == [("error", "Der mangler et samtykke.")]

    away = deeds.press(lambda _actor, _key: holder, done, on="holder", to=lambda _request, _record: ("web:front",))
    holder.node.title = "Bussen"
    with pytest.raises(KeyError):  # the deed is run with what the button gives, which is no title
        away(asking(cast), pk=holder.node.pk)


def policed(monkeypatch: pytest.MonkeyPatch, *allowed: str) -> list[tuple[Any, ...]]:
    """Let the policy allow some words alone, and tell what it was asked."""
    asked: list[tuple[Any, ...]] = []

    def check(actor: Any, word: str, *about: Any, **more: Any) -> None:
        asked.append((word, *about, *more.values()))
        if word not in allowed:
            raise NotAllowed("Det er ikke dit.")

    monkeypatch.setattr(deeds.policy, "check", check)
    return asked


def test_a_form_on_a_record_asks_the_policy_first_and_shows_what_stands_around_it(
    cast: Cast, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = policed(monkeypatch, "edit")
    view = partial(deeds.fill, lambda _actor, _key: holder, Said, done, on="holder", heading="Ret")
    open_to_some = view(
        right="edit",
        state=lambda _record: "draft",
        given=lambda _by, record: {"initial": {"title": record.node.title}},
        around=lambda record: {"lead": f"Om {record.node.title}"},
    )
    body = open_to_some(asking(cast, method="get"), pk=holder.node.pk).content.decode()
    assert 'value="Bussen"' in body
    assert "Om Bussen" in body
    assert asked == [("edit", holder, "draft")]
    assert open_to_some(asking(cast, {"title": "Toget"}), pk=holder.node.pk).status_code == 302
    assert Node.objects.get(pk=holder.node.pk).title == "Toget"

    with pytest.raises(NotAllowed):
        view(right="publish")(asking(cast, {"title": "Bilen"}), pk=holder.node.pk)
    assert Node.objects.get(pk=holder.node.pk).title == "Toget"


def test_a_form_may_be_checked_by_a_rule_of_its_own(cast: Cast, holder: Holder) -> None:
    def owes(_actor: Any, _record: Any) -> None:
        raise NotAllowed("Du skylder ikke svaret.")

    view = deeds.fill(lambda _actor, _key: holder, Said, done, right=owes, on="holder", heading="Ret")
    with pytest.raises(NotAllowed, match="skylder"):
        view(asking(cast, method="get"), pk=holder.node.pk)


def test_a_form_that_makes_a_record_out_of_another_names_it_and_asks_for_the_right_there(
    cast: Cast, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, asked = record("100 % enige"), policed(monkeypatch, "add")
    monkeypatch.setattr(deeds.visibility, "origin", lambda _actor, _key, *traits: source)

    def made(*, by: Any, origin: Node, title: str, on: Any) -> Holder:
        return Holder(origin)

    view = deeds.begin(
        Said, made, kind="trial", of=(), state=lambda _node: "early", heading="Ny", lead="Begynder med »%s«"
    )
    body = view(asking(cast, method="get")).content.decode()
    assert "Begynder med »100 % enige«" in body
    assert asked == [("add", "trial", source, "early")]
    assert view(asking(cast, {"title": "Toget"}))["Location"] == f"/traad/{source.pk}/"


def test_a_form_chooses_among_the_rows_that_it_is_told(cast: Cast) -> None:
    class Chosen(forms.Form):
        whom = forms.One(label="Hvem")
        which = forms.Several(label="Hvilke", required=False)

    mine = Organisation.objects.filter(pk=cast.municipality.pk)
    other = Organisation.objects.exclude(pk=cast.municipality.pk).first()
    assert other is not None
    sent = {"whom": str(cast.municipality.pk)}
    assert Chosen(sent, among={"whom": mine, "which": mine}).is_valid()
    assert not Chosen({"whom": str(other.pk)}, among={"whom": mine, "which": mine}).is_valid()
    assert not Chosen({**sent, "which": [str(other.pk)]}, among={"whom": mine, "which": mine}).is_valid()
