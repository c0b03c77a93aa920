"""Every deed done with documents and insights: rows, journal and links together; withdrawn words are gone at once."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from samspil.features.insights import actions, queries
from samspil.features.insights.models import Document, Evidence, Table
from samspil.paper.refusal import NotFound, Refused
from samspil.spine import consent, journal, openness, search, texts, thread, visibility
from samspil.spine.models import AccessEntry, Consent, JournalEntry, Link, Node, Quote, Text
from tests.features.insights.conftest import EVALUATION, SAID, Speak, Write, passage_of
from tests.kit.cast import Cast

TRUTH = tomllib.loads((Path(__file__).parents[2] / "analysis" / "evaluation_truth.toml").read_text(encoding="utf-8"))


def verbs(node: Node) -> list[str]:
    return list(JournalEntry.objects.filter(node_id=node.pk).order_by("sequence").values_list("verb", flat=True))


def test_the_evaluation_becomes_data_with_its_own_numbers(cast: Cast, evaluation: Document) -> None:
    assert evaluation.node.title == "Evaluering af ”Sammen mod Ulighed i Sundhed”"
    assert evaluation.node.occurred_on is not None
    assert evaluation.node.occurred_on.isoformat() == "2025-09-15"
    assert [theme.name for theme in evaluation.themes.all()] == TRUTH["themes"]
    tables = list(Table.objects.filter(document=evaluation))
    assert [table.number for table in tables] == [1, 2, 3, 4, 5, 6, 7]
    assert [table.source_number for table in tables] == [f"Tabel {n}" for n in (1, 2, 3, 4, 5, 4, 5)]
    assert [table.rows for table in tables] == [table["rows"] for table in TRUTH["tables"]]
    assert tables[1].rows[0][1] == "4 (Struer)\n4 (Norddjurs)"
    assert [row[1:] for row in tables[1].rows[1:]] == [["1", "1", "-"], ["5", "-", "2"]]
    assert verbs(evaluation.node)[-1] == "document.imported"


def test_its_quotes_point_into_its_open_text_with_role_and_theme(cast: Cast, evaluation: Document) -> None:
    found = [(said.words, said.speaker, said.theme) for said in queries.quotes_in(evaluation)]
    assert found == [(row["words"], row["speaker"], TRUTH["themes"][row["theme"]]) for row in TRUTH["quotes"]]
    assert {said.side for said in queries.quotes_in(evaluation)} == {"Politikere", "Rolle ikke oplyst"}
    assert all(quote.version.sealed is None for quote in Quote.objects.filter(node=evaluation.node))
    assert list(search.find(cast.dorte, "magtkamp")) == [evaluation.node]


def test_its_themes_have_points_and_its_parts_read_in_order(cast: Cast, evaluation: Document) -> None:
    assert [theme.points.count() for theme in evaluation.themes.all()] == [4, 5, 1, 1, 1, 3]
    parts = queries.parts_of(evaluation)

    assert [read.part.heading for read in parts] == [row["words"] for row in TRUTH["headings"]]
    attendance = parts[3].blocks
    assert [("words" if b.words else "points" if b.points else b.table.source_number) for b in attendance] == [  # type: ignore[union-attr]
        "words",
        "points",
        "words",
        "Tabel 2",
    ]
    assert len(attendance[1].points) == 3
    effects = parts[4].blocks
    assert [b.table.title for b in effects if b.table] == ["Effekter af projektet"]
    assert effects[-1].words == "De positive effekter af projektet uddybes nedenfor."


def test_the_same_report_twice_is_one_and_real_records_get_no_links(cast: Cast, evaluation: Document) -> None:
    again = actions.import_evaluation(
        by=cast.alice,
        source=actions.SourceText(text=EVALUATION.read_text(encoding="utf-8"), organisation=cast.municipality),
    )
    assert again == evaluation
    assert Document.objects.count() == 1
    assert not Link.objects.exists()


def test_a_report_is_refused_from_outsiders_and_without_a_title(cast: Cast) -> None:
    text = "Metode  \n" + "Her er en lang linje løbende tekst, der fylder siden ud fra kant til kant. \n"
    with pytest.raises(Refused, match="Kun tovholder"):
        actions.import_evaluation(by=cast.charlie, source=actions.SourceText(text=text, organisation=cast.municipality))

    with pytest.raises(Refused, match="kildens titel"):
        actions.import_evaluation(by=cast.alice, source=actions.SourceText(text=text, organisation=cast.municipality))

    with pytest.raises(Refused, match="ingen overskrifter"):
        actions.import_evaluation(by=cast.alice, source=actions.SourceText(text="ord", organisation=cast.municipality))

    made = actions.import_evaluation(
        by=cast.alice,
        source=actions.SourceText(
            text=text, organisation=cast.municipality, title="Rapport", visibility="circle", within=cast.partnership
        ),
    )
    assert (made.node.title, made.node.visibility, made.themes.count()) == ("Rapport", "circle", 0)
    assert list(queries.documents(cast.dorte)) == []


def test_an_insight_is_begun_as_a_draft(cast: Cast, write: Write) -> None:
    insight = write(explanation="Mere herom.", title="Vejen er lang")
    assert (insight.state, insight.node.visibility, insight.node.title) == ("draft", "organisation", "Vejen er lang")
    words = {name: texts.read(version) for name, version in queries.wording(insight).items()}
    assert words == {"statement": "Folk venter med at søge hjælp, fordi vejen er lang.", "explanation": "Mere herom."}
    assert verbs(insight.node) == ["text.written", "text.written", "insight.begun"]
    assert list(search.find(cast.bob, "hjælp")) == [insight.node]
    assert write(within=cast.partnership).node.visibility == "circle"
    assert write(source_key="vejen") == write(source_key="vejen", statement="Noget andet")
    with pytest.raises(Refused, match="selv arbejder i"):
        write(by=cast.charlie)


def test_editing_tells_of_the_others_wording(cast: Cast, write: Write) -> None:
    insight = write()
    actions.edit(
        by=cast.bob, insight=insight, title="", statement="Vejen er lang.", explanation="Ny", based_on=1, explained_on=1
    )
    assert insight.node.title == "Vejen er lang."
    assert list(search.find(cast.bob, "ny")) == [insight.node]
    with pytest.raises(texts.Conflict) as conflict:
        actions.edit(
            by=cast.alice,
            insight=insight,
            title="",
            statement="Kort vej.",
            explanation="Ny",
            based_on=1,
            explained_on=2,
        )

    assert (conflict.value.mine, texts.read(conflict.value.theirs)) == ("Kort vej.", "Vejen er lang.")
    with pytest.raises(Refused, match="Kun dem, der arbejder"):
        actions.edit(
            by=cast.charlie, insight=insight, title="", statement="x", explanation="", based_on=2, explained_on=2
        )

    assert verbs(insight.node)[-1] == "insight.edited"


def test_an_insight_rests_on_a_passage_of_the_evaluation(cast: Cast, evaluation: Document, write: Write) -> None:
    insight, passage = write(), Quote.objects.filter(node=evaluation.node, speaker="én kommunalpolitiker").get()
    evidence = actions.rest_on(by=cast.alice, insight=insight, passage=passage, why="Siger det samme")
    again = actions.rest_on(by=cast.alice, insight=insight, passage=passage, why="Siger det samme")

    assert again == evidence
    assert (evidence.side, evidence.speaks_against) == ("politician", False)
    link = Link.objects.get()
    assert (link.earlier, link.later, link.relation, link.why) == (
        evaluation.node,
        insight.node,
        "grounds",
        "Siger det samme",
    )
    (shown,) = queries.evidence_of(cast.dorte, insight)
    assert shown.words == "Jeg vil ikke starte med et forvaltningsoplæg, men et politisk oplæg."
    assert (shown.speaker, shown.place, shown.source) == (
        "én kommunalpolitiker",
        "Den administrative støtte",
        evaluation.node,
    )
    assert verbs(insight.node)[-3:] == ["link.made", "text.quoted", "insight.rested"]


def test_an_excerpt_is_taken_word_for_word_or_refused(cast: Cast, evaluation: Document, write: Write) -> None:
    insight, passage = write(), Quote.objects.filter(node=evaluation.node, speaker="én kommunalpolitiker").get()
    actions.rest_on(
        by=cast.alice,
        insight=insight,
        passage=passage,
        why="x",
        excerpt=" et politisk oplæg",
        side="",
        speaks_against=True,
    )
    (shown,) = queries.evidence_of(cast.alice, insight)
    assert (shown.words, shown.evidence.side, shown.evidence.speaks_against) == ("et politisk oplæg", "", True)
    with pytest.raises(Refused, match="ikke ordret") as refused:
        actions.rest_on(by=cast.alice, insight=insight, passage=passage, why="x", excerpt="et politisk opspil")

    assert refused.value.field == "excerpt"


def test_a_whole_record_may_be_evidence(cast: Cast, write: Write, speak: Speak) -> None:
    insight, voice = write(), speak("interpret")
    evidence = actions.rest_on(by=cast.alice, insight=insight, source=voice, why="Læst sammen", side="citizen")
    assert actions.rest_on(by=cast.alice, insight=insight, source=voice, why="igen") == evidence
    assert [(e.words, e.source) for e in queries.evidence_of(cast.alice, insight)] == [("", voice)]
    assert queries.rows([insight])[0].by_label[0] == ("Borgere", 1)
    with pytest.raises(Refused, match="Vælg det sted"):
        actions.rest_on(by=cast.alice, insight=insight, why="x")


def test_a_voice_is_used_as_far_as_its_consent_goes(cast: Cast, write: Write, speak: Speak) -> None:
    insight = write()
    with pytest.raises(Refused, match="fælles tolkning"):
        actions.rest_on(by=cast.alice, insight=insight, source=speak("quote"), why="x")
    quotable = speak("quote")
    passage = passage_of(quotable)
    given = Consent.objects.get(node=quotable)
    consent.withdraw(by=cast.alice, consent=given)
    with pytest.raises(Refused, match="blive citeret"):
        actions.rest_on(by=cast.alice, insight=insight, passage=passage, why="x")
    assert not Link.objects.exists()
    assert not Evidence.objects.exists()


def test_a_withdrawn_voice_is_gone_from_the_insight_at_once(cast: Cast, write: Write, speak: Speak) -> None:
    insight, quoted, read = write(), speak("quote"), speak("interpret")
    actions.rest_on(by=cast.bob, insight=insight, passage=passage_of(quoted), why="x")
    actions.rest_on(by=cast.alice, insight=insight, source=read, why="x")
    actions.publish(by=cast.alice, insight=insight)
    assert [shown.words for shown in queries.evidence_of(cast.dorte, insight)] == ["", SAID]
    assert [shown.source for shown in queries.evidence_of(cast.dorte, insight)] == [None, None]
    for node in (quoted, read):
        texts.withdraw(by=cast.alice, text=Text.objects.get(node=node))

    assert queries.evidence_of(cast.dorte, insight) == []
    assert queries.evidence_of(cast.alice, insight) == []
    assert dict(queries.rows([insight])[0].counts) == dict.fromkeys(
        ("citizen", "professional", "politician", "civil_society"), 0
    )
    assert queries.resting_on(cast.alice, quoted) == []


def test_a_voice_whose_consent_has_ended_is_gone_too(cast: Cast, write: Write, speak: Speak) -> None:
    insight, quoted = write(), speak("quote")
    actions.rest_on(by=cast.alice, insight=insight, passage=passage_of(quoted), why="x")
    consent.withdraw(by=cast.alice, consent=Consent.objects.get(node=quoted))
    assert queries.evidence_of(cast.alice, insight) == []


def test_sealed_words_of_a_draft_are_noted_as_read_and_public_quotes_are_not(
    cast: Cast, write: Write, speak: Speak, evaluation: Document
) -> None:
    insight, quoted = write(), speak("quote")
    actions.rest_on(by=cast.bob, insight=insight, passage=passage_of(quoted), why="x")
    actions.rest_on(by=cast.alice, insight=insight, passage=Quote.objects.filter(node=evaluation.node)[0], why="x")
    queries.evidence_of(cast.bob, insight)
    entry = AccessEntry.objects.get()

    assert (entry.reader_id, entry.node_id, entry.purpose) == (
        cast.bob.person_id,
        quoted.pk,
        "Indsigt under arbejde",
    )
    actions.publish(by=cast.alice, insight=insight)
    queries.evidence_of(cast.dorte, insight)
    assert AccessEntry.objects.count() == 1


def test_a_quote_of_a_citizen_becomes_public_by_two_persons_and_through_the_gate(
    cast: Cast, write: Write, speak: Speak, monkeypatch: pytest.MonkeyPatch
) -> None:
    insight, quoted = write(), speak("quote")
    actions.rest_on(by=cast.alice, insight=insight, passage=passage_of(quoted), why="x")
    with pytest.raises(Refused, match="det er dig, der har valgt citatet"):
        actions.publish(by=cast.alice, insight=insight)

    def closed(*_asked: object) -> None:
        raise Refused("Porten er lukket.")

    monkeypatch.setitem(
        openness._gates, "voice", openness.Gate(kind="voice", check=closed, passage=lambda *_asked: "[skjult]")
    )
    other = write(statement="En anden indsigt")
    actions.rest_on(by=cast.bob, insight=other, passage=passage_of(quoted), why="x")
    with pytest.raises(Refused, match="Porten er lukket"):
        actions.publish(by=cast.alice, insight=other)
    assert other.node.visibility != "public"
    monkeypatch.delitem(openness._gates, "voice")
    with pytest.raises(Refused, match="er låst"):
        actions.publish(by=cast.alice, insight=other)


def test_a_quote_of_a_citizen_is_not_added_to_a_public_insight(
    cast: Cast, write: Write, speak: Speak, evaluation: Document
) -> None:
    insight, quoted = write(), speak("quote")
    actions.rest_on(by=cast.alice, insight=insight, source=evaluation.node, why="x")
    actions.publish(by=cast.alice, insight=insight)
    with pytest.raises(Refused, match="Tag indsigten af nettet"):
        actions.rest_on(by=cast.bob, insight=insight, passage=passage_of(quoted), why="x")
    assert queries.evidence_of(cast.dorte, insight)[0].words == ""


def test_dropping_the_last_evidence_withdraws_the_link(cast: Cast, evaluation: Document, write: Write) -> None:
    insight = write()
    one, two = (
        actions.rest_on(by=cast.alice, insight=insight, passage=passage, why="x")
        for passage in Quote.objects.filter(node=evaluation.node)[:2]
    )
    whole = actions.rest_on(by=cast.alice, insight=insight, source=evaluation.node, why="x")

    actions.drop(by=cast.alice, evidence=one, why="Ikke det samme")
    actions.drop(by=cast.alice, evidence=whole, why="Ikke det samme")
    assert Link.objects.get().withdrawn_at is None
    assert Quote.objects.filter(node=insight.node).count() == 1
    actions.drop(by=cast.alice, evidence=two, why="Ikke det samme")
    link = Link.objects.get()
    assert link.withdrawn_at is not None
    assert link.withdrawn_why == "Ikke det samme"
    assert verbs(insight.node)[-2:] == ["link.withdrawn", "insight.evidence_dropped"]
    with pytest.raises(Refused, match="bygger ikke på noget"):
        actions.publish(by=cast.alice, insight=insight)


def test_dropping_after_the_link_was_taken_back_by_hand(cast: Cast, evaluation: Document, write: Write) -> None:
    insight = write()
    evidence = actions.rest_on(by=cast.alice, insight=insight, source=evaluation.node, why="x")
    thread.withdraw_link(by=cast.alice, link=evidence.link, why="Forkert")
    assert queries.evidence_of(cast.alice, insight) == []
    evidence.refresh_from_db()
    actions.drop(by=cast.alice, evidence=evidence, why="Rydder op")
    assert not Evidence.objects.exists()
    assert Link.objects.get().withdrawn_why == "Forkert"


def test_publishing_and_taking_off_the_net(cast: Cast, evaluation: Document, write: Write) -> None:
    insight = write(within=cast.partnership)
    actions.rest_on(by=cast.alice, insight=insight, source=evaluation.node, why="x")
    with pytest.raises(NotFound):
        queries.get(cast.dorte, insight.pk)

    actions.publish(by=cast.alice, insight=insight)
    assert queries.get(cast.dorte, insight.pk) == insight
    assert [row.insight for row in queries.front(cast.dorte)] == [insight]
    assert queries.resting_on(cast.dorte, evaluation.node) == [insight]
    actions.unpublish(by=cast.alice, insight=insight)
    assert (insight.state, insight.node.visibility) == ("draft", "circle")
    assert queries.front(cast.alice) == []
    assert verbs(insight.node)[-2:] == ["insight.published", "insight.unpublished"]
    with pytest.raises(Refused, match="Kun tovholderen"):
        actions.publish(by=cast.bob, insight=write())


def test_an_insights_own_words_hold_no_number_address_or_birthday_of_a_person(
    cast: Cast, evaluation: Document, write: Write
) -> None:
    insight = write(statement="Ring til Karen Holm på 61 23 45 67 i Norddjurs.")
    passage = evaluation.node.quotes.first()
    assert passage is not None
    actions.rest_on(by=cast.alice, insight=insight, passage=passage, why="Læst sammen")
    with pytest.raises(Refused, match="et telefonnummer \\(»61 23 45 67«\\) i indsigten"):
        actions.publish(by=cast.alice, insight=insight)
    insight.refresh_from_db()
    assert insight.state == "draft"


def test_passages_are_found_by_their_words_role_and_theme(cast: Cast, evaluation: Document, speak: Speak) -> None:
    voice = speak("quote")
    assert [offer.words for offer in queries.offered(cast.alice, "magtkampen")] == [
        "Det må aldrig blive en magtkamp. Det skal altid være en kamp mod målet"
    ]
    assert len(queries.offered(cast.alice, "kommunalpolitiker")) == 4
    assert len(queries.offered(cast.alice, "administrative støtte")) == 4
    assert queries.offered(cast.alice, "") == []
    assert [offer.source for offer in queries.offered(cast.alice, "kanariefugl")] == [voice]
    assert queries.offered(cast.dorte, "kanariefugl") == []
    assert queries.offered(cast.charlie, "kanariefugl") == []
    entry = AccessEntry.objects.get()
    assert (entry.deed, entry.node_id, entry.reader_id) == ("searched", voice.pk, cast.alice.person_id)
    assert [offer.source for offer in queries.offered(cast.bob, "", near=voice)] == [voice]
    assert len(queries.offered(cast.dorte, "", near=evaluation.node)) == 19
    assert queries.offered_records(cast.dorte, "evaluering") == [evaluation.node]
    assert queries.offered_passage(cast.bob, passage_of(voice).pk).node == voice
    with pytest.raises(NotFound):
        queries.offered_passage(cast.charlie, passage_of(voice).pk)

    with pytest.raises(NotFound):
        visibility.node(cast.charlie, voice.pk)

    assert visibility.node(cast.bob, voice.pk) == voice
    texts.withdraw(by=cast.alice, text=Text.objects.get(node=voice))
    assert queries.offered(cast.alice, "kanariefugl") == []


def test_at_most_twenty_passages_are_shown(cast: Cast) -> None:
    with journal.writing():
        node = thread.open_node(
            by=cast.alice, kind="test_early", title="Referat", organisation=cast.municipality, visibility="public"
        )
    version = texts.write(by=cast.alice, node=node, name="words", body="bus " * 30)
    for at in range(25):
        texts.quote(by=cast.alice, node=node, version=version, start=4 * at, end=4 * at + 3)
    assert len(queries.offered(cast.dorte, "bus")) == 20


def test_a_source_that_is_only_named_has_a_title_and_no_words(cast: Cast) -> None:
    named = actions.name_source(by=cast.alice, title="Vi har brug for hinanden", organisation=cast.municipality)
    assert (named.node.title, named.node.visibility, named.parts.count()) == ("Vi har brug for hinanden", "public", 0)
    assert verbs(named.node) == ["document.named"]
    with pytest.raises(Refused, match="kildens titel"):
        actions.name_source(by=cast.alice, title=" ", organisation=cast.municipality)
    with pytest.raises(Refused, match="lægge en kilde ind"):
        actions.name_source(by=cast.charlie, title="x", organisation=cast.municipality)


def test_a_drafts_sealed_words_are_read_by_those_who_write_it_and_by_others_when_it_is_public(
    cast: Cast, write: Write, speak: Speak
) -> None:
    voice = speak("interpret", "quote")
    insight = write()
    actions.rest_on(by=cast.alice, insight=insight, why="Det siger de.", passage=passage_of(voice))
    read = {}
    for name in ("alice", "bob", "politician", "director"):
        (shown,) = queries.evidence_of(getattr(cast, name), insight)
        read[name] = ("Kanariefugl" in shown.words, shown.is_withheld)
        noted = AccessEntry.objects.filter(reader_id=getattr(cast, name).person_id)
        assert noted.exists() is read[name][0], name

    assert read == {
        "alice": (True, False),
        "bob": (True, False),
        "politician": (False, True),
        "director": (False, True),
    }
