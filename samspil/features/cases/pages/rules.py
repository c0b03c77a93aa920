"""How far an item or a meeting has come, told in a word, and what now; and which tables erasing leaves alone, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samspil.features.cases.records.rules.approval import Proposal
from samspil.paper import danish, languages

ITEM_STEPS: Mapping[str, str] = languages.words(
    {
        "proposed": "Forslag",
        "on_agenda": "På dagsordenen",
        "decided": "Besluttet",
        "published": "Referat offentliggjort",
    }
)
OFF = "off"
ITEM_BESIDE: Mapping[str, str] = languages.words({OFF: "Taget af dagsordenen"})
# A decision of no more letters stands whole where it is told first; a longer one is told in its lines.
SHORT_DECISION = 900
# One word, and how it looks, for a proposal by where its approval is.
_PROPOSED = languages.words(
    {"submitted": "Venter på direktøren", "sent_back": "Sendt tilbage", "approved": "Godkendt til dagsordenen"}
)
_LOOKS = {"submitted": "warning", "sent_back": "error", "approved": "success"}


@dataclass(frozen=True)
class Standing:
    """How an item stands: its step, one word and how that looks, and what now."""

    step: str
    word: str
    look: str
    said: str = ""


def standing_of(item: Proposal, *, is_decided: bool, may_decide: bool) -> Standing:
    """Return how an item stands for a reader who may decide it or not."""
    if item.withdrawn_at is not None:
        return Standing(OFF, ITEM_BESIDE[OFF], "warning")
    if not item.is_on:
        if item.approval not in _PROPOSED:
            return Standing("proposed", languages.told("Udkast"), "info")
        return Standing("proposed", _PROPOSED[item.approval], _LOOKS[item.approval])

    state = item.meeting.state
    if is_decided:
        step = "published" if state == "published" else "decided"
        said = languages.told("Referatet er ikke offentligt endnu. Beslutningen kan rettes.") if may_decide else ""
        return Standing(step, languages.told("Besluttet"), "success", said if step == "decided" else "")
    if may_decide and state == "minutes_draft":
        return Standing(
            "on_agenda", ITEM_STEPS["on_agenda"], "info", languages.told("Skriv, hvad udvalget besluttede.")
        )
    if state == "published":
        return Standing("published", languages.told("Behandlet"), "info")
    return Standing("on_agenda", ITEM_STEPS["on_agenda"], "info")


@dataclass(frozen=True)
class Now:
    """What now at a meeting: a sentence, and the address of the deed that it asks for."""

    said: str = ""
    main: str = ""


@dataclass(frozen=True)
class Held:
    """A meeting as its next step is judged: its state, its items and how many lack a decision, whether its day has come."""

    state: str
    items: int
    undecided: int
    is_held: bool
    is_cancelled: bool = False
    day: str = ""


def next_at(meeting: Held, *, keeps: bool, may_approve: bool) -> Now:
    """Return what is to be done at a meeting, by whoever keeps its record, or by a member who has not approved it."""
    if meeting.is_cancelled:
        return Now()
    if keeps and (kept := _next_for_keeper(meeting)):
        return kept
    return Now(languages.told("Læs referatet, og godkend det."), "cases:approve_minutes") if may_approve else Now()


def _next_for_keeper(meeting: Held) -> Now | None:
    if meeting.state == "planned":
        if not meeting.items:
            return Now(languages.told("Sæt det første punkt på dagsordenen."))
        return Now(languages.told("Læs dagsordenen igennem, og offentliggør den."), "cases:publish_agenda")
    if meeting.state == "agenda_published":
        if not meeting.is_held:
            return Now(
                languages.told("Dagsordenen er offentlig. Referatet kan begyndes på mødets dag, {day}.").format(
                    day=meeting.day
                )
            )
        return Now(languages.told("Mødet er holdt. Begynd på referatet."), "cases:begin_minutes")
    if meeting.state != "minutes_draft":
        return None
    if meeting.undecided:
        left = danish.count(meeting.undecided, "punkt", "punkter")
        return Now(
            f"{left} er ikke besluttet. Skriv {'beslutningen' if meeting.undecided == 1 else 'beslutningerne'}.",
            "cases:decisions",
        )
    if not meeting.is_held:
        return Now(
            languages.told("Alle punkter er besluttet. Referatet kan offentliggøres, når mødet er holdt."),
            "cases:decisions",
        )
    return Now(
        languages.told("Alle punkter er besluttet. Læs referatet igennem, og offentliggør det."),
        "cases:publish_minutes",
    )


def is_short(words: list[str]) -> bool:
    """Tell whether a decision is so short that nobody is helped by a shorter one."""
    return sum(map(len, words)) <= SHORT_DECISION


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
    "Names of forms, fingerprints and code words.": ("cases.Body", "cases.ImportedSource"),
}
