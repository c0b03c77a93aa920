"""What partners agree before they begin: roles acknowledged by each, mandates, the problem in versions, the two lists."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from samspil.features.partnerships.charter import actions, queries, rules
from samspil.features.partnerships.charter.models import Acknowledgement, Mandate, RoleCharter
from samspil.features.partnerships.core import actions as partnerships
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.programmes import actions as programmes
from samspil.features.partnerships.programmes import queries as programme_queries
from samspil.paper.refusal import Refused
from samspil.spine import journal, people, policy, thread
from samspil.spine.models import JournalEntry, Message, Node, Organisation, Person
from tests.kit.cast import SINCE, Cast
from tests.kit.clients import Browse
from tests.kit.links import follow

ROLES = {"politician": ("At lytte", "Et svar"), "citizen": ("At være ekspert", "")}
WHO = ("alice", "bob", "charlie", "dorte", "secretary", "politician", "director")
MAY = {
    ("charter", "partnership"): {"alice"},
    ("map", "partnership"): {"alice", "director"},
    ("reframe", "partnership"): {"alice"},
    ("register", "partnership"): {"alice", "bob", "secretary", "politician", "director"},
    ("need", "mandate"): {"alice", "bob", "director"},
    ("add", "programme"): {"alice", "director"},
}


@pytest.fixture
def partnership(cast: Cast) -> Partnership:
    cast.partnership.partners.add(cast.elsewhere)
    return partnerships.set_up(
        by=cast.alice, name="Sammen", circle=cast.partnership, organisation=cast.municipality, visibility="public"
    )


@pytest.fixture
def insight(cast: Cast, partnership: Partnership) -> Node:
    with journal.writing():
        return thread.open_node(
            by=cast.alice,
            kind="insight",
            title="Vejen er lang",
            organisation=cast.municipality,
            within=cast.partnership,
            visibility="circle",
        )


def test_who_may(cast: Cast, partnership: Partnership) -> None:
    for deed, those in MAY.items():
        assert {who for who in WHO if policy.allows(getattr(cast, who), *deed, partnership.node)} == those, deed


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"politician": ("At lytte", "")}, "mindst to"),
        ({"king": ("x", ""), **ROLES}, "ikke en, der kan have en rolle"),
        ({**ROLES, "professional": (" ", "Tid")}, "Skriv også, hvad rollen er: Fagpersoner"),
    ],
)
def test_a_charter_is_an_agreement_of_several(told: dict[str, tuple[str, str]], says: str) -> None:
    with pytest.raises(Refused, match=says):
        rules.check_expectations(told)


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ([], ""),
        (["Region"], ""),
        (["Region", "Region"], ""),
        (["Region", "Kommune"], "Det kræver to myndigheder: Kommune og Region."),
        (["C", "B", "A"], "Det kræver tre myndigheder: A, B og C."),
        (["E", "D", "C", "B", "A"], "Det kræver 5 myndigheder: A, B, C, D og E."),
    ],
)
def test_it_says_when_more_authorities_are_needed(names: list[str], says: str) -> None:
    assert rules.says_two(names) == says


def test_each_acknowledges_and_a_new_version_asks_again(cast: Cast, partnership: Partnership) -> None:
    first = actions.write(by=cast.alice, partnership=partnership, told=ROLES)
    assert [(row.side, row.role, row.expects) for row in first.expectations.all()] == [
        ("politician", "At lytte", "Et svar"),
        ("citizen", "At være ekspert", ""),
    ]
    assert [role.expectation.side for role in queries.unanswered(_politician(cast))] == ["politician"]
    poul = _politician(cast)
    for _twice in range(2):
        actions.acknowledge(by=poul, charter=first, side="politician")

    assert (Acknowledgement.objects.count(), queries.unanswered(poul)) == (1, [])
    for by in (cast.charlie, cast.dorte, cast.bob):
        with pytest.raises(Refused, match="er med i partnerskabet"):
            actions.acknowledge(by=by, charter=first, side="politician")

    with pytest.raises(Refused, match="Vælg, hvem du er"):
        actions.acknowledge(by=cast.alice, charter=first, side="king")

    with pytest.raises(Refused, match="det samme som før"):
        actions.write(by=cast.alice, partnership=partnership, told=ROLES, why="Intet")

    changed = {**ROLES, "politician": ("At lytte først", "Et svar")}
    with pytest.raises(Refused, match="hvad der er ændret"):
        actions.write(by=cast.alice, partnership=partnership, told=changed)

    second = actions.write(by=cast.alice, partnership=partnership, told=changed, why="De lyttede ikke")
    with pytest.raises(Refused, match="ny udgave"):
        actions.acknowledge(by=poul, charter=first, side="politician")

    assert [role.expectation.role for role in queries.unanswered(poul)] == ["At lytte først"]
    assert (second.number, RoleCharter.objects.count()) == (2, 2)
    assert JournalEntry.objects.filter(verb="charter.acknowledged").count() == 1


def _politician(cast: Cast) -> people.Actor:
    person = cast.person(cast.politician)
    job = people.job("test")
    if not person.roles.filter(circle=cast.partnership).exists():
        people.give_role(
            by=job,
            person=person,
            role="politician",
            organisation=cast.municipality,
            circle=cast.partnership,
            from_on=SINCE,
        )
    return people.actor_for(person)


def test_names_are_for_the_partners_alone(cast: Cast, partnership: Partnership) -> None:
    made = actions.write(by=cast.alice, partnership=partnership, told=ROLES)
    actions.acknowledge(by=cast.alice, charter=made, side="administration")
    near, far = queries.charter_page(cast.alice, partnership), queries.charter_page(cast.dorte, partnership)
    assert ([row.person.name for row in near.acknowledged], near.count) == (["Alice"], 1)
    assert (far.acknowledged, far.missing, far.earlier, far.count, far.may_acknowledge) == ([], [], [], 1, False)
    page = Client().get(reverse("partnerships:charter", args=[partnership.pk])).content.decode()
    assert "At lytte" in page
    assert "Alice" not in page


def test_a_personal_link_acknowledges_without_login_for_one_person_alone(cast: Cast, partnership: Partnership) -> None:
    made = actions.write(by=cast.alice, partnership=partnership, told=ROLES)
    _politician(cast)
    with pytest.raises(Refused, match="Kun partnerskabets tovholder"):
        actions.ask(by=cast.bob, charter=made, persons=queries.missing(made))

    assert actions.ask(by=cast.alice, charter=made, persons=queries.missing(made)) == 2
    mails = {
        message.person.name: message.body for message in Message.objects.select_related("person") if message.person
    }
    link = re.search(rf"{re.escape(settings.SAMSPIL_ADDRESS)}(/\S+)", mails["Poul"])
    assert link
    visitor = Client()
    answer = follow(visitor, link[1])
    assert answer.status_code == 302
    own = reverse("partnerships:own_charter", args=[partnership.pk])
    assert answer["Location"] == own
    assert link[1].partition("#")[2] not in own
    assert "Hej Poul" in visitor.get(own).content.decode()
    assert "så sig det til tovholderen" in visitor.get(own).content.decode()
    Person.objects.filter(pk=cast.alice.person_id).update(phone="12 34 56 78")
    assert "ring til Alice på 12 34 56 78" in visitor.get(own).content.decode()
    assert visitor.post(own, {"side": "king"}).status_code == 422
    assert visitor.post(own, {"side": "politician"}).status_code == 302
    said = Acknowledgement.objects.get()
    assert (said.person, said.side, said.by_link) == (cast.person(cast.politician), "politician", True)
    assert "Dit svar er gemt" in visitor.get(own).content.decode()
    assert Client().get(own).status_code == 404
    assert "Siden er lukket, eller linket er udløbet" in Client().get(own).content.decode()
    actions.link_for(by=cast.alice, charter=made, person=cast.person(cast.politician))
    assert follow(Client(), link[1]).status_code == 422
    assert visitor.get(own).status_code == 404


def test_mandates_are_of_authorities_and_a_record_that_needs_two_shows_both_routes(
    cast: Cast, partnership: Partnership, insight: Node
) -> None:
    job = people.job("test")
    association = people.add_organisation(by=job, name="Foreningen", kind="association")
    ours: dict[str, Organisation] = {"organisation": cast.municipality}
    for fields, says in (
        ({"organisation": association}, "ikke en myndighed"),
        ({"ground": " "}, "Skriv loven"),
        ({"subject": ""}, "hvad myndigheden kan afgøre"),
        ({"valid_from": dt.date(2026, 2, 1), "valid_until": dt.date(2026, 1, 1)}, "før begyndelsen"),
        ({"organisation": cast.elsewhere, "body": cast.committee}, "hører ikke til"),
    ):
        with pytest.raises(Refused, match=says):
            actions.give_mandate(
                by=cast.alice,
                partnership=partnership,
                terms=actions.Terms(**{"subject": "Kaffe", "ground": "§ 1", **ours, **fields}),  # type: ignore[arg-type]
            )

    assert Mandate.objects.count() == 0
    assert queries.needs(cast.alice, insight) is None
    one, two, old = (
        actions.give_mandate(by=by, partnership=partnership, terms=actions.Terms(**terms))
        for by, terms in (
            (cast.director, {"subject": "Kaffe", "ground": "§ 119", **ours}),
            (cast.alice, {"subject": "Te", "ground": "§ 57", "organisation": cast.elsewhere}),
            (cast.alice, {"subject": "Før", "ground": "§ 2", "valid_until": dt.date(2020, 1, 1), **ours}),
        )
    )
    assert old not in queries.mandates_for(insight)
    actions.need(by=cast.bob, node=insight, mandates=[one, two])
    with journal.writing():
        case = thread.open_node(
            by=cast.alice,
            kind="case_item",
            title="Sag",
            organisation=cast.municipality,
            within=cast.committee,
            visibility="circle",
        )
        thread.link(by=cast.alice, earlier=insight, later=case, relation="grounds", why="Sagen bygger på den.")

    found = queries.needs(_both(cast), insight)
    assert found is not None
    assert found.says_two == "Det kræver to myndigheder: Anden Kommune og Eksempel Kommune."
    assert [(route.mandate, route.steps) for route in found.routes] == [(two, []), (one, [case])]
    hidden = queries.needs(cast.alice, insight)
    assert hidden is not None
    assert [route.steps for route in hidden.routes] == [[], []]
    actions.need(by=cast.bob, node=insight, mandates=[])
    assert queries.needed(insight) == []
    with pytest.raises(Refused, match="hvis myndighed"):
        actions.need(by=cast.charlie, node=insight, mandates=[one])


def _both(cast: Cast) -> people.Actor:
    """The politician, who sits in the committee and in the partnership."""
    return _politician(cast)


def test_the_problem_keeps_its_earlier_words_and_what_changed_them(
    cast: Cast, partnership: Partnership, insight: Node
) -> None:
    actions.reframe(by=cast.alice, partnership=partnership, words="De kommer for sent")
    for words, because, says in (
        ("De kommer for sent", "x", "allerede sådan"),
        (" ", "x", "hvad problemet er"),
        ("Nyt", " ", "anderledes"),
    ):
        with pytest.raises(Refused, match=says):
            actions.reframe(by=cast.alice, partnership=partnership, words=words, because=because)

    actions.reframe(
        by=cast.alice, partnership=partnership, words="Vejen er for lang", because="De sagde det", changed_by=insight
    )
    assert [
        (row.statement.number, row.statement.words, row.changed_by) for row in queries.problems(cast.alice, partnership)
    ] == [
        (2, "Vejen er for lang", insight),
        (1, "De kommer for sent", None),
    ]
    assert [row.changed_by for row in queries.problems(cast.dorte, partnership)] == [None, None]
    page = Client().get(reverse("partnerships:problem", args=[partnership.pk])).content.decode()
    assert "Vejen er lang" not in page
    assert insight in queries.reframers(cast.alice, partnership)
    assert insight not in queries.reframers(cast.charlie, partnership)


def test_the_two_lists_are_written_from_all_sides(cast: Cast, partnership: Partnership) -> None:
    actions.register(by=cast.bob, partnership=partnership, register="failing", words="=SUM(1)", side="citizen")
    actions.register(
        by=cast.director,
        partnership=partnership,
        register="now",
        words="Kaffe",
        side="professional",
        organisation=cast.municipality,
    )
    assert [(row.register, row.words) for row in queries.entries(partnership)] == [
        ("failing", "=SUM(1)"),
        ("now", "Kaffe"),
    ]
    association = people.add_organisation(by=people.job("test"), name="Foreningen", kind="association")
    for fields, says in (
        ({"register": "later"}, "hvilken liste"),
        ({"side": "king"}, "hvem der ser"),
        ({"words": " "}, "hvad det er"),
        ({"organisation": association}, "en af parterne"),
    ):
        with pytest.raises(Refused, match=says):
            actions.register(
                by=cast.bob,
                partnership=partnership,
                **{"register": "now", "words": "x", "side": "citizen", **fields},  # type: ignore[arg-type]
            )

    table = Client().get(reverse("partnerships:register", args=[partnership.pk]) + "?format=csv").content.decode()
    assert "'=SUM(1)" in table
    with pytest.raises(Refused, match="Kun partnerskabets egne"):
        actions.register(by=cast.charlie, partnership=partnership, register="now", words="x", side="citizen")


def test_milestones_and_shared_posts(cast: Cast, partnership: Partnership) -> None:
    later = actions.set_milestone(by=cast.alice, partnership=partnership, title="Senere", time_text="til sommer")
    first = actions.set_milestone(by=cast.alice, partnership=partnership, title="Først", due_on=dt.date(2026, 4, 1))
    assert list(queries.milestones(partnership)) == [first, later]
    actions.reach_milestone(by=cast.alice, milestone=first, on=dt.date(2026, 4, 2))
    with pytest.raises(Refused, match="hvad milepælen er"):
        actions.set_milestone(by=cast.alice, partnership=partnership, title=" ")

    with pytest.raises(Refused, match="mindst to"):
        actions.share_post(
            by=cast.alice, partnership=partnership, title="Sygeplejerske", organisations=[cast.municipality]
        )

    with pytest.raises(Refused, match="hvad stillingen hedder"):
        actions.share_post(by=cast.alice, partnership=partnership, title="", organisations=[])

    both = [cast.municipality, cast.elsewhere]
    nurse = actions.share_post(by=cast.alice, partnership=partnership, title="Sygeplejerske", organisations=both)
    office = actions.share_post(
        by=cast.alice, partnership=partnership, title="Sekretariat", organisations=[], is_administration=True
    )
    assert list(queries.shared_posts(partnership)) == [office, nurse]


def test_a_programme_keeps_each_telling_beside_the_other(cast: Cast, partnership: Partnership) -> None:
    with pytest.raises(Refused, match="tovholder eller direktør"):
        programmes.set_up(by=cast.bob, name="P", organisation=cast.municipality, partnerships=[partnership])

    made = programmes.set_up(
        by=cast.alice,
        name="Programmet",
        organisation=cast.municipality,
        partnerships=[partnership],
        visibility="public",
        purpose="At mødes",
    )
    for _twice in range(2):
        programmes.tell_tracks(
            by=cast.alice, programme=made, source="Referatet", words=["Et", "To"], told_on=dt.date(2023, 11, 22)
        )

    programmes.tell_tracks(
        by=cast.alice, programme=made, source="Evalueringen", words=["En", "Toer"], told_on=dt.date(2025, 9, 15)
    )
    programmes.tell_focus_areas(by=cast.alice, programme=made, source="Referatet", names=["Kaffe", "Te"])
    programmes.name_participant(
        by=cast.alice, programme=made, name="Værestedet", does="Åbner døren", source="Referatet"
    )
    assert [(each.source, [row.words for row in each.tracks]) for each in programme_queries.tellings(made)] == [
        ("Referatet", ["Et", "To"]),
        ("Evalueringen", ["En", "Toer"]),
    ]
    page = Client().get(reverse("partnerships:programme", args=[made.pk])).content.decode()
    for words in ("Kilderne fortæller hovedsporene forskelligt", "Toer", "Kaffe", "Værestedet", "At mødes", "Sammen"):
        assert words in page

    assert list(programme_queries.of_partnership(cast.dorte, partnership)) == [made]


def test_a_programme_is_set_up_and_told_on_its_pages_each_telling_with_its_source(
    cast: Cast, partnership: Partnership, browse: Browse
) -> None:
    alice = browse(cast.alice)
    sent = {"name": "Sammen mod ulighed", "organisation": cast.municipality.pk, "visibility": "public"}
    assert alice.post(reverse("partnerships:new_programme"), sent).status_code == 422
    made = alice.post(reverse("partnerships:new_programme"), {**sent, "partnerships": [partnership.pk]})
    page = made["Location"]
    for name, told in (
        ("tell_tracks", {"source": "2023", "told_on": "22/11/2023", "words": "Storskala\n\nInvesteringer"}),
        ("tell_tracks", {"source": "Evalueringen", "told_on": "15/09/2025", "words": "Tæt samarbejde\nInddragelse"}),
        ("tell_focus", {"source": "2023", "names": "\n".join(f"Område {number}" for number in range(1, 11))}),
        ("name_actor", {"name": "Headspace", "does": "Nævnt", "source": "2023"}),
    ):
        address = reverse(f"partnerships:{name}", args=[page.rstrip("/").rpartition("/")[2]])
        assert alice.post(address, {"source": " "}).status_code == 422
        assert alice.post(address, told)["Location"] == page

    shown = Client().get(page).content.decode()
    assert shown.index("Storskala") < shown.index("Tæt samarbejde")
    assert all(f"Område {number}" in shown for number in range(1, 11))
    assert "Headspace" in shown
    assert "Skriv hovedspor" not in shown
