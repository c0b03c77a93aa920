"""Pages of insights and sources: evidence by side, passages found, conflicts shown, tables with their own numbers."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from samspil.features.insights import actions, queries
from samspil.features.insights.models import Document, Evidence, Insight
from samspil.spine import texts
from samspil.spine.models import Quote, Text
from tests.features.insights.conftest import EVALUATION, SAID, Speak, Write, passage_of
from tests.kit.cast import Cast
from tests.kit.clients import Browse


def text_of(response: Any) -> str:
    return response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    cast: Cast, evaluation: Document, write: Write, browse: Browse, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        insight = write()
        for passage in Quote.objects.filter(node=evaluation.node)[:count]:
            actions.rest_on(by=cast.alice, insight=insight, passage=passage, why="x")
    client = browse(cast.alice)
    with django_assert_num_queries(11):
        page = text_of(client.get(reverse("insights:list")))
    assert " ".join(page.split()).count(f"politikere {count}") == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_sources_cost_the_same_for_one_and_for_three(
    cast: Cast, browse: Browse, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        actions.name_source(by=cast.alice, title=f"Kilde {number}", organisation=cast.municipality)
    client = browse(cast.dorte)
    with django_assert_num_queries(2):
        page = text_of(client.get(reverse("insights:documents")))
    assert page.count("Kilde ") >= count


def test_the_document_shows_its_tables_quotes_and_themes(cast: Cast, evaluation: Document, browse: Browse) -> None:
    page = text_of(browse(cast.dorte).get(reverse("insights:document", args=[evaluation.pk])))
    assert page.count("<caption>Tabel 4: ") == 2
    assert page.count("<caption>Tabel 5: ") == 2
    assert '<th scope="row">Feltarbejde med borgere og fagprofessionelle (Norddjurs)</th>' in page
    assert "4 (Struer)<br>4 (Norddjurs)" in page
    assert page.count('-<span class="sr-only"> (ikke oplyst)</span>') == 2
    assert "du får en anden tilgang" in page
    assert "6. Opmærksomhedspunkter fremadrettet" in page
    assert page.count("Ikke oplyst i kilden") == 2


def test_a_named_source_says_that_its_words_are_not_here(cast: Cast, browse: Browse) -> None:
    named = actions.name_source(by=cast.alice, title="Vi har brug for hinanden", organisation=cast.municipality)
    assert actions.name_source(by=cast.alice, title="Vi har brug for hinanden", organisation=cast.municipality) == named
    page = text_of(browse(cast.dorte).get(reverse("insights:document", args=[named.pk])))
    assert "Dens egne ord ligger ikke her" in page


def test_an_insight_is_written_rested_published_and_dropped_from(
    cast: Cast, evaluation: Document, browse: Browse
) -> None:
    client, source = browse(cast.alice), evaluation.node
    begun = client.post(
        reverse("insights:new") + f"?fra={source.pk}",
        {
            "statement": "Møderne ligger for spredt.",
            "title": "",
            "explanation": "",
            "within": "",
            "organisation": cast.municipality.pk,
        },
    )
    insight = Insight.objects.get()
    evidence = reverse("insights:evidence", args=[insight.pk])

    assert begun.headers["Location"] == f"{evidence}?fra={source.pk}"
    assert text_of(client.get(begun.headers["Location"])).count("Brug dette sted") == 19
    found = text_of(client.get(evidence + "?q=hurtigere+resultat"))
    assert "1 sted fundet" in found
    assert "Ingen steder" in text_of(client.get(evidence + "?q=kanariefugl"))
    passage = Quote.objects.get(node=source, speaker="en kommunalpolitiker", place__startswith="Opmærksomhed")
    choose = reverse("insights:rest_on", args=[insight.pk]) + f"?sted={passage.pk}"
    assert "tættere på hinanden" in text_of(client.get(choose))
    assert client.post(choose, {"why": "", "side": "", "excerpt": ""}).status_code == 422
    assert client.post(choose, {"why": "x", "side": "", "excerpt": "står der ikke"}).status_code == 422
    assert client.post(choose, {"why": "Siger det samme", "side": "", "excerpt": ""}).status_code == 302
    whole = reverse("insights:rest_on", args=[insight.pk]) + f"?fra={source.pk}"
    assert client.post(whole, {"why": "Handler om det", "side": "professional"}).status_code == 302
    detail = reverse("insights:detail", args=[insight.pk])
    shown = text_of(client.get(detail))
    assert "Politikere (1)" in shown
    assert "Fagpersoner (1)" in shown
    assert "Borgere (0)" in shown
    assert client.post(reverse("insights:publish", args=[insight.pk])).status_code == 302
    assert "tættere på hinanden" in text_of(browse(cast.dorte).get(detail))
    last = Evidence.objects.filter(quote__isnull=False).get()
    drop = reverse("insights:drop", args=[insight.pk, last.pk])
    assert client.get(drop).status_code == 200
    assert client.post(drop, {"why": "Fejl"}).status_code == 302
    assert "tættere på hinanden" not in text_of(client.get(detail))
    assert client.post(reverse("insights:unpublish", args=[insight.pk])).status_code == 302
    assert browse(cast.charlie).get(detail).status_code == 404


def test_evidence_from_one_side_only_is_pointed_out(
    cast: Cast, evaluation: Document, write: Write, browse: Browse
) -> None:
    insight, unknown = write(), write()
    for passage in Quote.objects.filter(node=evaluation.node, speaker="en politiker")[:2]:
        actions.rest_on(by=cast.alice, insight=insight, passage=passage, why="x")
    for passage in Quote.objects.filter(node=evaluation.node, speaker=""):
        actions.rest_on(by=cast.alice, insight=unknown, passage=passage, why="x")
    client = browse(cast.alice)
    assert "fra samme side: politikere" in text_of(client.get(reverse("insights:detail", args=[insight.pk])))
    page = text_of(client.get(reverse("insights:detail", args=[unknown.pk])))
    assert "fra samme side" not in page
    assert "Rolle ikke oplyst (2)" in page


def test_a_withdrawn_voice_leaves_no_trace_on_the_page(cast: Cast, write: Write, speak: Speak, browse: Browse) -> None:
    insight, voice = write(), speak("quote")
    actions.rest_on(by=cast.bob, insight=insight, passage=passage_of(voice), why="Kanariegrund")
    actions.publish(by=cast.alice, insight=insight)
    address, dorte = reverse("insights:detail", args=[insight.pk]), browse(cast.dorte)
    before = text_of(dorte.get(address))

    assert SAID in before
    assert "Et led, der ikke er offentligt" in before
    assert str(voice.pk) not in before
    texts.withdraw(by=cast.alice, text=Text.objects.get(node=voice))
    after = text_of(dorte.get(address))
    assert "Kanariefugl" not in after
    assert "Kanariegrund" not in after
    assert "bygger ikke på noget, der kan vises" in after
    assert "borgere 0" in " ".join(text_of(dorte.get(reverse("insights:list"))).split())


def test_editing_shows_both_wordings_when_they_clash(cast: Cast, write: Write, browse: Browse) -> None:
    insight = write(title="Vejen")
    address, client = reverse("insights:edit", args=[insight.pk]), browse(cast.alice)
    shown = text_of(client.get(address))

    assert 'value="Vejen"' in shown
    actions.edit(
        by=cast.bob, insight=insight, title="", statement="Bobs ord", explanation="", based_on=1, explained_on=1
    )
    sent = {"title": "", "statement": "Alices ord", "explanation": "", "based_on": "1", "explained_on": "1"}
    clash = client.post(address, sent)
    assert clash.status_code == 422
    assert "Bobs ord" in text_of(clash)
    assert "Alices ord" in text_of(clash)
    assert client.post(address, {**sent, "based_on": "2"}).status_code == 302
    assert texts.read(queries.wording(insight)["statement"]) == "Alices ord"


def test_outsiders_get_neither_forms_nor_drafts(cast: Cast, write: Write, speak: Speak, browse: Browse) -> None:
    insight, voice = write(), speak("quote")
    evidence = actions.rest_on(by=cast.alice, insight=insight, passage=passage_of(voice), why="x")
    other = write()
    for reader in (cast.charlie, cast.dorte):
        client = browse(reader)
        for name in ("detail", "edit", "evidence", "rest_on"):
            assert client.get(reverse(f"insights:{name}", args=[insight.pk])).status_code == 404
        assert client.get(reverse("insights:drop", args=[insight.pk, evidence.pk])).status_code == 404
        assert "Folk venter" not in text_of(client.get(reverse("insights:list")))

    dorte = browse(cast.dorte)
    assert dorte.get(reverse("insights:new")).status_code == 403
    assert dorte.get(reverse("insights:import")).status_code == 403
    assert browse(cast.politician).get(reverse("insights:evidence", args=[insight.pk])).status_code == 403
    alice = browse(cast.alice)
    assert alice.get(reverse("insights:drop", args=[other.pk, evidence.pk])).status_code == 404
    assert alice.get(reverse("insights:rest_on", args=[insight.pk]) + "?fra=x").status_code == 404


def test_a_report_is_pasted_in(cast: Cast, browse: Browse) -> None:
    client = browse(cast.alice)
    assert client.get(reverse("insights:import")).status_code == 200
    sent = {"title": "", "publisher": "Forfatteren", "dated_on": "", "organisation": cast.municipality.pk}
    refused = client.post(reverse("insights:import"), {**sent, "text": "ord"})
    assert refused.status_code == 422
    assert "ingen overskrifter" in text_of(refused)
    done = client.post(reverse("insights:import"), {**sent, "text": EVALUATION.read_text(encoding="utf-8")})
    document = Document.objects.get()
    assert done.headers["Location"] == reverse("insights:document", args=[document.pk])
    assert (document.publisher, document.tables.count(), document.themes.count()) == ("Forfatteren", 7, 6)


def test_the_front_page_shows_public_insights(cast: Cast, evaluation: Document, write: Write, browse: Browse) -> None:
    insight = write(title="Vejen er lang")
    actions.rest_on(by=cast.alice, insight=insight, source=evaluation.node, why="x")
    assert "Vejen er lang" not in text_of(browse(cast.dorte).get("/"))
    actions.publish(by=cast.alice, insight=insight)
    assert "Vejen er lang" in text_of(browse(cast.dorte).get("/"))
