"""Pages of insights and of the source documents they rest on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspil.features.insights import actions, forms, queries, rules
from samspil.features.insights.models import Insight
from samspil.paper.refusal import NotFound
from samspil.spine import policy, texts
from samspil.spine.models import Node
from samspil.web import forms as web_forms
from samspil.web import pages
from samspil.web.request import Request


def index(request: Request) -> HttpResponse:
    """The insights, the newest first, with what they rest on counted by side."""
    page = pages.page_of(request, queries.visible_to(request.actor))
    context = {
        "page": page,
        "rows": queries.rows(list(page.object_list)),
        "can_add": policy.allows_somewhere(request.actor, "add", "insight"),
    }
    return render(request, "insights/list.html", context)


def new(request: Request) -> HttpResponse:
    """Write an insight; then choose what it rests on."""
    policy.check_somewhere(request.actor, "add", "insight")
    source = _source(request)
    initial = {"within": source.within_id} if source else {}
    form = forms.NewInsight(web_forms.sent(request), actor=request.actor, initial=initial)
    if web_forms.submitted(request, form, lambda: actions.begin(by=request.actor, **form.values())):
        after = f"?fra={source.pk}" if source else ""
        return redirect(reverse("insights:evidence", args=[form.result.pk]) + after)
    return _edit(request, form, heading=_("Ny indsigt"), button=_("Gem, og vælg grundlaget"), lead=_lead(source))


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One insight: the statement and, side by side, everything it rests on."""
    insight = queries.get(request.actor, pk)
    shown = queries.evidence_of(request.actor, insight)
    sides = [each.evidence.side for each in shown]
    only = rules.rests_on_one_side(sides)
    words = queries.wording(insight)
    context = {
        "insight": insight,
        "node": insight.node,
        "crumbs": _crumbs(),
        "statement": texts.read(words["statement"]),
        "explanation": texts.read(words["explanation"]),
        "sides": queries.by_side(shown),
        "total": len(shown),
        "only_side": rules.SIDES[only] if only and len(shown) > 1 else "",
        "can_write": policy.allows(request.actor, "write", "insight", insight.node, insight.state),
        "can_publish": policy.allows(request.actor, "publish", "insight", insight.node, insight.state),
        "can_unpublish": policy.allows(request.actor, "unpublish", "insight", insight.node, insight.state),
    }

    return render(request, "insights/detail.html", context)


def edit(request: Request, pk: UUID) -> HttpResponse:
    """Mend an insight's words; somebody else's newer words are shown beside one's own."""
    insight = queries.get(request.actor, pk)
    policy.check(request.actor, "write", insight)
    words = queries.wording(insight)
    statement, explanation = words["statement"], words["explanation"]
    initial = {
        "title": "" if insight.node.title == texts.read(statement) else insight.node.title,
        "statement": texts.read(statement),
        "explanation": texts.read(explanation),
        "based_on": statement.number,
        "explained_on": explanation.number,
    }
    form = forms.EditedInsight(web_forms.sent(request), initial=initial)
    if web_forms.submitted(request, form, lambda: actions.edit(by=request.actor, insight=insight, **form.cleaned_data)):
        return redirect("insights:detail", pk)

    return _edit(request, form, heading=_("Ret indsigten"), button=_("Gem"), insight=insight)


def evidence(request: Request, pk: UUID) -> HttpResponse:
    """Look for what an insight rests on: passages and whole records that hold the words asked for."""
    insight = queries.get(request.actor, pk)
    policy.check(request.actor, "write", insight)
    asked, source = request.GET.get("q", "").strip()[:200], _source(request)
    context = {
        "insight": insight,
        "node": insight.node,
        "crumbs": _crumbs(insight),
        "asked": asked,
        "source": source,
        "offers": queries.offered(request.actor, asked, near=None if asked else source),
        "records": [found for found in queries.offered_records(request.actor, asked) if found.pk != pk]
        if asked
        else [],
        "done": queries.rows([insight])[0],
    }

    return render(request, "insights/evidence.html", context)


def rest_on(request: Request, pk: UUID) -> HttpResponse:
    """Say how an insight rests on one passage (`?sted=`) or one whole record (`?fra=`)."""
    insight = queries.get(request.actor, pk)
    policy.check(request.actor, "write", insight)
    passage = queries.offered_passage(request.actor, _key(request, "sted")) if "sted" in request.GET else None
    source = None if passage else queries.node_of(request.actor, _key(request, "fra"))
    form = (forms.ChosenPassage if passage else forms.Chosen)(web_forms.sent(request))
    if web_forms.submitted(
        request,
        form,
        lambda: actions.rest_on(by=request.actor, insight=insight, passage=passage, source=source, **form.values()),
    ):
        return redirect("insights:detail", pk)

    context = {
        "form": form,
        "insight": insight,
        "node": insight.node,
        "crumbs": _crumbs(insight),
        "words": queries.words_of(request.actor, passage) if passage else "",
        "passage": passage,
        "source": passage.node if passage else source,
        "cancel": reverse("insights:evidence", args=[pk]),
    }
    return web_forms.page(request, "insights/rest_on.html", context)


def drop(request: Request, pk: UUID, evidence: int) -> HttpResponse:
    """Take a piece of evidence off an insight, with a reason."""
    found = queries.evidence_to_drop(request.actor, evidence)
    if found.insight_id != pk:
        raise NotFound
    policy.check(request.actor, "write", found.insight)
    form = forms.Dropped(web_forms.sent(request))
    if web_forms.submitted(request, form, lambda: actions.drop(by=request.actor, evidence=found, **form.cleaned_data)):
        return redirect("insights:detail", pk)
    return _edit(request, form, heading=_("Fjern fra indsigten"), button=_("Fjern"), insight=found.insight)


@require_POST
def publish(request: Request, pk: UUID) -> HttpResponse:
    """Make an insight public."""
    insight = queries.get(request.actor, pk)
    web_forms.do(request, lambda: actions.publish(by=request.actor, insight=insight), done=_("Indsigten er offentlig."))
    return redirect("insights:detail", pk)


@require_POST
def unpublish(request: Request, pk: UUID) -> HttpResponse:
    """Take an insight off the net."""
    insight = queries.get(request.actor, pk)
    web_forms.do(
        request, lambda: actions.unpublish(by=request.actor, insight=insight), done=_("Indsigten er taget af nettet.")
    )
    return redirect("insights:detail", pk)


def documents(request: Request) -> HttpResponse:
    """The source documents."""
    page = pages.page_of(request, queries.documents(request.actor))
    context = {"page": page, "can_add": policy.allows_somewhere(request.actor, "add", "document"), "crumbs": _crumbs()}
    return render(request, "insights/documents.html", context)


def document(request: Request, pk: UUID) -> HttpResponse:
    """One document as data: its themes, its text with its tables in their places, its quotes."""
    found = queries.document(request.actor, pk)
    context = {
        "document": found,
        "node": found.node,
        "crumbs": [*_crumbs(), (_("Kilder"), reverse("insights:documents"))],
        "parts": queries.parts_of(found),
        "themes": queries.themes_of(found),
        "quotes": queries.quotes_in(found),
    }
    return render(request, "insights/document.html", context)


def import_document(request: Request) -> HttpResponse:
    """Bring a report in."""
    policy.check_somewhere(request.actor, "add", "document")
    form = forms.Import(web_forms.sent(request), actor=request.actor)
    if web_forms.submitted(request, form, lambda: actions.import_evaluation(by=request.actor, **form.values())):
        return redirect("insights:document", form.result.pk)
    return _edit(request, form, heading=_("Læg en rapport ind"), button=_("Læs rapporten"))


def _source(request: Request) -> Node | None:
    """Return the record that `?fra=` names, when the reader may see it; None when it names nothing."""
    return queries.node_of(request.actor, _key(request, "fra")) if request.GET.get("fra") else None


def _key(request: Request, name: str) -> UUID:
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        raise NotFound from None


def _lead(source: Node | None) -> str:
    return _("Begynder fra »%s«") % source.title if source else ""


def _crumbs(insight: Insight | None = None) -> list[tuple[str, str]]:
    crumbs = [(_("Indsigter"), reverse("insights:list"))]
    return [*crumbs, (insight.node.title, reverse("insights:detail", args=[insight.pk]))] if insight else crumbs


def _edit(
    request: Request, form: Any, *, heading: str, button: str, lead: str = "", insight: Insight | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "button": button,
        "lead": lead or (insight.node.title if insight else ""),
        "node": insight.node if insight else None,
        "crumbs": _crumbs(insight),
        "cancel": reverse("insights:detail", args=[insight.pk]) if insight else reverse("insights:list"),
    }
    return web_forms.page(request, "insights/edit.html", context)
