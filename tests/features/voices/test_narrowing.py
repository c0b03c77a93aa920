"""Lists of voices narrowed by who, how, where, what it led to and the wait; and what nobody finds out by narrowing them."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samspil.features.voices import actions, queries
from samspil.features.voices.actions import answering, parts
from samspil.features.voices.models import Answer, Voice
from samspil.features.voices.queries import narrowing
from samspil.spine import journal, people, thread
from samspil.spine.models import JournalEntry, Node
from tests.features.voices.conftest import Give
from tests.kit.cast import Cast
from tests.kit.clients import Browse

PLACE = "Hollandsbjerg"


def public(give: Give, number: int, **said: Any) -> list[Voice]:
    """Voices as two persons have made them public: what is tested is who is told of their place."""
    made = [give(title=f"Offentligt {len(said['place'])} {said['side']} {each}", **said) for each in range(number)]
    Voice.objects.filter(pk__in=[each.pk for each in made]).update(state="published", published_at=timezone.now())
    Node.objects.filter(pk__in=[each.pk for each in made]).update(visibility="public")
    return made


def listed(page: Any) -> list[str]:
    """The headings of the list, as they stand."""
    return re.findall(r"<h2>\s*<a[^>]*>\s*([^<]*?)\s*</a>", unescape(page.content.decode()))


def offered(page: Any, name: str) -> list[str]:
    found = re.search(rf'<select[^>]*name="{name}">(.*?)</select>', page.content.decode(), re.DOTALL)
    return [each for each in re.findall(r'<option value="([^"]*)"', unescape(found[1])) if each] if found else []


def test_the_list_is_narrowed_by_each_thing_and_by_several_at_once(cast: Cast, give: Give, browse: Browse) -> None:
    today = timezone.localdate()
    for title, said in {
        "Borger i Vivild": {"side": "citizen", "place": "Vivild", "method": "field_work"},
        "Fagperson i Vivild": {"side": "professional", "place": "Vivild", "method": "phone"},
        "Borger i Ørsted": {"side": "citizen", "place": "Ørsted", "method": "phone"},
    }.items():
        give(title=title, received_on=today - dt.timedelta(days=40), due_on=today, danger="no", **said)
    late = give(title="For sent", danger="no", side="citizen", place="", received_on=today - dt.timedelta(days=100))
    give(title="Ny", danger="no", side="politician", place="", received_on=today)
    with journal.writing():
        node = thread.open_node(by=cast.alice, kind="insight", title="Bussen", organisation=cast.municipality)
    thread.link(by=cast.alice, earlier=late.node, later=node, relation="grounds", why="Det siger den.")
    alice = browse(cast.alice)
    for address, expected in {
        "hvem=borger": {"Borger i Vivild", "Borger i Ørsted", "For sent"},
        "sted=Vivild": {"Borger i Vivild", "Fagperson i Vivild"},
        "metode=telefonsamtale": {"Fagperson i Vivild", "Borger i Ørsted"},
        f"indsigt={node.pk}": {"For sent"},
        "ventetid=over-fristen": {"For sent"},
        "ventetid=over-90": {"For sent"},
        "ventetid=over-30": {"For sent", "Borger i Vivild", "Borger i Ørsted", "Fagperson i Vivild"},
        "ventetid=hoejst-30": {"Ny"},
        "sted=Vivild&hvem=borger&metode=feltarbejde&ventetid=over-30": {"Borger i Vivild"},
        "sted=Vivild&hvem=politiker": set(),
    }.items():
        for where in ("voices:list", "voices:waiting"):
            page = alice.get(f"{reverse(where)}?{address}")
            assert set(listed(page)) == expected, (where, address)
    assert offered(alice.get(reverse("voices:list")), "sted") == ["Vivild", "Ørsted"]

    # The longest waiting first, and each thing can be taken away alone, with the other and the kind of list kept.
    page = alice.get("/bidrag/?vis=venter-paa-svar&sted=Vivild&hvem=borger&side=1").content.decode()
    assert 'href="?vis=venter-paa-svar&amp;sted=Vivild"' in page
    assert 'href="?vis=venter-paa-svar&amp;hvem=borger"' in page
    assert 'href="?sted=Vivild&amp;hvem=borger&amp;vis=besvaret"' in page
    assert '<input type="hidden" name="vis" value="venter-paa-svar">' in page
    assert "1 bidrag." in page

    # An empty list says what to loosen; what nobody knows is told, and leaves the list whole.
    empty = unescape(alice.get("/bidrag/?sted=Vivild&hvem=politiker").content.decode())
    assert "Ingen bidrag er der." in empty
    assert "Uden »Sted: Vivild«" in empty
    strange = alice.get("/bidrag/?sted=Atlantis&indsigt=nonsense")
    assert "»Atlantis« er ikke en af mulighederne under »Sted«, så den er udeladt." in unescape(
        strange.content.decode()
    )
    assert len(listed(strange)) == 5


def test_a_place_is_told_to_outsiders_only_where_many_of_a_side_have_spoken(
    cast: Cast, give: Give, browse: Browse
) -> None:
    few = narrowing.LEAST - 1
    many = public(give, narrowing.LEAST, place="Vivild", side="citizen")
    lone = public(give, few, place="Vivild", side="professional")
    public(give, few, place=PLACE, side="citizen")
    # Neither one that is not public nor one whose time is over makes them enough.
    give(title="Kun for os", place=PLACE, side="citizen")
    (lapsed,) = public(give, 1, place=PLACE, side="citizen")
    Node.objects.filter(pk=lapsed.pk).update(visible_until=timezone.localdate() - dt.timedelta(days=1))

    outsiders = [browse(cast.dorte), browse(cast.charlie)]
    for outsider in outsiders:
        page = outsider.get("/bidrag/")
        assert offered(page, "sted") == ["Vivild"]
        assert PLACE not in page.content.decode()
        narrowed = outsider.get("/bidrag/?sted=Vivild")
        assert set(listed(narrowed)) == {each.node.title for each in many}
        assert f"{narrowing.LEAST} bidrag." in narrowed.content.decode()
        assert not listed(outsider.get("/bidrag/?sted=Vivild&hvem=fagperson"))
        # The place alone says nothing: the list is whole, as for a place that is none.
        small = outsider.get(f"/bidrag/?sted={PLACE}")
        assert set(listed(small)) == set(listed(outsider.get("/bidrag/?sted=Atlantis")))
    assert offered(outsiders[0].get("/bidrag/"), "metode") == []

    # How somebody spoke is asked by whoever has a role somewhere, and answered only of voices that lie there.
    assert not listed(outsiders[1].get("/bidrag/?metode=koekkenbordssamtale"))
    alice = browse(cast.alice)
    assert offered(alice.get("/bidrag/"), "sted") == [PLACE, "Vivild"]
    assert len(listed(alice.get("/bidrag/?sted=Vivild"))) == len(many) + len(lone)
    assert len(listed(alice.get(f"/bidrag/?sted={PLACE}"))) == few + 1

    # One taken back makes them too few, at once.
    actions.withdraw(by=cast.alice, voice=many[0])
    for outsider in outsiders:
        assert offered(outsider.get("/bidrag/"), "sted") == []


def test_no_page_for_outsiders_names_a_small_place(cast: Cast, give: Give, browse: Browse) -> None:
    (voice,) = public(give, 1, place=PLACE, side="citizen")
    for outsider in (browse(cast.dorte), browse(cast.charlie)):
        for address in ("/", "/bidrag/", f"/bidrag/{voice.pk}/", f"/traad/{voice.pk}/"):
            assert PLACE not in outsider.get(address, follow=True).content.decode(), address
        assert f"Ingen resultater for »{PLACE}«" in outsider.get(f"/soeg/?q={PLACE}").content.decode()


@pytest.mark.parametrize("count", [10, 200])
def test_the_lists_cost_the_same_for_ten_and_for_two_hundred(
    cast: Cast, give: Give, browse: Browse, count: int
) -> None:
    first = give(place="Vivild", side="citizen", danger="no", owner=cast.person(cast.bob))
    for _each in range(9):
        give(place="Vivild", side="citizen", danger="no", owner=cast.person(cast.bob))
    _copied(first, count - 10)
    alice = browse(cast.alice)
    for address, number in {
        "/bidrag/": 11,
        "/bidrag/?sted=Vivild&hvem=borger&metode=koekkenbordssamtale&ventetid=over-30": 11,
        "/bidrag/uden-svar/": 17,
        "/bidrag/uden-svar/?sted=Vivild&hvem=borger": 17,
    }.items():
        alice.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert alice.get(address).status_code == 200
        assert len(asked) == number, (address, len(asked))


def _copied(voice: Voice, number: int) -> None:
    """More voices like one, with its consent and its duty, as rows."""
    from samspil.spine.models import Consent, Duty, Subject

    consent, duty = Consent.objects.get(node=voice.node), Duty.objects.get(node=voice.node)
    for each in range(number):
        subject = Subject.objects.create()
        node = Node.objects.get(pk=voice.pk)
        node.pk, node.title = None, f"Kopi {each}"
        node.pk = Node._meta.pk.get_default()
        node.save(force_insert=True)
        for row in (consent, duty):
            row.pk = type(row)._meta.pk.get_default() if type(row)._meta.pk.has_default() else None
            row._state.adding = True
            row.node = node
            row.save(force_insert=True)
        copy = Voice.objects.get(pk=voice.pk)
        copy.node, copy.subject = node, subject
        copy.save(force_insert=True)


def test_a_batch_of_letters_is_read_at_a_fixed_number_of_queries(cast: Cast, give: Give, browse: Browse) -> None:
    """The list of the letters and what is opened to print them, for two and for twelve."""
    from samspil.features.voices.queries import answering as waiting

    numbers = set()
    for more in (2, 10):
        voices = [give(danger="no", contact="Vestergade 1") for _each in range(more)]
        answering.write_many(by=cast.alice, told=[answering.Told(each, "Tak") for each in voices])
        answers = waiting.answers_ready(cast.alice, "letter")
        with CaptureQueriesContext(connection) as asked:
            read = waiting.opened(cast.alice, list(answers), purpose="Brev med svar")
        assert all(each.contact and each.words for each in read.values())
        numbers.add(len([each for each in asked if each["sql"].startswith("SELECT")]))
    assert len(numbers) == 1


def test_the_column_says_when_a_voice_was_answered_and_the_round_mends_what_differs(cast: Cast, give: Give) -> None:
    said = {"danger": "no", "received_on": dt.date(2026, 1, 1)}
    waits, answered, again = give(**said), give(**said), give(**said)

    def column(voice: Voice) -> dt.date | None:
        assert not queries.answered_astray().exists()
        return Voice.objects.values_list("answered_on", flat=True).get(pk=voice.pk)

    assert column(waits) is None
    for day in (dt.date(2026, 3, 2), dt.date(2026, 2, 1)):
        actions.answer(by=cast.alice, voice=answered, words="Tak", channel="phone", proof="Ringet", given_on=day)
        assert column(answered) == day
    (written,) = answering.write_many(by=cast.alice, told=[answering.Told(again, "Tak")])
    assert column(again) is None
    answering.deliver(by=cast.alice, answer=written, on=dt.date(2026, 4, 1))
    assert column(again) == dt.date(2026, 4, 1)
    answering.not_reached(by=cast.alice, answer=written, because="returned", try_on=timezone.localdate())
    assert column(again) is None
    actions.withdraw(by=cast.alice, voice=answered)
    assert column(answered) == dt.date(2026, 2, 1)

    # Whatever has put them apart, each way, is found and mended, and told of in the journal.
    Voice.objects.filter(pk=answered.pk).update(answered_on=None)
    Voice.objects.filter(pk=waits.pk).update(answered_on=dt.date(2026, 5, 5))
    Answer.objects.filter(pk=written.pk).update(state="delivered")
    job = people.job("voices.answered")
    assert [parts.mend_answered(by=job) for _day in range(2)] == [3, 0]
    assert column(waits) is None
    assert JournalEntry.objects.filter(verb="voice.answered_day_mended").count() == 3
    assert {each.pk for each in queries.standing(cast.alice) if each.answered_on is None} == {waits.pk}
