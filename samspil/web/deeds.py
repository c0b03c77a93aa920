"""The form views and the button view: what a page asks for, the deed it does, and where it leads.

A form is drawn, sent, judged and done here, by what the trust of the product rests on: one press is one deed
(`spine.presses`), what was typed is not lost (`web.typed`), two who edit one record do not undo each other (`web.standing`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspil.paper import languages
from samspil.spine import policy, visibility
from samspil.spine.kinds import Trait
from samspil.spine.models import Node
from samspil.spine.people import Actor
from samspil.web import forms, rights, story, undo
from samspil.web.request import Request

# Where a deed leads: an address, or the name of one with what it takes: ("trials:detail", trial.pk).
Place = str | tuple[Any, ...]


def address(place: Place) -> str:
    """Return the address of a place: a written one as it stands, a named one reversed."""
    return place if isinstance(place, str) else reverse(place[0], args=place[1:])


def form(
    request: Request,
    make: Callable[..., forms.Form],
    action: Callable[..., Any],
    *,
    on: Mapping[str, Any] | None = None,
    to: Place | Callable[[Any], Place] = "",
    done: str | Callable[[Any], str] = "",
    template: str = "web/form.html",
    more: Callable[[], Mapping[str, Any]] = dict,
    **shown: Any,
) -> HttpResponse:
    """Draw a form, or do what it asks for and lead on; this is the whole view once the record is found and the right checked.

    `make` is the form's class, or a partial of it with what else it takes (`initial=forms.Standing(...)`, choices). The action
    is called with `by`, with what it is done to (`on`: `{"trial": trial}`) and with what was written (`form.values()`). It
    leads to the page of the record it is done to, or else of the record it made; elsewhere by `to`. Where `to` and `done` are
    functions, they judge the sent form: its values, and its `result`. A refusal stands on the field it names, and two wordings
    of one text beside each other. Whatever else is named is shown: `heading`, `node` (else that of `on`), `lead` (else the
    node's title), `button` (else "Gem"), `cancel` (a place), and what a template of the feature's own asks for; `more` gives
    what the database is asked for only when the page is drawn. `opens` is what of it everybody may read as soon as it is saved:
    in words, it is told where the record it is done to is public. `way_back` is how what it made is undone, offered with
    what is said `done`.
    """
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])

    begun = timezone.now()
    sent, on, opens = forms.sent(request), on or {}, shown.pop("opens", None)
    way_back: undo.Way | None = shown.pop("way_back", None)
    asked = make(sent, request.FILES if sent is not None else None)
    node = shown.get("node") or _node_of(on)
    if forms.submitted(request, asked, functools.partial(_carried, action, request, on, asked)):
        if said := done(asked) if callable(done) else done:
            if way_back is not None:
                way_back.say(request, said, asked.result, begun=begun)
            else:
                messages.success(request, said)
        if callable(to):
            to = to(asked)
        return redirect(address(to or story.url_of(node or asked.result.node)))

    lead = node.title if node is not None else ""
    opened = opens if isinstance(opens, rights.Opened) else _at_once(opens, node or _origin_of(on), way_back)
    page = {
        "node": node,
        "lead": lead,
        "button": _("Gem"),
        "opens": opened,
        "crumbs": [(node.title, story.url_of(node))] if node is not None else [],
        **shown,
        "heading": languages.told(str(shown.get("heading", ""))),
        "cancel": address(shown.get("cancel", "")),
    }
    return forms.page(request, template, {**page, **more(), "form": asked})


def _carried(action: Callable[..., Any], request: Request, on: Mapping[str, Any], asked: forms.Form) -> Any:
    return action(by=request.actor, **on, **asked.values())


def _node_of(on: Mapping[str, Any]) -> Node | None:
    return next((each.node for each in on.values() if hasattr(each, "node")), None)


def _origin_of(on: Mapping[str, Any]) -> Node | None:
    return next((each for each in on.values() if isinstance(each, Node)), None)


def _at_once(words: str | Promise | None, node: Node | None, way_back: undo.Way | None) -> rights.Opened | None:
    """Return what a form makes public where its record is; nothing where that is not everybody's to read."""
    if not words or node is None or node.visibility != Node.Visibility.PUBLIC:
        return None
    return rights.Opened(words=[words], back=rights.STAYS if way_back else rights.MENDED)


def pressed(request: Request, deed: Callable[[], Any], *, to: Place, done: str = "") -> HttpResponse:
    """Do the deed behind a single button and lead on, with a message of what was done or why not.

    What is not there to be seen stays `NotFound`, and what the actor may not do at all stays `NotAllowed`.
    """
    forms.do(request, deed, done=done)
    return redirect(address(to))


def fill(
    find: Callable[..., Any],
    make: Callable[..., forms.Form],
    action: Callable[..., Any],
    *,
    right: str | Callable[[Actor, Any], object],
    on: str,
    state: Callable[[Any], str] | None = None,
    given: Callable[[Actor, Any], Mapping[str, Any]] | None = None,
    around: Callable[[Any], Mapping[str, Any]] | None = None,
    **shown: Any,
) -> Callable[..., HttpResponse]:
    """Make the whole view of a form on a record's page: the record found, the right to the deed asked, and `form`.

    `find`, `action` and `on` as `press`. `right` is the deed's word in the policy, judged by `state(record)` where that is
    counted out and no column; or what checks it, where no word does. `given(actor, record)` is what the form is made with
    (`initial`, `among`), and `around(record)` what is shown around it; the rest as `form` takes it.
    """

    @functools.wraps(action, assigned=("__module__", "__name__", "__doc__"), updated=())
    def view(request: Request, pk: Any) -> HttpResponse:
        record = find(request.actor, pk)
        if callable(right):
            right(request.actor, record)
        else:
            policy.check(request.actor, right, record, state=state(record) if state else None)

        made = functools.partial(make, **given(request.actor, record)) if given else make
        return form(request, made, action, on={on: record}, **{**shown, **(around(record) if around else {})})

    return view


def begin(
    make: Callable[..., forms.Form],
    action: Callable[..., Any],
    *,
    kind: str,
    of: Sequence[Trait],
    on: str = "origin",
    lead: str | Promise = "%s",
    state: Callable[[Node], str] | None = None,
    given: Callable[[Actor, Node], Mapping[str, Any]] | None = None,
    **shown: Any,
) -> Callable[..., HttpResponse]:
    """Make the whole view of a form that makes a record out of another (`?fra=`), of a kind with one of the traits.

    The right to `add` the `kind` there is asked of the policy, in the `state` that the other record gives where that counts. The
    action takes it by the name `on`; its title stands in `lead`.
    """

    @functools.wraps(action, assigned=("__module__", "__name__", "__doc__"), updated=())
    def view(request: Request) -> HttpResponse:
        origin = visibility.origin(request.actor, request.GET.get("fra"), *of)
        policy.check(request.actor, "add", kind, origin, state(origin) if state else None)
        made = functools.partial(make, **given(request.actor, origin)) if given else make
        return form(request, made, action, on={on: origin}, lead=languages.told(str(lead)) % origin.title, **shown)

    return view


def press(
    find: Callable[..., Any],
    action: Callable[..., Any],
    *,
    on: str,
    to: Callable[[Request, Any], Place] | None = None,
    done: str | Promise = "",
    way_back: undo.Way | None = None,
) -> Callable[..., HttpResponse]:
    """Make the whole view of a button on a record's page: POST only, the record found anew, one deed, and back to its page.

    `find(actor, key)` gives the record, which the action takes by the name `on`; `to` leads elsewhere. `done` is said when it is
    done, a refusal in its place. `way_back` is how what the action gives is undone.
    """

    @require_POST
    @functools.wraps(action, assigned=("__module__", "__name__", "__doc__"), updated=())
    def view(request: Request, pk: Any) -> HttpResponse:
        record = find(request.actor, pk)
        deed = functools.partial(action, by=request.actor, **{on: record})
        if way_back is not None:
            undo.pressed(request, deed, said=languages.told(str(done)), what=way_back.word, at=way_back.at)
        else:
            forms.do(request, deed, done=languages.told(str(done)))
        return redirect(address(to(request, record)) if to is not None else story.url_of(record.node))

    return view
