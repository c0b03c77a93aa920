"""Who sits in a body: who founds it, who writes its members in, and what keeps it from standing without a secretary. No Django."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from samspil.paper import danish, languages
from samspil.paper.refusal import Refused, demanded
from samspil.spine import policy

if TYPE_CHECKING:
    from uuid import UUID

    from samspil.spine.people import Actor


KINDS = languages.words(
    {
        "committee": "Udvalg",
        "council": "Råd eller kommunalbestyrelse",
        "health_council": "Sundhedsråd",
        "health_cluster": "Sundhedsklynge",
    }
)
ROLES = languages.words({"politician": "Medlem", "secretary": "Udvalgssekretær"})
POLICY = (
    policy.rule("add_body", "body", "secretary administrator", "organisation")
    .in_words("Myndighedens sekretærer og administratorer kan oprette et udvalgs side.")
    .otherwise("Kun myndighedens egen sekretær eller administrator kan oprette udvalgets side.")
    .nowhere("Kun en sekretær eller administrator i en myndighed kan oprette et udvalg."),
    policy.rule("seat", "body", "secretary administrator", "organisation")
    .in_words("Myndighedens sekretærer og administratorer skriver, hvem der sidder i et udvalg.")
    .otherwise("Kun myndighedens egen sekretær eller administrator kan skrive, hvem der sidder i udvalget."),
)


def sits_there(by: Actor, organisation: UUID) -> bool:
    """Tell whether whoever founds a body is a secretary of its authority, and so sits in it from the first day."""
    return any(held.role == "secretary" and held.organisation_id == organisation for held in by.memberships)


def check_founded(*, is_chosen: bool, name: str, kind: str, has_authority: bool, is_taken: bool) -> None:
    """Refuse a body that is neither chosen nor named in full, or both, or that is there already."""
    if is_chosen and name.strip():
        raise Refused("Vælg enten et udvalg på listen, eller skriv et nyt. Ikke begge dele.", field="name")
    if is_chosen:
        return
    demanded(name, "Vælg et udvalg på listen, eller skriv navnet på et nyt.", field="name")
    if kind not in KINDS:
        raise Refused("Vælg, hvad det nye er.", field="kind")
    if not has_authority:
        raise Refused("Vælg den myndighed, det nye hører til.", field="organisation")
    if is_taken:
        raise Refused(
            "»{name}« findes allerede i myndigheden. Find det under »Udvalg«.", field="name", name=name.strip()
        )


def check_person(name: str, role: str, *, is_seated: bool) -> None:
    """Refuse somebody without a name or a role, and who sits there in that role already."""
    demanded(name, "Skriv personens navn.", field="name")
    if role not in ROLES:
        raise Refused("Vælg, hvad personen er i udvalget.", field="role")
    if is_seated:
        raise Refused(
            "{name} er allerede tilføjet som {role}.", field="name", name=name.strip(), role=ROLES[role].lower()
        )


def check_begins(from_on: dt.date, ends_on: dt.date | None) -> None:
    """Refuse a seat that begins after the body's last day."""
    if ends_on is not None and from_on > ends_on:
        raise Refused(
            "Udvalget slutter {ends_on}. Vælg en dag, hvor det stadig findes.",
            field="from_on",
            ends_on=danish.date(ends_on),
        )


def check_ends(on: dt.date, *, today: dt.date, is_last_secretary: bool) -> None:
    """Refuse an end before today, since what was done in a seat stays done, and a body without a secretary."""
    if on < today:
        raise Refused("Dagen er gået. Vælg i dag eller en senere dag.", field="on")
    if is_last_secretary:
        raise Refused("Udvalget skal have en sekretær. Skriv en ny ind først.")
