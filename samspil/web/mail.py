"""The pages behind links in mails: an invitation answered, and a kind of mail declined. No login is needed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from samspil.paper import languages
from samspil.spine import invitations, outbox
from samspil.web import forms, personal_links
from samspil.web.inputs import AnswerForm
from samspil.web.request import Request


# A mail programme declines by one POST of its own, without a session or a cookie (RFC 8058, 3.2): the signed link is its proof.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: Request, signed: str) -> HttpResponse:
    """Decline a kind of mail by one press, or take that back."""
    message = outbox.declinable(signed)
    # By POST alone: scanners of mail open every link in it.
    if request.method == "POST":
        act = outbox.accept_again if "igen" in request.POST else outbox.decline
        act(by=request.actor, message=message)
        # RFC 8058: a mail programme has asked, and wants no page.
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse(status=204)
        return redirect("web:decline", signed)
    context = {
        "words": languages.told(outbox.TOPICS[message.topic]),
        "has_declined": outbox.is_declined(message),
    }
    return _private(render(request, "web/decline.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_link(request: Request, token: str = "") -> HttpResponse:
    """Take the token of a personal link into the session, and go on to the invitation."""
    return personal_links.door(
        request,
        purpose=invitations.PURPOSE,
        onward=lambda opened: reverse("web:invitation", args=[invitations.behind(opened).pk]),
        token=token,
    )


def invitation(request: Request, pk: int) -> HttpResponse:
    """Show an invitation to whoever its link was sent to, or who is invited and logged in, and take the answer."""
    invited = invitations.opened(personal_links.held(request), pk, request.actor)
    form = AnswerForm(forms.sent(request), initial={"answer": invited.answer})
    if forms.submitted(
        request, form, lambda: invitations.answer(by=request.actor, invitation=invited, **form.cleaned_data)
    ):
        return redirect("web:invitation", pk)

    context = {
        "invitation": invited,
        "gathering": invited.gathering,
        "node": invited.gathering.node,
        "form": form,
        "heading": _("Aflyst") if invited.gathering.cancelled_at else _("Kommer du?"),
    }
    return _private(forms.page(request, "web/invitation.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
