"""Pages of insights and of the source documents they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspil.features.insights import actions, forms, queries, rules, spoken
from samspil.features.insights.models import Insight
from samspil.paper.refusal import NotFound
from samspil.spine import people, policy, texts, visibility
from samspil.spine.models import Node
from samspil.spine.people import Actor
from samspil.web import deeds, narrowing, pages, rights
from samspil.web.request import Request


def index(request: Request) -> HttpResponse:
    """The insights, the newest first, with what they rest on counted by side; drafts alone, where there is somebody to see them."""
    ways = {"offentlige": _("Offentlige"), "kladder": _("Kladder")} if request.actor.memberships else {}
    narrowed = narrowing.asked(request, ways)
    insights = queries.visible_to(request.actor)
    if narrowed.to:
        insights = insights.filter(state="draft" if narrowed.to == "kladder" else "published")
    page = pages.page_of(request, insights)
    context = {
        "page": page,
        "narrowed": narrowed,
        "rows": queries.rows(list(page.object_list)),
        "can_add": policy.allows_somewhere(request.actor, "add", "insight"),
    }
    return render(request, "insights/list.html", context)


def new(request: Request) -> HttpResponse:
    """Write an insight; then choose what it rests on."""
    policy.check_somewhere(request.actor, "add", "insight")
    source = _source(request)
    initial, asked = ({"within": source.within_id}, f"?fra={source.pk}") if source else ({}, "")
    return deeds.form(
        request,
        partial(forms.NewInsight, actor=request.actor, initial=initial),
        actions.begin,
        to=lambda sent: reverse("insights:evidence", args=[sent.result.pk]) + asked,
        heading=_("Ny indsigt"),
        button=_("Gem, og vælg grundlaget"),
        lead=_("Begynder fra »%s«") % source.title if source else "",
        **_way_back(),
    )


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
        "sides": queries.by_side([each for each in shown if not each.evidence.speaks_against]),
        "against": [each for each in shown if each.evidence.speaks_against],
        "total": len(shown),
        "spoke": spoken.sentence(shown),
        "picture": spoken.picture(shown),
        "only_side": rules.SIDES[only] if only and len(shown) > 1 else "",
        "next": _next(request.actor, insight, shown, only),
        "quotes": [each.words for each in shown if each.words],
    }

    return render(request, "insights/detail.html", context)


def _next(actor: Actor, insight: Insight, shown: Sequence[queries.Shown], only: str) -> str:
    """Say what those who write an insight do next; nothing to others, and nothing of one that is public."""
    if insight.state != "draft" or not policy.allows(actor, "write", insight):
        return ""
    if not shown:
        return _("Vælg, hvad indsigten bygger på: bidrag, kilder eller det, en prøvehandling lærte jer.")
    if only and len(shown) > 1:
        return _("Alt grundlaget kommer fra samme side. Find også, hvad de andre siger.")
    return _("Læs den igennem. Tovholderen kan gøre den offentlig.")


def _standing(_by: Actor, insight: Insight) -> dict[str, Any]:
    """Return an insight's words as its form begins with them, and the versions they build on."""
    words = queries.wording(insight)
    statement, explanation = texts.read(words["statement"]), texts.read(words["explanation"])
    initial = {
        "title": "" if insight.node.title == statement else insight.node.title,
        "statement": statement,
        "explanation": explanation,
        "based_on": words["statement"].number,
        "explained_on": words["explanation"].number,
    }
    return {"initial": initial}


def _crumbs(insight: Insight | None = None) -> list[tuple[str, str]]:
    crumbs = [(_("Indsigter"), reverse("insights:list"))]
    return [*crumbs, (insight.node.title, reverse("insights:detail", args=[insight.pk]))] if insight else crumbs


def _way_back(insight: Insight | None = None) -> dict[str, Any]:
    cancel = ("insights:detail", insight.pk) if insight else ("insights:list",)
    return {"crumbs": _crumbs(insight), "cancel": cancel}


edit = deeds.fill(
    queries.get,
    forms.EditedInsight,
    actions.edit,
    right="write",
    on="insight",
    given=_standing,
    around=_way_back,
    heading=gettext_lazy("Ret indsigten"),
    opens=rights.WRITTEN,
)


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
        "records": [each for each in queries.offered_records(request.actor, asked) if each.pk != pk] if asked else [],
        "done": queries.rows([insight])[0],
    }

    return render(request, "insights/evidence.html", context)


def rest_on(request: Request, pk: UUID) -> HttpResponse:
    """Say how an insight rests on one passage (`?sted=`) or one whole record (`?fra=`)."""
    insight = queries.get(request.actor, pk)
    policy.check(request.actor, "write", insight)
    passage = queries.offered_passage(request.actor, _key(request, "sted")) if "sted" in request.GET else None
    source = None if passage else visibility.node(request.actor, _key(request, "fra"))
    return deeds.form(
        request,
        forms.ChosenPassage if passage else forms.Chosen,
        actions.rest_on,
        on={"insight": insight, "passage": passage, "source": source},
        template="insights/rest_on.html",
        heading=_("Brug som grundlag"),
        button=_("Brug som grundlag"),
        more=lambda: {"words": queries.words_of(request.actor, passage) if passage else ""},
        passage=passage,
        source=passage.node if passage else source,
        crumbs=_crumbs(insight),
        cancel=("insights:evidence", pk),
    )


def drop(request: Request, pk: UUID, evidence: int) -> HttpResponse:
    """Take a piece of evidence off an insight, with a reason."""
    dropped = queries.evidence_to_drop(request.actor, evidence)
    if dropped.insight_id != pk:
        raise NotFound
    policy.check(request.actor, "write", dropped.insight)
    return deeds.form(
        request,
        forms.Dropped,
        actions.drop,
        on={"evidence": dropped},
        heading=_("Fjern fra indsigten"),
        button=_("Fjern"),
        node=dropped.insight.node,
        **_way_back(dropped.insight),
    )


publish = deeds.press(queries.get, actions.publish, on="insight", done=gettext_lazy("Indsigten er offentlig."))
unpublish = deeds.press(
    queries.get, actions.unpublish, on="insight", done=gettext_lazy("Indsigten er taget af nettet.")
)


def documents(request: Request) -> HttpResponse:
    """The source documents."""
    page = pages.page_of(request, queries.documents(request.actor))
    context = {"page": page, "can_add": policy.allows_somewhere(request.actor, "add", "document"), "crumbs": _crumbs()}
    return render(request, "insights/documents.html", context)


def document(request: Request, pk: UUID) -> HttpResponse:
    """One document as data: its themes, its text with its tables in their places, its quotes."""
    source = queries.document(request.actor, pk)
    context = {
        "document": source,
        "node": source.node,
        "crumbs": [*_crumbs(), (_("Kilder"), reverse("insights:documents"))],
        "parts": queries.parts_of(source),
        "themes": queries.themes_of(source),
        "quotes": queries.quotes_in(source),
    }
    return render(request, "insights/document.html", context)


def import_document(request: Request) -> HttpResponse:
    """Bring a report in."""
    policy.check_somewhere(request.actor, "add", "document")
    return deeds.form(
        request,
        partial(forms.Import, among={"organisation": people.places_of(request.actor).organisations}),
        actions.import_evaluation,
        heading=_("Læg en rapport ind"),
        button=_("Læs rapporten"),
        opens=rights.Opened(words=[_("Rapportens tekst, temaer og tabeller.")], back=""),
        **_way_back(),
    )


def _source(request: Request) -> Node | None:
    """Return the record that `?fra=` names, when the reader may see it; None when it names nothing."""
    return visibility.node(request.actor, _key(request, "fra")) if request.GET.get("fra") else None


def _key(request: Request, name: str) -> UUID:
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        raise NotFound from None
