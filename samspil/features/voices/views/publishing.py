"""Pages on the way to the public: go through what was found, ask, say yes or no; and the danger question."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samspil.features.voices import forms, queries, rules
from samspil.features.voices.actions import danger as danger_actions
from samspil.features.voices.actions import publishing as actions
from samspil.features.voices.models import Voice
from samspil.features.voices.queries import publishing as publishing_queries
from samspil.features.voices.queries import reading
from samspil.spine import consent, policy
from samspil.web import forms as web_forms
from samspil.web.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Request, pk: UUID) -> HttpResponse:
    """Everything that becomes public, what was found in it, what is said of each, and the way on: ask, or say yes or no."""
    actor, voice = request.actor, queries.get(request.actor, pk)
    policy.check(actor, "review", voice)
    read = reading.read(actor, voice, purpose="Gennemgang før offentliggørelse", whole=True)
    found = publishing_queries.traces_in(voice)
    form = forms.Review(web_forms.sent(request), found=found)
    if web_forms.submitted(request, form, lambda: actions.go_through(by=actor, voice=voice, judged=form.judged())):
        messages.success(request, _("Gennemgangen er gemt."))
        return redirect("voices:review", pk)

    asked = publishing_queries.standing_request(voice)
    context = {
        "form": form,
        "voice": voice,
        "node": voice.node,
        "crumbs": [(_("Bidrag"), reverse("voices:list")), (voice.node.title, reverse("voices:detail", args=[pk]))],
        "parts": publishing_queries.parts(voice),
        "as_public": [
            (part.label, publishing_queries.as_public(voice, part.name, part.text))
            for part in publishing_queries.parts(voice)
        ],
        "photos": read.photos,
        "left": [each for each in found if not each.outcome],
        "consents": consent.allows(voice.node, "publish"),
        "has_more": publishing_queries.has_more(voice),
        "asked": asked,
        "is_overtaken": asked is None and publishing_queries.open_request(voice) is not None,
        "refused": publishing_queries.last_refused(voice),
        "is_mine": bool(asked and asked.asked_by_id == actor.person_id),
        "can_ask": policy.allows(actor, "ask_publish", "voice", voice.node, voice.state),
        "can_publish": policy.allows(actor, "publish", "voice", voice.node, voice.state),
        "not_yet": forms.NotYet(prefix=""),
    }
    return web_forms.page(request, "voices/review.html", context)


@require_POST
def ask_publish(request: Request, pk: UUID) -> HttpResponse:
    """Ask for a voice to become public."""
    return _press(
        request,
        pk,
        lambda voice: actions.ask(by=request.actor, voice=voice),
        _("Der er bedt om, at bidraget bliver offentligt. En anden end dig skal sige ja."),
    )


@require_POST
def publish(request: Request, pk: UUID) -> HttpResponse:
    """Say yes to a request, by another than whoever asked."""
    return _press(
        request, pk, lambda voice: actions.publish(by=request.actor, voice=voice), _("Bidraget er offentligt.")
    )


@require_POST
def refuse(request: Request, pk: UUID) -> HttpResponse:
    """Say no to a request, with what is to be mended."""
    because = request.POST.get("because", "")
    return _press(
        request,
        pk,
        lambda voice: actions.refuse(by=request.actor, voice=voice, because=because),
        _("Der er sagt nej. Den, der bad om det, kan se hvorfor."),
    )


def _press(request: Request, pk: UUID, deed: Callable[[Voice], object], done: str) -> HttpResponse:
    voice = queries.get(request.actor, pk)
    web_forms.do(request, lambda: deed(voice), done=done)
    return redirect("voices:review" if _may_review(request, voice) else "voices:detail", pk)


def _may_review(request: Request, voice: Voice) -> bool:
    return policy.allows(request.actor, "review", "voice", voice.node, voice.state)


@require_http_methods(["GET", "HEAD", "POST"])
def danger(request: Request, pk: UUID) -> HttpResponse:
    """Whether somebody is in danger: what to do now, who follows up today, who was told and what was done."""
    actor, voice = request.actor, queries.get(request.actor, pk)
    rules.danger.check_may_answer(actor, voice, owes=publishing_queries.owes_follow_up(actor, voice))
    read = reading.read(actor, voice, purpose="Er nogen i fare?", whole=True)
    known = publishing_queries.danger_of(voice)
    initial = {"danger": known.answer, "owner": actor.person_id, "told_on": timezone.localdate()}
    form = forms.Danger(web_forms.sent(request), actor=actor, words=read.words, initial=initial)
    if web_forms.submitted(request, form, lambda: danger_actions.answer_danger(by=actor, voice=voice, **form.values())):
        is_settled = form.result.is_danger_settled
        messages.success(
            request, _("Svaret er gemt.") if is_settled else _("Gemt. Opgaven står åben, til der er fulgt op.")
        )
        return redirect("voices:detail", pk)

    context = {
        "form": form,
        "voice": voice,
        "node": voice.node,
        "known": known,
        "words": read.words,
        "met": rules.danger.asks(read.words),
        "duty": publishing_queries.danger_duty(voice),
        "crumbs": [(_("Bidrag"), reverse("voices:list")), (voice.node.title, reverse("voices:detail", args=[pk]))],
    }
    return web_forms.page(request, "voices/danger.html", context)
