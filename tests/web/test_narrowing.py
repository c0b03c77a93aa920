"""A list that is narrowed by its address, and the way that a page knows better than its deeds."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory

from samspil.spine.models import Node
from samspil.web import narrowing, rights
from tests.kit.cast import Cast

WAYS = {"igang": "i gang", "slut": "afsluttet"}


@pytest.mark.parametrize(("written", "to"), [("", ""), ("?vis=slut", "slut"), ("?vis=ukendt", ""), ("?vis=", "")])
def test_a_list_is_narrowed_by_a_word_that_it_knows(rf: RequestFactory, written: str, to: str) -> None:
    asked = narrowing.asked(rf.get(f"/{written}"), WAYS)
    assert asked.to == to
    assert [(each.label, each.url) for each in asked.choices] == [
        ("Alle", "?"),
        ("I gang", "?vis=igang"),
        ("Afsluttet", "?vis=slut"),
    ]
    assert [each.label for each in asked.choices if each.is_here] == [{"": "Alle", "slut": "Afsluttet"}[to]]


@pytest.mark.django_db
def test_a_page_may_give_a_better_way_than_its_deeds(cast: Cast) -> None:
    node = Node.objects.create(kind="test_early", title="T", organisation=cast.municipality)
    way = rights.Standing("Skriv, hvordan omgang 2 gik", "/omgang/2/", "primary", "", is_link=True)
    tag = engines["django"].from_string("{% load anatomy %}{% now node said way=way %}")

    def drawn(**known: Any) -> str:
        return tag.render({"node": node, "actor": cast.charlie, **known})

    page = drawn(said="Omgang 2 er planlagt.", way=way)
    assert '<a class="button button-primary" href="/omgang/2/">Skriv, hvordan omgang 2 gik</a>' in " ".join(
        page.split()
    )
    assert "Hvad nu?" not in drawn(said="", way=None)
