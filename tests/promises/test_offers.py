"""Every deed that a page may offer has its word in the policy and its address, and a button's address is no page."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from samspil.spine import policy
from samspil.web import rights
from samspil.web.rights import Deed

KEY = UUID("00000000-0000-4000-8000-000000000000")


def faults(deeds: Iterable[Deed]) -> list[str]:
    """Tell what is wrong with registered deeds: a word that no row of the policy has, or an address that is not there."""
    words = {(row.kind, row.action) for row in policy.table()}
    found = [
        f"{each.url}: no row {each.deed!r} on {each.of or each.kind!r}"
        for each in deeds
        if (each.of or each.kind, each.deed) not in words
    ]
    for each in deeds:
        try:
            reverse(each.url, args=[KEY])
        except NoReverseMatch:
            found.append(f"{each.url}: no such address")
    return found


def test_every_deed_has_its_word_and_its_address() -> None:
    assert len(rights.registered()) > 25
    assert faults(rights.registered()) == []


def test_a_wrong_word_and_a_wrong_address_are_found() -> None:
    good = rights.registered()[0]
    typo = Deed(kind=good.kind, deed="pubblish", label="x", url=good.url)
    nowhere = Deed(kind=good.kind, deed=good.deed, label="x", url="web:nowhere")
    elsewhere = Deed(kind=good.kind, deed=good.deed, of="nothing", label="x", url=good.url)
    assert faults([good, typo, nowhere, elsewhere]) == [
        f"{good.url}: no row 'pubblish' on {good.kind!r}",
        f"{good.url}: no row {good.deed!r} on 'nothing'",
        "web:nowhere: no such address",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("deed", rights.registered(), ids=lambda deed: f"{deed.url}-{deed.row}")
def test_a_button_is_no_page_and_a_link_is_one(deed: Deed) -> None:
    """Whoever may not see the record meets 404 at a form, and 405 at a button whatever they may see."""
    status = Client().get(reverse(deed.url, args=[KEY])).status_code
    assert (status == 405) is deed.is_button
