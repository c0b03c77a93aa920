"""What is a person's alone: notes, the day they last looked, and the address of their calendar."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from samspil.paper.refusal import NotAllowed, Refused

if TYPE_CHECKING:
    from samspil.spine.people import Actor


# How far back the page looks for whoever has not yet said "seen".
AT_FIRST = dt.timedelta(days=60)
# A calendar's address lasts a year, so that a forgotten one dies by itself.
LASTS = dt.timedelta(days=366)
LONGEST_NOTE = 5000
KINDS = ("case_item", "meeting", "decision")


def check_own(by: Actor) -> UUID:
    """Return the person's id; Refused for whoever is nobody in particular, who has nothing of their own."""
    if by.person_id is None:
        raise NotAllowed("Log ind for at se og skrive det, der kun er dit.")
    return by.person_id


def may_keep(by: Actor) -> bool:
    """Tell whether somebody has anything of their own here: a note belongs to a person, whatever they may do."""
    return by.person_id is not None


def check_note(words: str) -> str:
    """Return a note's words; Refused when they are longer than a note is."""
    if len(words) > LONGEST_NOTE:
        raise Refused(f"En note kan højst have {LONGEST_NOTE} tegn. Del den i to.", field="words")
    return words.strip()


def since(seen_at: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """Tell from when on things are new to somebody."""
    return seen_at or now - AT_FIRST


# Which tables erasing leaves alone, and why (`spine.erasure`).
NOT_ERASED: dict[str, tuple[str, ...]] = {
    "An authority's own case work, which the archive laws keep; a voice is part of it only by a quote, which goes.": (
        "cases.AgendaItem",
        "cases.Annex",
        "cases.AnnexVersion",
        "cases.ClosedNotice",
        "cases.RecommendationClause",
        "cases.RouteStep",
        "cases.Authorisation",
        "cases.Presentation",
        "cases.MinutesVersion",
        "cases.MinutesApproval",
        "cases.JointCommunication",
        "cases.CommunicationApproval",
        "cases.NoFollowUp",
        "cases.Meeting",
        "cases.AccessPackage",
        "cases.AccessChoice",
        "cases.CaseNumber",
    ),
    "What an authority's own minutes hold beside their items, for its secretary alone; the archive laws keep the whole of it.": (
        "cases.SourceRemainder",
    ),
    "What elected members said and did in office.": ("cases.Dissent", "cases.Recusal"),
    "Names of forms, fingerprints and code words.": ("cases.Body", "cases.ImportedSource", "cases.OwnPage"),
}
