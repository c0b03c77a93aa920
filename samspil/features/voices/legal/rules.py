"""What a legal profile says, who signs it off, and whether a voice may be taken in under it. No Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from samspil.paper import languages
from samspil.paper.refusal import Refused, demanded
from samspil.spine import policy

YEAR = 365  # days: a consent lasts a year at most
LONGEST = 3_650  # days that a yes may be said to last where it is no consent in the law's sense
CONSENT = "gdpr_consent"
# By the names of `Consent.Basis`. A passing-on of health data (sundhedslovens § 43) is a rule of its own and takes no voice in.
BASES = languages.words(
    {
        CONSENT: "Samtykke (databeskyttelsesforordningen art. 6, stk. 1, litra a, og art. 9, stk. 2, litra a)",
        "public_task": "Offentlig opgave (databeskyttelsesforordningen art. 6, stk. 1, litra e, og art. 9, stk. 2, litra g)",
        "public_health": "Sundhedsopgave (databeskyttelsesforordningen art. 6, stk. 1, litra e, og art. 9, stk. 2, litra h)",
    }
)
PASSING_ON = languages.words(
    {
        "nobody": "Ordene gives ikke videre til andre.",
        "partners": "Partnerskabets parter ser dem, når personen har sagt ja til det.",
        "health_43": "Helbredsoplysninger gives kun videre med skriftligt samtykke (sundhedslovens §§ 43 og 44).",
        "authority": "Myndigheder får dem, når loven siger det (forvaltningslovens §§ 28-29, databeskyttelsesloven).",
    }
)
FORMS = languages.words(
    {"written": "Skriftligt", "oral": "Mundtligt", "through_another": "Gennem en, personen stoler på"}
)
RETENTION = "Vi sletter ordene, når de ikke bruges mere, og senest fem år efter, de blev givet."
KEPT = (
    "En myndighed skal gemme det, der hører til en sag (offentlighedslovens § 15), "
    "og må ikke slette det, der skal til arkivet (arkivloven)."
)
NOBODY = (
    "{place} har intet godkendt retsgrundlag for at tage imod bidrag. "
    "En tovholder skriver det under »Bidrag«, »Retsgrundlag og beredskab«, og får det godkendt."
)
POLICY = (
    policy.rule("write", "legal_profile", "coordinator director", "organisation")
    .in_words("Organisationens tovholdere og direktører skriver retsgrundlaget for bidrag.")
    .otherwise("Kun organisationens egne tovholdere og direktører kan skrive retsgrundlaget."),
    policy.rule("sign_off", "legal_profile", "coordinator director", "organisation")
    .in_words("Organisationens tovholdere og direktører skriver, hvem der har godkendt retsgrundlaget, og hvornår.")
    .otherwise("Kun organisationens egne tovholdere og direktører kan skrive, at retsgrundlaget er godkendt."),
)


class Profile(Protocol):
    """What the rules need of a profile."""

    basis: str
    consent_forms: list[str]
    longest_days: int | None
    signed_on: dt.date | None


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a version of a profile says."""

    controller: str
    processors: str
    basis: str
    passing_on: str
    consent_forms: Collection[str]
    longest_days: int | None
    retention: str
    kept: str


def check_said(said: Said) -> None:
    """A profile names who answers, its basis, how a yes is given, how long it lasts and what is kept."""
    demanded(said.controller, "Skriv, hvem der er dataansvarlig.", field="controller")
    demanded(said.retention, "Skriv, hvor længe ordene gemmes.", field="retention")
    demanded(said.kept, "Skriv, hvad I kan være nødt til at gemme, når nogen fortryder.", field="kept")
    if said.basis not in BASES:
        raise Refused("Vælg retsgrundlaget.", field="basis")
    if said.passing_on not in PASSING_ON:
        raise Refused("Vælg, hvem ordene må gives videre til.", field="passing_on")
    if not said.consent_forms or set(said.consent_forms) - set(FORMS):
        raise Refused("Sæt kryds ved mindst én måde at sige ja på.", field="consent_forms")
    longest = YEAR if said.basis == CONSENT else LONGEST
    if said.longest_days is None and said.basis == CONSENT:
        raise Refused("Et samtykke skal have en længde. Skriv højst 365 dage.", field="longest_days")
    if said.longest_days is not None and not 1 <= said.longest_days <= longest:
        raise Refused("Skriv et antal dage fra 1 til {longest}.", field="longest_days", longest=longest)


def check_sign_off(signed_by: str, signed_on: dt.date, today: dt.date, *, is_signed: bool) -> str:
    """A version is signed off once, by somebody named, and not tomorrow: a paper may have been before it was typed in."""
    if is_signed:
        raise Refused("Udgaven er allerede godkendt.")
    name = demanded(signed_by, "Skriv, hvem der har godkendt det.", field="signed_by")
    if signed_on > today:
        raise Refused("Dagen ligger i fremtiden. Skriv den dag, udgaven blev godkendt.", field="signed_on")
    return name


def check_capture(profile: Profile | None, consent_form: str, *, place: str) -> None:
    """A voice is taken in under a signed-off profile, and in a way of saying yes that it lets."""
    check_stands(profile, place=place)
    assert profile is not None
    if consent_form not in profile.consent_forms:
        raise Refused(
            "Retsgrundlaget i {place} kræver, at der siges ja på en anden måde: {ways}.",
            field="consent_form",
            place=place,
            ways=", ".join(FORMS[each].lower() for each in profile.consent_forms),
        )


def check_stands(profile: Profile | None, *, place: str) -> None:
    """There is a profile, and somebody has signed it off."""
    if profile is None or profile.signed_on is None:
        raise Refused(NOBODY, place=place)


def last_day(profile: Profile, given_on: dt.date, wanted: dt.date | None) -> dt.date | None:
    """Return the last day of a yes: the one that was wanted, but no later than the profile lets; None where neither sets an end."""
    latest = given_on + dt.timedelta(days=profile.longest_days) if profile.longest_days is not None else None
    return min((day for day in (latest, wanted) if day is not None), default=None)
