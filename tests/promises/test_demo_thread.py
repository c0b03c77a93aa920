"""The demo's two promises: the invented thread is unbroken, and the real one holds the links that the texts state and no more."""

from __future__ import annotations

import html
import re

import pytest

from samspil.features.cases.records.models import AgendaItem, RouteStep
from samspil.features.voices.models import Voice
from samspil.paper import danish
from samspil.site.demo.days import Days
from samspil.site.demo.suggestions import SUGGESTIONS, Suggestion
from samspil.spine import people, visibility
from samspil.spine.models import Link, Node
from tests.kit.flat import flat
from tests.kit.world import World

pytestmark = pytest.mark.django_db

# The page of one's own, where the front page leads there.
OWN = ("/mit-samspil/",)
GAP = "Ingen dokumenteret sammenhæng"
ITEM_1 = "Godkendelse af social effektinvestering til afprøvning af sociale henvisninger"
ITEM_2 = "Etablering af sundhedsfaglig indsats på væresteder"
EVALUATION = "Evaluering af »Sammen mod Ulighed i Sundhed«"
INSIGHTS = "Indsigter og anbefalinger fra projekt - Sammen mod ulighed i sundhed"
# The links between the real documents, by hand from the product's description: what came first, how, what came of it.
STATED = {
    ("Danske Regioner: »Vi har brug for hinanden« (magasin, april 2024)", "grounds", ITEM_1),
    (
        "Projektbeskrivelse for et partnerskab om »sociale henvisninger« (forelagt udvalget i juni 2025)",
        "grounds",
        ITEM_1,
    ),
    ("Bemyndigelse til at færdiggøre investeringsoplægget (udateret)", "grounds", ITEM_1),
    ("Midler til etablering af et socialmedicinsk team (foråret 2025)", "grounds", ITEM_2),
    ("Dialog med organisationer, der arbejder med socialt udsatte borgere på væresteder (udateret)", "grounds", ITEM_2),
    ("Forligspartierne bag Budget 2026 støtter et forsøgsprojekt på væresteder (udateret)", "grounds", ITEM_2),
    (EVALUATION, "grounds", 'Evaluering af "Sammen mod ulighed i sundhed"'),
    (EVALUATION, "grounds", "Evaluering af samarbejdsprojekt med Region Midtjylland - Sammen mod ulighed i sundhed"),
    ("Godkendt.", "led_to", "Sammen mod ulighed i sundhed, Norddjurs"),
    ("Sammen mod ulighed i sundhed, Norddjurs", "led_to", EVALUATION),
    ("Sammen mod ulighed i sundhed, Norddjurs", "led_to", INSIGHTS),
}
# What one document says of its own parts: an item and its decision, the money and the recommendation on its decision, and the
# pool the money is taken from. The trial that the process plan names as a possibility came of nothing.
WITHIN_ONE_DOCUMENT = {
    ("case_item", "decided_by", "decision"),
    ("decision", "led_to", "appropriation"),
    ("pool", "funds", "appropriation"),
    ("decision", "led_to", "recommendation"),
}
# The invented thread, step by step, from a voice to the answer it was given.
VOICE = "Bussen kører ikke efter klokken to"
STEPS = [
    ("grounds", "insight", "Vejen til lægen er længere end kilometerne"),
    ("led_to", "idea", "En sygeplejerske, hvor folk alligevel drikker kaffe"),
    ("led_to", "trial", "Sundhedscafé i hallen"),
    ("led_to", "learning_point", "Kaffen kommer før helbredet"),
    ("grounds", "case_item", "Sundhedscafé i Lille Bakkeby"),
    (
        "decided_by",
        "decision",
        "at der afsættes 180.000 kr. om året i {-167:year} og {-167:year+1} til sundhedscaféen.",
    ),
    ("led_to", "appropriation", "Sundhedscafé i Bakkeby Hallen"),
    ("funds", "effort", "Sundhedscafé hver torsdag"),
    ("answered_by", "answer", "Svar på et bidrag"),
]


def standing() -> list[Link]:
    return list(Link.objects.filter(withdrawn_at__isnull=True).select_related("earlier", "later"))


def is_within(link: Link) -> bool:
    return (link.earlier.kind, str(link.relation), link.later.kind) in WITHIN_ONE_DOCUMENT


def test_the_real_documents_are_linked_as_their_texts_say_and_no_more(world: World) -> None:
    real = [link for link in standing() if not (link.earlier.is_invented or link.later.is_invented)]
    across = {(link.earlier.title, str(link.relation), link.later.title) for link in real if not is_within(link)}
    assert across == STATED
    assert all(link.earlier.organisation_id == link.later.organisation_id for link in real if is_within(link))
    assert [str(link) for link in real if not is_within(link) and not (link.source and link.why)] == []


def test_nothing_invented_touches_anything_real(world: World) -> None:
    assert [link.pk for link in standing() if link.earlier.is_invented != link.later.is_invented] == []
    assert Voice.objects.filter(node__is_invented=False).count() == 0


def test_a_decision_comes_of_its_own_item_and_of_no_other(world: World) -> None:
    for item in AgendaItem.objects.prefetch_related("statements"):
        for statement in item.statements.all():
            from_items = Link.objects.filter(later=statement.pk, relation="decided_by", withdrawn_at__isnull=True)
            assert [link.earlier_id for link in from_items] == [item.pk]


def test_the_minutes_send_one_case_on_to_a_named_body(world: World) -> None:
    """Items 1 and 2 go to »videre politiske behandling«, which names nobody; item 3 goes to the regional council."""
    named = RouteStep.objects.filter(to_circle__isnull=False, statement__node__is_invented=False)
    sent = [(step.statement.item.number, step.to_circle and step.to_circle.name) for step in named]
    assert sent == [("3", "Regionsrådet i Region Midtjylland")]


@pytest.mark.parametrize(
    ("kind", "title", "sides"),
    [
        ("partnership", "Sammen mod ulighed i sundhed, Struer", {"Hvad det kom af:", "Hvad der kom ud af det:"}),
        ("partnership", "Sammen mod ulighed i sundhed, Norddjurs", set()),
        ("document", EVALUATION, set()),
        ("annex", INSIGHTS, {"Hvad der kom ud af det:"}),
        ("decision", "Drøftet og godkendt.", {"Hvad der kom ud af det:"}),
    ],
)
def test_where_nothing_is_documented_the_page_says_so(world: World, kind: str, title: str, sides: set[str]) -> None:
    node = Node.objects.get(kind=kind, title=title)
    body = flat(html.unescape(world.as_("dorte").get(f"/traad/{node.pk}/").content.decode()))
    said = {side for side in ("Hvad det kom af:", "Hvad der kom ud af det:") if f"{side}<strong>{GAP}</strong>" in body}
    assert said == sides


def test_the_invented_thread_runs_unbroken_from_a_voice_to_its_answer(world: World) -> None:
    """Every step is a link that Dorte, who has no login, may see both ends of; every page opens for her and says it is invented."""
    seen = set(visibility.nodes(people.NOBODY).values_list("pk", flat=True))
    at = Node.objects.get(kind="voice", title=VOICE)
    client = world.as_("dorte")
    days = Days(danish.today())
    for relation, kind, told in STEPS:
        title = days.words(told)
        link = Link.objects.get(
            earlier=at, relation=relation, later__kind=kind, later__title=title, withdrawn_at__isnull=True
        )
        assert {link.earlier_id, link.later_id} <= seen
        at = link.later
        body = client.get(f"/traad/{at.pk}/").content.decode()
        assert "Opdigtet eksempel." in body
        assert (f"<strong>{GAP}</strong>" in body) == (kind == "answer"), (
            "only the answer, which is the end, leads nowhere"
        )

    assert at.answer.voice.node.title == VOICE


def test_a_voice_that_went_no_further_says_why(world: World) -> None:
    voice = Voice.objects.get(node__title="Byg en svømmehal")
    body = html.unescape(world.as_("dorte").get(f"/bidrag/{voice.pk}/").content.decode())
    assert "kommunens budget har ingen penge til anlæg før" in body
    assert "Ikke ført videre" in body
    assert Link.objects.filter(earlier=voice.pk).exclude(later__kind="answer").count() == 0


@pytest.mark.parametrize("suggestion", SUGGESTIONS, ids=lambda each: each.meets)
def test_what_is_suggested_can_be_done_from_the_front_page(world: World, suggestion: Suggestion) -> None:
    client = world.as_(suggestion.login or "dorte")
    front = html.unescape(client.get("/", follow=True).content.decode())
    if suggestion.search:
        assert 'action="/soeg/"' in front
        found = html.unescape(client.get("/soeg/", {"q": suggestion.search}).content.decode())
        assert suggestion.meets in re.sub(r"</?mark[^>]*>", "", found)
    else:
        own = "".join(html.unescape(client.get(path, follow=True).content.decode()) for path in OWN if path in front)
        assert suggestion.meets in front + own


def test_every_login_that_is_shown_is_one_of_the_cast(world: World) -> None:
    assert {each.login for each in SUGGESTIONS} - {""} <= set(world.users)
