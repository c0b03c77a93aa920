"""The words of the pages and the help of each role: one list that everybody can read, and each role's own sentence on its page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from samspil.spine.models import Role
from samspil.spine.people import Actor
from samspil.web import glossary
from tests.kit.cast import Cast
from tests.promises.test_words import INSTEAD
from tests.web.test_pages import said

ClientOf = Callable[[Actor], Client]


def test_everybody_reads_the_words_and_where_each_role_begins(cast: Cast, client: Client) -> None:
    page = said(client.get("/ordliste/"))
    for word in glossary.WORDS:
        assert f"{word.word} {word.meaning}" in page
    for kind in Role.Kind:
        assert f"{kind.label} {glossary.HELP[kind]}" in page
    assert '<a class="function-link" href="/ordliste/">' in client.get("/om/").content.decode()


def test_one_reads_the_help_of_ones_own_roles_on_ones_own_page(cast: Cast, client_of: ClientOf) -> None:
    page = said(client_of(cast.alice).get("/mit-samspil/"))
    own = {membership.role for membership in cast.alice.memberships}
    assert own
    for kind in Role.Kind:
        assert (str(glossary.HELP[kind]) in page) == (kind in own)


def test_a_role_is_told_once_however_often_one_has_it() -> None:
    assert [each.role for each in glossary.helps(["staff", "coordinator", "staff"])] == ["Tovholder", "Medarbejder"]


@pytest.mark.parametrize("text", [*(word.meaning for word in glossary.WORDS), *glossary.HELP.values()])
def test_a_word_is_told_in_a_sentence_or_two_and_in_no_stiff_word(text: str) -> None:
    assert 1 <= len(re.findall(r"[.?]", str(text))) <= 2
    assert not [pattern for pattern in INSTEAD if re.search(pattern, str(text))]
