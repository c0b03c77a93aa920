"""Who has read a person's words, as the person sees it on the page behind their code."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from samspil.features.voices import actions
from samspil.features.voices.models import Voice
from samspil.spine.models import AccessEntry, StoredFile
from tests.features.voices.conftest import Give, make_public
from tests.features.voices.test_publishing import judge, picture
from tests.kit.cast import Cast
from tests.kit.clients import Browse


def opened(cast: Cast, voice: Voice) -> Client:
    client = Client()
    code = actions.issue_code(by=cast.alice, voice=voice)
    assert client.post(reverse("voices:code"), {"code": code}).status_code == 302
    return client


def test_the_person_sees_who_read_from_where_why_and_when_newest_first_and_no_names(
    cast: Cast, give: Give, browse: Browse
) -> None:
    voice, other = give(contact="Lillevej 1"), give()
    detail = reverse("voices:detail", args=[voice.pk])
    with time_machine.travel(dt.datetime(2026, 11, 3, 9, 15, tzinfo=dt.UTC)):
        browse(cast.bob).get(detail)
        browse(cast.bob).get(reverse("voices:detail", args=[other.pk]))

    with time_machine.travel(dt.datetime(2026, 11, 4, 9, 15, tzinfo=dt.UTC)):
        browse(cast.secretary).get(reverse("voices:review", args=[voice.pk]))
        page = opened(cast, voice).get(reverse("voices:own", args=[voice.pk])).content.decode()

    assert "Hvem har læst det?" in page
    table = " ".join(page[page.index("<tbody") : page.index("</tbody>")].split())
    told = [
        "Gennemgang før offentliggørelse",
        "Adresse til svar",
        "Bidragets side",
    ]
    assert [table.index(each) for each in told] == sorted(table.index(each) for each in told)
    for needed in ("Medarbejder, Eksempel Kommune", "Udvalgssekretær, Eksempel Kommune", "3. november 2026 kl. 10.15"):
        assert needed in table

    assert table.count("Bidragets side") == 1
    for name in ("Bob", "Sofie", "Alice"):
        assert name not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_own_page_costs_the_same_for_one_reading_and_for_three(
    cast: Cast, give: Give, browse: Browse, count: int, django_assert_num_queries: Any
) -> None:
    voice = give()
    for _each in range(count):
        browse(cast.bob).get(reverse("voices:detail", args=[voice.pk]))
    client = opened(cast, voice)
    own = reverse("voices:own", args=[voice.pk])
    client.get(own)
    with django_assert_num_queries(OWN_PAGE):
        assert client.get(own).status_code == 200


OWN_PAGE = 23


def test_a_picture_that_is_fetched_is_noted_too(cast: Cast, give: Give, browse: Browse) -> None:
    voice = give(photo=("a.png", picture()))
    kept = StoredFile.objects.get(node=voice.node)
    assert browse(cast.bob).get(f"/fil/{kept.pk}/").status_code == 200
    entry = AccessEntry.objects.get()
    assert (entry.purpose, entry.node_id, entry.subject_id) == ("Billede eller fil åbnet", voice.pk, voice.subject_id)
    assert browse(cast.charlie).get(f"/fil/{kept.pk}/").status_code == 404
    assert AccessEntry.objects.count() == 1


def test_words_that_come_up_because_two_wrote_at_once_are_noted(cast: Cast, give: Give, browse: Browse) -> None:
    voice = give()
    client, address = browse(cast.alice), reverse("voices:edit", args=[voice.pk])
    actions.correct(by=cast.bob, voice=voice, words="Bobs ord", based_on=1)
    clash = client.post(address, {"words": "Alices ord", "based_on": "1"})
    assert "Bobs ord" in clash.content.decode()
    assert AccessEntry.objects.filter(purpose="To rettede på én gang", node_id=voice.pk).count() == 1


def test_the_person_still_sees_who_read_after_having_withdrawn(cast: Cast, give: Give, browse: Browse) -> None:
    voice = give()
    browse(cast.bob).get(reverse("voices:detail", args=[voice.pk]))
    client = opened(cast, voice)
    client.post(reverse("voices:withdraw", args=[voice.pk]))
    page = client.get(reverse("voices:own", args=[voice.pk])).content.decode()
    assert "Dine ord er slettet" in page
    assert "Bidragets side" in page


def test_the_statement_on_privacy_says_where_it_is_seen(db: None) -> None:
    assert "koden på dit papir" in Client().get("/privatliv/").content.decode()


def test_the_person_is_told_whether_the_voice_is_public_and_how_everybody_reads_it(
    cast: Cast, give: Give, browse: Browse
) -> None:
    voice = give(words="Jeg hedder Karen Holm. Bussen kører ikke.")
    own, client = reverse("voices:own", args=[voice.pk]), opened(cast, voice)
    page = client.get(own).content.decode()
    assert "Dit bidrag ligger ikke offentligt på nettet." in page
    judge(cast.alice, voice, name="masked")
    make_public(cast, voice)
    page = client.get(own).content.decode()
    for needed in (
        "Dit bidrag ligger offentligt på nettet.",
        "Sådan læser alle det",
        "Jeg hedder [navn].",
        "Karen Holm",
    ):
        assert needed in page

    assert "ikke noget offentligt" not in page
