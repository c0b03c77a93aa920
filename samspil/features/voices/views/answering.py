"""Pages of a coordinator's morning: who waits, one text to many, letters in a batch, and a list to call."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from samspil.features.voices import forms, rules
from samspil.features.voices.actions import answering as actions
from samspil.features.voices.models import Answer
from samspil.features.voices.queries import answering as queries
from samspil.features.voices.queries import deposits, reading
from samspil.features.voices.views import narrowed as narrow_by
from samspil.paper import qr
from samspil.paper.refusal import Refused
from samspil.spine import policy
from samspil.spine.people import Actor
from samspil.web import deeds, narrowing, pages, personal_links, portions
from samspil.web import forms as web_forms
from samspil.web.request import Request

TICKED = "valgt"  # the name of the boxes that are ticked
POSTED = "voices.posted"  # the long work of many letters that are in the post
BESIDE = 5  # of those that stand apart, on the page of all
PER_CALL_PAGE, PER_LETTER_PAGE = 20, 100


def _ways(actor: Actor) -> dict[str, tuple[Any, Q]]:
    """Return the ways to narrow the list: the word, and what must hold of a voice."""
    free, owed = Q(apart=""), Q(is_written=False)
    return {
        "mine": (_("Mine"), free & queries.owned_by(actor)),
        **{
            slug: (rules.CHANNELS[channel], free & owed & Q(channel=channel))
            for channel, slug in {
                "letter": "brev",
                "phone": "telefon",
                "mail": "mail",
                "through_person": "gennem-en",
                "in_person": "moede",
            }.items()
        },
        "skrevet": (_("Skrevet, ikke afleveret"), free & Q(is_written=True)),
        "for-sig": (_("Må ikke bruges"), ~free),
    }


def waiting(request: Request) -> HttpResponse:
    """Those who wait for an answer that the reader may give, the longest waiting first; what may not be used stands apart."""
    policy.check_somewhere(request.actor, "answer", "voice")
    ways = _ways(request.actor)
    facets = narrow_by.facets(request.actor)
    names = [facet.name for facet in facets]
    narrowed = narrowing.asked(request, {key: label for key, (label, _holds) in ways.items()}, keep=names)
    narrow = narrowing.by_facets(request, facets)
    every = queries.waits_for(request.actor).filter(narrow.holds)
    holds = ways[narrowed.to][1] if narrowed.to else Q(apart="")
    page = pages.page_of(request, every.filter(holds))
    beside = [] if narrowed.to else list(every.exclude(apart="")[: BESIDE + 1])  # type: ignore[misc]
    lines = queries.lines(request.actor, [*page.object_list, *beside[:BESIDE]])
    shown = len(page.object_list)
    context = {
        "crumbs": _crumbs(),
        "page": page,
        "narrowed": narrowed,
        "narrow": narrow,
        "found": narrow_by.found(page),
        "all_beside": narrowing.address(request, names, **{narrowing.PARAMETER: "for-sig"}),
        "tally": queries.tally(request.actor),
        "lines": lines[:shown],
        "beside": lines[shown:],
        "has_more_beside": len(beside) > BESIDE,
        "on_phones": deposits.on_phones(request.actor),
        "ticked": TICKED,
        "can_tick": narrowed.to != "for-sig" and any(not each.answer for each in lines[:shown]),
    }
    return render(request, "voices/waiting.html", context)


def answer_many(request: Request) -> HttpResponse:
    """One text to several, a line of their own for each: written, shown as each will get it, and then made."""
    policy.check_somewhere(request.actor, "answer", "voice")
    asked = (request.POST if request.method == "POST" else request.GET).getlist(TICKED)
    voices = queries.asked_for(request.actor, asked)
    if not voices:
        messages.error(request, _("Sæt kryds ved mindst ét bidrag, der venter på svar."))
        return redirect("voices:waiting")
    if len(voices) > rules.answering.MOST_AT_ONCE:
        messages.error(request, _("Tag højst %(most)s ad gangen.") % {"most": rules.answering.MOST_AT_ONCE})
        return redirect("voices:waiting")

    form = forms.AnswerMany(web_forms.sent(request), voices=voices)
    context = {
        "form": form,
        "crumbs": _below(),
        "left_out": len(set(asked)) - len(voices),
        "ticked": TICKED,
    }
    if "gem" in request.POST and web_forms.submitted(
        request, form, lambda: actions.write_many(by=request.actor, **form.values())
    ):
        number = len(form.result)
        said = ngettext(
            "%(n)s svar er skrevet. Nu skal det afleveres.", "%(n)s svar er skrevet. Nu skal de afleveres.", number
        )
        messages.success(request, said % {"n": number})
        return redirect(f"{reverse('voices:waiting')}?{narrowing.PARAMETER}=skrevet")
    if request.method == "POST" and "ret" not in request.POST and form.is_valid():
        return render(request, "voices/answer_many_shown.html", {**context, "told": form.values()["told"]})

    if "ret" in request.POST:
        return render(request, "voices/answer_many.html", context)
    return web_forms.page(request, "voices/answer_many.html", context)


def letters(request: Request) -> HttpResponse:
    """The letters that are written and not yet posted: to be printed, and to be ticked off when they are in the post."""
    policy.check_somewhere(request.actor, "answer", "voice")
    page = pages.page_of(request, queries.answers_ready(request.actor, "letter"), PER_LETTER_PAGE)
    voices = [each.voice for each in page.object_list]
    context = {
        "crumbs": _below(),
        "page": page,
        "answers": list(page.object_list),
        "reached": queries.with_contact(voices),
        "printed": any(each.printed_at for each in page.object_list),
        "ticked": TICKED,
        "unfinished": portions.unfinished(request, POSTED),
        "sent": queries.sent_on(request.actor, "letter", timezone.localdate()),
    }
    return render(request, "voices/letters.html", context)


@require_POST
def print_letters(request: Request) -> HttpResponse:
    """Print the ticked letters as one PDF; each has a new code, so nothing keeps the file. Refused, back to the letters."""
    policy.check_somewhere(request.actor, "answer", "voice")
    answers = queries.ticked(request.actor, request.POST.getlist(TICKED), "letter")
    try:
        rules.answering.check_some(len(answers), empty="Sæt kryds ved de breve, du vil udskrive.")
        read = queries.opened(request.actor, answers, purpose="Brev med svar")
        address = request.build_absolute_uri(reverse("voices:code"))
        printed = actions.print_letters(
            by=request.actor,
            to_print=[actions.ToPrint(each, read[each.pk].words, read[each.pk].contact) for each in answers],
            address=address.partition("://")[2],
            draw=lambda code: qr.svg(personal_links.with_token(address, code)),
        )
    except Refused as refused:
        messages.error(request, refused.told)
        return redirect("voices:letters")

    name = f"breve-{timezone.localdate():%Y-%m-%d}.pdf"
    response = HttpResponse(printed, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def posted(request: Request) -> HttpResponse:
    """Say that the ticked letters are in the post: those persons are answered."""
    policy.check_somewhere(request.actor, "answer", "voice")
    answers = queries.ticked(request.actor, request.POST.getlist(TICKED), "letter")
    number = len(answers)
    if portions.PORTION < number <= rules.answering.MOST_AT_ONCE:
        return portions.begin(request, POSTED, (str(each.pk) for each in answers))
    done = ngettext("%(n)s brev er sendt, og svaret er givet.", "%(n)s breve er sendt, og svarene er givet.", number)
    web_forms.do(
        request,
        lambda: actions.deliver_many(by=request.actor, answers=answers),
        done=done % {"n": number},
    )
    return redirect("voices:letters")


def calls(request: Request) -> HttpResponse:
    """The list to call: each with the number and what is to be said. Every reading of a number is noted for the person."""
    policy.check_somewhere(request.actor, "answer", "voice")
    page = pages.page_of(request, queries.to_call(request.actor), PER_CALL_PAGE)
    voices = list(page.object_list)
    lines = queries.lines(request.actor, voices)
    numbers = queries.reach(request.actor, voices, purpose="Ringeliste")
    words = queries.words_of([each.answer for each in lines if each.answer])
    context = {
        "crumbs": _below(),
        "page": page,
        "rows": [
            (
                each,
                (number := numbers.get(each.voice.pk, "")),
                rules.answering.dialled(number),
                words.get(each.voice.pk, ""),
            )
            for each in lines
        ],
    }
    response = render(request, "voices/calls.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _may_deliver(actor: Actor, answer: Answer) -> None:
    rules.check_deliver(actor, answer, owes=reading.owes_answer(actor, answer.voice))


def _list_of(answer: Answer) -> str:
    """Return the list that an answer is worked down from: the calls, the letters, or all that wait."""
    lists = {"phone": "voices:calls", "letter": "voices:letters"}
    return reverse(lists.get(answer.channel, "voices:waiting"))


delivered = deeds.press(
    queries.one_answer,
    actions.deliver,
    on="answer",
    to=lambda _request, answer: _list_of(answer),
    done=gettext_lazy("Skrevet ned: svaret nåede frem."),
)
not_reached = partial(deeds.fill, queries.one_answer, on="answer")(
    forms.NotReached,
    actions.not_reached,
    right=_may_deliver,
    given=lambda _by, answer: {
        "initial": {"channel": answer.channel, "try_on": rules.answering.next_try(timezone.localdate())}
    },
    around=lambda answer: {
        "lead": answer.voice.node.title,
        "crumbs": _below(),
        "cancel": _list_of(answer),
    },
    to=("voices:waiting",),
    heading=gettext_lazy("Svaret nåede ikke frem"),
    done=gettext_lazy("Bidraget venter igen på svar."),
)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Bidrag"), reverse("voices:list"))]


def _below() -> list[tuple[str, str]]:
    """Return the way to a page that is reached from the list of those who wait."""
    return [*_crumbs(), (_("Stemmer uden svar"), reverse("voices:waiting"))]
