"""Pages on the way to the public: go through what was found, ask, say yes or no; and the danger question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from samspil.features.voices import forms, queries, rules
from samspil.features.voices.actions import danger as danger_actions
from samspil.features.voices.actions import publishing as actions
from samspil.features.voices.alarm import queries as alarm
from samspil.features.voices.models import Voice
from samspil.features.voices.queries import publishing as publishing_queries
from samspil.features.voices.queries import reading
from samspil.features.voices.rules.publishing import Trace
from samspil.spine import consent, policy
from samspil.spine.people import Actor
from samspil.web import deeds, rights
from samspil.web.request import Request

TAKEN_OFF = gettext_lazy("Personen kan selv tage bidraget af nettet med sin kode, og det kan tovholderen også.")


def review(request: Request, pk: UUID) -> HttpResponse:
    """Everything that becomes public, what was found in it, what is said of each, and the way on: ask, or say yes or no."""
    actor, voice = request.actor, queries.get(request.actor, pk)
    policy.check(actor, "review", voice)
    read = reading.read(actor, voice, purpose="Gennemgang før offentliggørelse", whole=True)
    traces = publishing_queries.traces_in(voice)
    return deeds.form(
        request,
        partial(forms.Review, found=traces),
        actions.go_through,
        on={"voice": voice},
        to=("voices:review", pk),
        done=_("Gennemgangen er gemt."),
        template="voices/review.html",
        more=lambda: _reviewed(actor, voice, traces),
        voice=voice,
        photos=read.photos,
        crumbs=_crumbs(voice),
    )


def _reviewed(actor: Actor, voice: Voice, found: Sequence[Trace]) -> dict[str, Any]:
    asked, parts = publishing_queries.standing_request(voice), publishing_queries.parts(voice)
    return {
        "parts": [(part.label, publishing_queries.marked(part, found)) for part in parts],
        "as_public": [(part.label, publishing_queries.as_public(voice, part.name, part.text)) for part in parts],
        "left": [each for each in found if not each.outcome],
        "consents": consent.allows(voice.node, "publish"),
        "has_more": publishing_queries.has_more(voice),
        "asked": asked,
        "is_overtaken": asked is None and publishing_queries.open_request(voice) is not None,
        "refused": publishing_queries.last_refused(voice),
        "is_mine": bool(asked and asked.asked_by_id == actor.person_id),
        "can_ask": policy.allows(actor, "ask_publish", "voice", voice.node, voice.state),
        "can_publish": policy.allows(actor, "publish", "voice", voice.node, voice.state),
        "opened": rights.Opened(words=[_("Det, der står under »Sådan læser alle det«.")], back=TAKEN_OFF),
        "not_yet": forms.NotYet(prefix=""),
    }


@require_POST
def refuse(request: Request, pk: UUID) -> HttpResponse:
    """Say no to a request, with what is to be mended."""
    voice, because = queries.get(request.actor, pk), request.POST.get("because", "")
    return deeds.pressed(
        request,
        lambda: actions.refuse(by=request.actor, voice=voice, because=because),
        to=_onward(request, voice),
        done=_("Der er sagt nej. Den, der bad om det, kan se hvorfor."),
    )


def _onward(request: Request, voice: Voice) -> tuple[str, UUID]:
    may = policy.allows(request.actor, "review", "voice", voice.node, voice.state)
    return ("voices:review" if may else "voices:detail", voice.pk)


ask_publish = deeds.press(
    queries.get,
    actions.ask,
    on="voice",
    to=_onward,
    done=gettext_lazy("Der er bedt om, at bidraget bliver offentligt. En anden end dig skal sige ja."),
)
publish = deeds.press(
    queries.get, actions.publish, on="voice", to=_onward, done=gettext_lazy("Bidraget er offentligt.")
)


def danger(request: Request, pk: UUID) -> HttpResponse:
    """Whether somebody is in danger: what to do now, who follows up today, who was told and what was done."""
    actor, voice = request.actor, queries.get(request.actor, pk)
    rules.danger.check_may_answer(actor, voice, owes=publishing_queries.owes_follow_up(actor, voice))
    read = reading.read(actor, voice, purpose="Er nogen i fare?", whole=True)
    known = publishing_queries.danger_of(voice)
    initial = {"danger": known.answer, "owner": actor.person_id, "told_on": timezone.localdate()}
    return deeds.form(
        request,
        partial(forms.Danger, actor=actor, words=read.words, initial=initial),
        danger_actions.answer_danger,
        on={"voice": voice},
        done=_after_danger,
        template="voices/danger.html",
        heading=_("Er nogen i fare?"),
        button=_("Gem svaret"),
        cancel=("voices:detail", pk),
        more=lambda: _to_follow_up(voice, read.words),
        voice=voice,
        known=known,
        words=read.words,
        crumbs=_crumbs(voice),
    )


def _to_follow_up(voice: Voice, words: str) -> dict[str, Any]:
    duty = publishing_queries.danger_duty(voice)
    clock = alarm.clock_of(duty.pk if duty else None)
    return {
        "duty": duty,
        "met": rules.danger.asks(words),
        "clock": clock,
        "left": alarm.left_of(clock) if clock else None,
        "call_now": alarm.call_now([voice.node.organisation_id]),
    }


def _after_danger(sent: forms.Danger) -> str:
    is_settled = sent.result.is_danger_settled
    return _("Svaret er gemt.") if is_settled else _("Gemt. Opgaven står åben, til der er fulgt op.")


def _crumbs(voice: Voice) -> list[tuple[str, str]]:
    return [(_("Bidrag"), reverse("voices:list")), (voice.node.title, reverse("voices:detail", args=[voice.pk]))]
