"""A deed's records are read anew, under lock, before anything is judged by them."""

import pytest
from django.db import transaction

from samspil.paper.refusal import NotFound
from samspil.spine import locks
from samspil.spine.models import Node, Organisation

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


def test_several_are_read_in_one_order(django_assert_num_queries) -> None:
    first, second = node("Et"), node("To")
    with django_assert_num_queries(2) as captured:
        locks.reread(second, first)
    forward = [query["sql"] for query in captured]
    with django_assert_num_queries(2) as captured:
        locks.reread(first, second)
    assert [query["sql"] for query in captured] == forward


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_a_programming_error() -> None:
    held = node("Før")
    with pytest.raises(transaction.TransactionManagementError):
        locks.reread(held)
