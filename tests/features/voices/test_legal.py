"""The legal profile: when a voice may be taken in, how long a yes lasts, and who signs off."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from samspil.features.partnerships.methods.rules import library
from samspil.features.voices import rules as rules_voices
from samspil.features.voices.legal import actions, queries, rules
from samspil.features.voices.legal.models import LegalProfile
from samspil.features.voices.models import Voice
from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import consent, consent_words, people
from samspil.spine.models import Consent, ConsentText
from tests.features.voices.conftest import Give
from tests.kit.cast import Cast, legal_profile
from tests.kit.clients import Browse

DAY = dt.date(2026, 3, 2)
SAID = rules.Said(
    controller="Eksempel Kommune",
    processors="",
    basis="gdpr_consent",
    passing_on="nobody",
    consent_forms=("oral", "written"),
    longest_days=365,
    retention="Et år.",
    kept="Det, der hører til en sag.",
)


@dataclass
class Profile:
    """A profile as the rules see one."""

    basis: str = "gdpr_consent"
    consent_forms: list[str] = field(default_factory=lambda: ["oral"])
    longest_days: int | None = 365
    signed_on: dt.date | None = DAY


@pytest.mark.parametrize(
    ("profile", "form", "refused"),
    [
        (None, "oral", "intet godkendt retsgrundlag"),
        (Profile(signed_on=None), "oral", "intet godkendt retsgrundlag"),
        (Profile(), "written", "på en anden måde: mundtligt"),
        (Profile(), "oral", ""),
        (Profile(basis="public_task", longest_days=None), "oral", ""),
    ],
)
def test_may_a_voice_be_captured(profile: Profile | None, form: str, refused: str) -> None:
    if not refused:
        rules.check_capture(profile, form, place="Eksempel")
        return
    with pytest.raises(Refused, match=refused):
        rules.check_capture(profile, form, place="Eksempel")


@pytest.mark.parametrize(
    ("longest", "wanted", "last"),
    [
        (None, None, None),
        (None, dt.date(2030, 1, 1), dt.date(2030, 1, 1)),
        (365, None, dt.date(2027, 3, 2)),
        (365, dt.date(2026, 4, 1), dt.date(2026, 4, 1)),
        (365, dt.date(2030, 1, 1), dt.date(2027, 3, 2)),
    ],
)
def test_a_yes_lasts_no_longer_than_the_profile_lets(
    longest: int | None, wanted: dt.date | None, last: dt.date | None
) -> None:
    assert rules.last_day(Profile(longest_days=longest), DAY, wanted) == last


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({}, ""),
        ({"controller": " "}, "dataansvarlig"),
        ({"basis": "health_43"}, "Vælg retsgrundlaget"),
        ({"passing_on": "x"}, "gives videre"),
        ({"consent_forms": ()}, "mindst én måde"),
        ({"consent_forms": ("x",)}, "mindst én måde"),
        ({"longest_days": None}, "højst 365"),
        ({"longest_days": 366}, "fra 1 til 365"),
        ({"longest_days": 366, "basis": "public_task"}, ""),
        ({"longest_days": None, "basis": "public_health"}, ""),
        ({"longest_days": 0, "basis": "public_task"}, "fra 1 til 3650"),
        ({"retention": ""}, "hvor længe"),
        ({"kept": ""}, "nødt til at gemme"),
    ],
)
def test_what_a_profile_says(changed: dict[str, object], refused: str) -> None:
    said = replace(SAID, **changed)  # type: ignore[arg-type]
    if not refused:
        rules.check_said(said)
        return
    with pytest.raises(Refused, match=refused):
        rules.check_said(said)


@pytest.mark.parametrize(
    ("by", "on", "is_signed", "refused"),
    [
        ("Jura", DAY, False, ""),
        ("", DAY, False, "hvem der har godkendt"),
        ("Jura", DAY - dt.timedelta(days=20), False, ""),
        ("Jura", DAY + dt.timedelta(days=2), False, "ligger i fremtiden"),
        ("Jura", DAY, True, "allerede godkendt"),
    ],
)
def test_signing_off(by: str, on: dt.date, is_signed: bool, refused: str) -> None:
    def sign() -> str:
        return rules.check_sign_off(by, on, DAY + dt.timedelta(days=1), is_signed=is_signed)

    if not refused:
        assert sign() == by
        return
    with pytest.raises(Refused, match=refused):
        sign()


def test_the_bases_are_those_of_a_consent() -> None:
    assert set(rules.BASES) == set(Consent.Basis.values) - {"health_43"}
    assert set(rules.FORMS) == set(Consent.Form.values)


def test_a_voice_keeps_the_version_it_came_under_and_a_new_one_counts_when_it_is_signed_off(
    cast: Cast, give: Give
) -> None:
    first = give()
    assert first.profile is not None
    written = actions.write(by=cast.alice, organisation=cast.municipality, said=SAID)
    assert written.version == first.profile.version + 1
    assert give().profile == first.profile
    actions.sign_off(by=cast.director, profile=written, signed_by="Jura")
    later = give(consent_form="oral", received_on=timezone.localdate())
    assert later.profile == written
    given = consent.standing().get(node=later.node)
    assert (given.basis, given.valid_until) == ("gdpr_consent", timezone.localdate() + dt.timedelta(days=365))
    first.refresh_from_db()
    assert first.profile != written
    with pytest.raises(Refused, match="på en anden måde"):
        give(consent_form="through_another")


def test_a_partnership_may_have_its_own(cast: Cast, give: Give) -> None:
    own = actions.write(by=cast.alice, organisation=cast.municipality, said=SAID, within=cast.partnership)
    assert give(within=cast.partnership).profile != own
    actions.sign_off(by=cast.alice, profile=own, signed_by="Jura")
    assert give(within=cast.partnership).profile == own
    assert give().profile != own
    shown = queries.places(cast.alice)
    assert [(each.within_id, each.version) for each in shown[0].profiles] == [(None, 1), (cast.partnership.pk, 1)] or [
        (each.within_id, each.version) for each in shown[0].profiles
    ] == [(cast.partnership.pk, 1), (None, 1)]


def test_where_nobody_has_signed_off_nothing_is_taken_in_and_it_is_said_who_can_do_what(
    cast: Cast, give: Give, browse: Browse
) -> None:
    LegalProfile.objects.update(signed_on=None, signed_by="")
    with pytest.raises(Refused, match=r"Eksempel Kommune har intet godkendt retsgrundlag .* En tovholder skriver det"):
        give()
    with pytest.raises(Refused, match="intet godkendt retsgrundlag"):
        give(by=people.job("import"), owner=cast.person(cast.alice))
    assert not Voice.objects.exists()
    alice = browse(cast.alice)
    assert "Her kan ikke tages imod bidrag endnu" in alice.get(reverse("voices:new")).content.decode()
    assert "Godkend retsgrundlaget for bidrag" in alice.get("/mit-samspil/").content.decode()
    row = LegalProfile.objects.get(organisation=cast.municipality)
    page = reverse("voices:sign_profile", args=[row.pk])
    assert "Eksempel Kommune" in alice.get(page).content.decode()
    alice.post(page, {"signed_by": "Jura", "signed_on": timezone.localdate().strftime("%d/%m/%Y")})
    assert give().profile == row
    assert "Godkend retsgrundlaget for bidrag" not in alice.get("/mit-samspil/").content.decode()


def test_a_new_version_is_written_on_the_page(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    page = reverse("voices:write_profile", args=[cast.municipality.pk])
    sent = {
        "controller": "Eksempel Kommune",
        "basis": "public_health",
        "passing_on": "health_43",
        "consent_forms": ["written"],
        "retention": "Et år.",
        "kept": "Sager.",
    }
    assert alice.post(page, sent).status_code == 302
    made = LegalProfile.objects.get(organisation=cast.municipality, version=2)
    assert (made.basis, made.consent_forms, made.signed_on) == ("public_health", ["written"], None)
    shown = alice.get(reverse("voices:frames")).content.decode()
    assert "Ikke godkendt" in shown
    assert "Udgave 2" in shown
    assert "Skriftligt" in shown


def test_only_those_who_answer_for_the_place_write_and_sign(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="Kun organisationens egne"):
        actions.write(by=cast.bob, organisation=cast.municipality, said=SAID)
    row = legal_profile(cast.municipality)
    with pytest.raises(NotAllowed, match="Kun organisationens egne"):
        actions.sign_off(by=cast.charlie, profile=row, signed_by="Jura")


def test_every_text_that_promises_says_what_an_authority_may_have_to_keep(
    cast: Cast, give: Give, browse: Browse
) -> None:
    voice, alice = give(), browse(cast.alice)
    words = consent_words.MAY_KEEP
    told = [rules_voices.CONSENT_BODY, *(each.consent for each in library().values() if each.keeps_words)]
    pages = (reverse("web:privacy"), reverse("voices:withdraw", args=[voice.pk]), reverse("voices:new"))
    told += [alice.get(address).content.decode() for address in pages]
    assert [each for each in told if words not in each] == []
    assert "sletter dem" not in " ".join(told)


def test_what_stood_before_is_carried_over_and_waits_to_be_signed_off(cast: Cast, give: Give) -> None:
    voices = [give(), give()]
    Voice.objects.update(profile=None)
    LegalProfile.objects.all().delete()
    text = ConsentText.objects.create(
        key="voice", version=9, title="x", body="Vi stopper med det samme og sletter dem."
    )
    moved = import_module("samspil.features.voices.migrations.0009_legal_carried")
    moved.carry(apps, None)
    moved.say_what_is_kept(apps, None)
    moved.say_what_is_kept(apps, None)
    made = LegalProfile.objects.get()
    assert (made.is_carried, made.signed_on, made.basis) == (True, None, "gdpr_consent")
    assert set(Voice.objects.values_list("profile", flat=True)) == {made.pk}
    assert len(voices) == 2
    newest = ConsentText.objects.filter(key="voice").order_by("version").last()
    assert newest is not None
    assert newest.version == text.version + 1
    assert consent_words.MAY_KEEP in newest.body
    shown = queries.waiting(cast.alice)
    assert shown is not None
    assert [queries.expected(each).about for each in shown] == ["Overført, ikke godkendt"]
