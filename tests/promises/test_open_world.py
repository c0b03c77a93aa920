"""Pages about what is known only from sources speak in an open world; the invented programme still says what it knows.

The wordings are written by hand: each told on a real authority's page that something "is not", where the five documents do
not say. They are looked for on every page that the public and the cast reach about a sourced record.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from samspil.features.partnerships.core.models import Partnership
from samspil.paper.document import to_text
from samspil.spine import sources
from samspil.spine.models import Circle, Node
from samspil.spine.people import NOBODY
from samspil.web import story
from tests.kit.world import World

OPEN = "tår ikke i de kilder, Samspil har"
CLOSED = (
    "det vides ikke, om den blev holdt",
    "ikke godkendt endnu",
    "mangler norddjurs kommune",
    "mangler region midtjylland",
    "er ikke skrevet endnu",
    "venter på at blive taget op",
    "seneste møde: ingen endnu",
    "ingen endnu",
    "ingen dato endnu",
    "har taget en opgave på sig her",
    "det er ikke skrevet endnu",
    "der er ingen milepæle endnu",
    "listen er tom",
    "ingen fører sagen videre endnu",
    "det står ikke, hvem der fører sagen videre",
    "der er ikke noteret fremmøde endnu",
    "der er ikke spurgt endnu",
    "der er ikke skrevet læring endnu",
    "der står ikke noget om det endnu",
    "udvalget har ingen møder",
    "ingen holdt endnu",
    "ingen svar endnu",
    "over fristen",
    "ingen arvtager",
    "ikke holdt endnu",
    "planen er tom",
    "ingen omgange endnu",
    "ingen er spurgt endnu",
    "det er ikke skrevet, hvem der kan afgøre",
    "ingen beslutning svarer på dette",
    "ingen kilde angivet",
    "ingen er tilføjet endnu",
    "der er ikke sat penge af",
    "her er bedt om noget, men det står ikke",
    "sendt videre uden bærer",
    "har ingen dag endnu",
    "ikke begyndt",
    "ingen er nævnt",
)
NO_MONEY = re.compile(r"(?<![\d.,])0(?:,0+)? (?:mio\. )?kr\.")
ALONE = re.compile(r">\s*(?:Ikke skrevet|Ingen dato|Ikke oplyst|Ingen endnu\.?|videre)\s*<")
# The pages of a partnership that hang on it.
BESIDE = (
    "charter",
    "problem",
    "register",
    "mandates",
    "civic",
    "relations",
    "own_methods",
    "plan",
    "plan_month",
    "plan_line",
    "plan_paper",
    "plan_versions",
    "plan_calendar",
    "matrix",
)


def main(client: Client, address: str) -> str:
    response = client.get(address)
    if response.status_code != 200 or "html" not in response["Content-Type"]:
        return ""
    words = response.content.decode()
    return words[words.index("<main") : words.index("</main>")] if "<main" in words else words


def sourced() -> list[Node]:
    return list(Node.objects.filter(is_sourced=True, is_invented=False))


def addresses() -> Iterator[str]:
    """Every page of a sourced record: its own, its thread, what hangs on it, the papers of a meeting, its body."""
    for node in sourced():
        yield story.url_of(node)
        yield reverse("web:thread", args=[node.pk])
        if node.kind == "partnership":
            yield from (reverse(f"partnerships:{name}", args=[node.pk]) for name in BESIDE)
        if node.kind == "meeting":
            yield reverse("cases:minutes_html", args=[node.pk])
    for circle in Circle.objects.filter(is_sourced=True, body__isnull=False):
        yield reverse("cases:body", args=[circle.pk])


def told(words: str) -> list[str]:
    """Return the closed wordings that stand in a page."""
    plain = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", words)).split()).casefold()
    found = [each for each in CLOSED if each in plain]
    return found + NO_MONEY.findall(plain) + [each.strip("> <\n") for each in ALONE.findall(words)]


def faults(client: Client) -> dict[str, list[str]]:
    pages = {address: told(main(client, address)) for address in dict.fromkeys(addresses())}
    return {address: found for address, found in pages.items() if found}


def test_everything_read_from_the_documents_is_marked(world: World) -> None:
    assert list(Node.objects.filter(is_invented=False, is_sourced=False)) == []
    assert list(Circle.objects.filter(is_invented=False, is_sourced=False)) == []
    assert len(sourced()) > 60

    assert {node.kind for node in sourced()} >= {
        "meeting",
        "case_item",
        "decision",
        "annex",
        "partnership",
        "activity",
        "document",
        "appropriation",
        "pool",
        "recommendation",
        "trial",
        "programme",
    }


@pytest.mark.walk(many=1, first=1)
@pytest.mark.parametrize("who", ["dorte", "alice", "sofie", "poul"])
def test_no_page_of_a_sourced_record_speaks_of_what_is_not(world: World, who: str) -> None:
    assert faults(world.as_(who)) == {}


def test_the_pages_say_that_the_sources_do_not_tell(world: World) -> None:
    client = world.as_("dorte")
    silent = {address for address in dict.fromkeys(addresses()) if OPEN in main(client, address)}
    assert len(silent) > 30


def test_closed_wordings_are_found_when_the_mark_is_not_asked_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: every part that speaks of what is missing asks the one question, so closing it shows them all."""
    monkeypatch.setattr(sources, "speaks_openly", lambda record: False)
    found = {words for each in faults(world.as_("dorte")).values() for words in each}

    assert found >= {
        "det vides ikke, om den blev holdt",
        "er ikke skrevet endnu",
        "venter på at blive taget op",
        "har taget en opgave på sig her",
        "det er ikke skrevet endnu",
        "der er ikke skrevet læring endnu",
        "der står ikke noget om det endnu",
        "udvalget har ingen møder",
    }
    assert told("<p>Bevilget: 0 kr.</p><p>5.700.000 kr.</p><p>10 kr.</p>") == ["0 kr."]


def test_lists_of_real_and_invented_speak_row_by_row(world: World) -> None:
    rows = re.findall(r"<tr>.*?</tr>", main(world.as_("dorte"), reverse("cases:bodies")), re.DOTALL)
    council = next(row for row in rows if "Regionsrådet i Region Midtjylland" in row)
    assert told(council) == []
    assert council.count(OPEN) == 1


def test_the_plan_on_paper_speaks_alike(world: World) -> None:
    from samspil.features.partnerships.core import queries
    from samspil.features.partnerships.plans import queries as plans
    from samspil.features.partnerships.plans.queries import printing
    from samspil.features.partnerships.versions import queries as version_queries

    found = Partnership.objects.get(node__is_sourced=True, node__title__endswith="Norddjurs")
    rows = plans.planned(queries.plan(NOBODY, found))
    paper = to_text(printing.document(found, rows, version_queries.approval(found), found.node.created_at.date()))
    assert "Om parterne har godkendt planen, s" + OPEN in paper
    assert told(paper) == []


def test_the_projects_end_and_the_field_work_stand_on_the_pages(world: World) -> None:
    client = world.as_("dorte")
    found = Partnership.objects.get(node__is_sourced=True, node__title__endswith="Norddjurs")
    page = main(client, reverse("partnerships:detail", args=[found.pk]))
    assert "Efteråret 2025" in page
    field_work = found.activities.get(gathering__node__title="Feltarbejde i kommune, region og med borgere")
    assert field_work.state == "held"
    assert "Voksen- og plejeudvalget 21-10-2025" in main(client, reverse("partnerships:activity", args=[field_work.pk]))


def test_the_money_that_is_not_told_is_not_nothing(world: World) -> None:
    client = world.as_("dorte")
    for node in Node.objects.filter(kind="appropriation", is_sourced=True):
        page = main(client, story.url_of(node))
        assert page.count("ikke kendt") >= 4
        assert told(page) == []
    invented = Node.objects.filter(kind="appropriation", is_sourced=False)
    assert any("0 kr." in main(client, story.url_of(node)) for node in invented)


def test_nobody_is_hurried_by_what_a_document_leaves_out(world: World) -> None:
    from samspil.features.partnerships.pace import queries as pace

    for partnership in Partnership.objects.filter(node__is_sourced=True):
        assert pace.of(NOBODY, partnership)[0].hands == ()


def test_the_invented_programme_still_says_what_is_not_yet(world: World) -> None:
    """A course of its own, set up in Samspil: what is not written there is not."""
    course = Partnership.objects.get(node__is_invented=True, intensity__isnull=False)
    client = world.as_("alice")
    page = main(client, reverse("partnerships:charter", args=[course.pk]))
    assert "Rollekortet er ikke skrevet endnu" in page
    activity = course.activities.filter(state="planned")[0]
    assert OPEN not in main(client, reverse("partnerships:activity", args=[activity.pk]))


def test_dates_are_shown_no_more_precisely_than_they_are_told(world: World) -> None:
    titles = {
        node.title: str(node.when) for node in Node.objects.filter(kind="document", is_sourced=True, is_invented=False)
    }
    assert {title.split(" (")[0]: when for title, when in titles.items()} == {
        "Evaluering af »Sammen mod Ulighed i Sundhed«": "15. september 2025",
        "Danske Regioner: »Vi har brug for hinanden«": "april 2024",
        "Projektbeskrivelse for et partnerskab om »sociale henvisninger«": "",
        "Bemyndigelse til at færdiggøre investeringsoplægget": "",
        "Midler til etablering af et socialmedicinsk team": "foråret 2025",
        "Dialog med organisationer, der arbejder med socialt udsatte borgere på væresteder": "",
        "Forligspartierne bag Budget 2026 støtter et forsøgsprojekt på væresteder": "",
    }
    client = world.as_("dorte")
    pages = [
        main(client, reverse("insights:documents")),
        main(client, f"{reverse('web:search')}?q=hinanden"),
        *(main(client, story.url_of(node)) for node in Node.objects.filter(kind="document", is_sourced=True)),
    ]

    assert any("april 2024" in page for page in pages)
    assert not any(words in page for page in pages for words in ("1. april 2024", "1. marts 2025", "1. juni 2025"))


def test_what_is_only_possible_came_of_nothing(world: World) -> None:
    trial = Node.objects.get(kind="trial", is_sourced=True, is_invented=False)
    assert not trial.links_backward.exists()
    page = main(world.as_("dorte"), story.url_of(trial))
    assert "Nævnt ved" in page
    assert "Kun en mulighed" in page


# Every list that anybody, or one of the cast, meets; by hand.
LISTS = (
    "web:front",
    "partnerships:list",
    "voices:list",
    "insights:list",
    "insights:documents",
    "trials:list",
    "trials:ideas",
    "cases:list",
    "cases:bodies",
    "cases:communications",
    "cases:open_data",
    "funds:list",
    "funds:efforts",
    "reports:list",
)
OWN = ("web:overview", "cases:follow_ups", "cases:received", "cases:approvals", "web:duties")


def unmarked(words: str, addresses: set[str]) -> list[str]:
    """Return the links to invented records whose row does not say that they are invented."""
    found = []
    for link in lxml.html.fromstring(f"<div>{words}</div>").iterdescendants("a"):
        if (link.get("href") or "").partition("?")[0] not in addresses:
            continue
        above = list(link.iterancestors())
        # What somebody may do quickly is told by the deed, not by the record's title.
        if any("quick-list" in (up.get("class") or "") for up in above):
            continue
        row = next(
            (up for tags in ({"tr", "li"}, {"p", "article"}) for up in above if up.tag in tags), link.getparent()
        )
        if row is not None and "pdigtet" not in row.text_content():
            found.append(" ".join(link.text_content().split()))
    return found


def test_every_row_that_is_invented_says_so(world: World) -> None:
    addresses = {story.url_of(node) for node in Node.objects.filter(is_invented=True)}
    searched = [f"{reverse('web:search')}?q={words}" for words in ("sundhed", "Bakkeby", "borgere")]
    lists = {"dorte": [*map(reverse, LISTS), *searched], "alice": map(reverse, OWN), "sofie": map(reverse, OWN)}
    found = {
        (who, page): rows
        for who, pages in lists.items()
        for page in pages
        if (rows := unmarked(main(world.as_(who), page), addresses))
    }
    assert found == {}


def test_an_unmarked_row_is_found() -> None:
    page = '<ul><li><a href="/x/">Sundhedscafé</a></li><li><a href="/x/">Hal</a> <b>Opdigtet eksempel</b></li></ul>'
    assert unmarked(page, {"/x/"}) == ["Sundhedscafé"]
