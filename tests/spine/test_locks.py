"""A deed's records are read anew, under lock, before anything is judged by them."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from samspil.paper.refusal import NotFound, Refused
from samspil.spine import locks
from samspil.spine.models import Gathering, Invitation, Node, Organisation

pytestmark = pytest.mark.django_db


def node(title: str) -> Node:
    return Node.objects.create(kind="voice", title=title, organisation=Organisation.objects.create(name=title))


def test_what_another_wrote_is_seen() -> None:
    held = node("Før")
    Node.objects.filter(pk=held.pk).update(title="Efter")
    locks.reread(held)
    assert held.title == "Efter"


def test_what_is_gone_is_said() -> None:
    held = node("Før")
    Node.objects.filter(pk=held.pk).delete()
    with pytest.raises(NotFound, match="slettet"):
        locks.reread(held)


def test_several_of_a_kind_are_read_in_one_query_whoever_names_them_first(django_assert_num_queries) -> None:
    first, second = node("Et"), node("To")
    with django_assert_num_queries(1) as captured:
        locks.reread(second, first, None)
    forward = [query["sql"] for query in captured]
    with django_assert_num_queries(1) as captured:
        locks.reread(first, second)
    assert [query["sql"] for query in captured] == forward


def test_what_holds_a_record_is_locked_before_it_and_kept_as_one(django_assert_num_queries) -> None:
    _, invitation = invited()
    Gathering.objects.update(place="Et andet sted")
    held = invitation.gathering
    with django_assert_num_queries(2) as captured:
        locks.reread(invitation)
    assert ["spine_gathering" in query["sql"] and "spine_invitation" not in query["sql"] for query in captured] == [
        True,
        False,
    ]
    assert invitation.gathering is held
    assert held.place == "Et andet sted"


def test_a_node_is_read_after_its_record() -> None:
    _, invitation = invited()
    gathering, inner = invitation.gathering, invitation.gathering.node
    with CaptureQueriesContext(connection) as captured:
        locks.reread(inner, gathering)
    tables = [re.search(r'FROM "(\w+)"', query["sql"]) for query in captured]
    assert [each[1] for each in tables if each] == ["spine_gathering", "spine_node"]


def test_what_hung_on_a_record_is_not_judged_by_its_old_words() -> None:
    _, invitation = invited()
    gathering = invitation.gathering
    assert gathering.node.title == "Møde"
    Node.objects.filter(pk=gathering.pk).update(title="Nyt")
    locks.reread(gathering)
    assert gathering.node.title == "Nyt"


def test_what_has_moved_from_what_held_it_is_refused() -> None:
    _, invitation = invited()
    assert invitation.gathering.pk
    other = Gathering.objects.create(node=node("Et andet møde"))
    Invitation.objects.filter(pk=invitation.pk).update(gathering=other)
    with pytest.raises(Refused, match="flyttet, mens du arbejdede"):
        locks.reread(invitation)


def invited() -> tuple[Gathering, Invitation]:
    gathering = Gathering.objects.create(node=node("Møde"))
    made = Invitation.objects.create(gathering=gathering, name="Bo Testesen")
    return gathering, Invitation.objects.get(pk=made.pk)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_a_programming_error() -> None:
    held = node("Før")
    with pytest.raises(transaction.TransactionManagementError):
        locks.reread(held)
