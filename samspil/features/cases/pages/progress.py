"""How far an item or a meeting has come, told in a word, and what now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from samspil.features.cases.records.rules.approval import Proposal

ITEM_STEPS: Mapping[str, str | Promise] = {
    "proposed": _("Forslag"),
    "on_agenda": _("På dagsordenen"),
    "decided": _("Besluttet"),
    "published": _("Referat offentliggjort"),
}
OFF = "off"
ITEM_BESIDE: Mapping[str, str | Promise] = {OFF: _("Taget af dagsordenen")}
# A decision of no more letters stands whole where it is told first; a longer one is told in its lines.
SHORT_DECISION = 900
# One word, and how it looks, for a proposal by where its approval is.
_PROPOSED: Mapping[str, tuple[str | Promise, str]] = {
    "submitted": (_("Venter på direktøren"), "warning"),
    "sent_back": (_("Sendt tilbage"), "error"),
    "approved": (_("Godkendt til dagsordenen"), "success"),
}


@dataclass(frozen=True)
class Standing:
    """How an item stands: its step, one word and how that looks, and what now."""

    step: str
    word: str | Promise
    look: str
    said: str | Promise = ""


def standing_of(item: Proposal, *, is_decided: bool, may_decide: bool) -> Standing:
    """Return how an item stands for a reader who may decide it or not."""
    if item.withdrawn_at is not None:
        return Standing(OFF, ITEM_BESIDE[OFF], "warning")
    if not item.is_on:
        word, look = _PROPOSED.get(item.approval, (_("Udkast"), "info"))
        return Standing("proposed", word, look)

    state = item.meeting.state
    if is_decided:
        step = "published" if state == "published" else "decided"
        said = _("Referatet er ikke offentligt endnu. Beslutningen kan rettes.") if may_decide else ""
        return Standing(step, _("Besluttet"), "success", said if step == "decided" else "")
    if may_decide and state == "minutes_draft":
        return Standing("on_agenda", ITEM_STEPS["on_agenda"], "info", _("Skriv, hvad udvalget besluttede."))
    if state == "published":
        return Standing("published", _("Behandlet"), "info")
    return Standing("on_agenda", ITEM_STEPS["on_agenda"], "info")


@dataclass(frozen=True)
class Now:
    """What now at a meeting: a sentence, and the address of the deed that it asks for."""

    said: str | Promise = ""
    main: str = ""


@dataclass(frozen=True)
class Held:
    """A meeting as its next step is judged: its state, its items and how many lack a decision, whether its day has come."""

    state: str
    items: int
    undecided: int
    is_held: bool
    is_cancelled: bool = False


def next_at(meeting: Held, *, keeps: bool, may_approve: bool) -> Now:
    """Return what is to be done at a meeting, by whoever keeps its record, or by a member who has not approved it."""
    if meeting.is_cancelled:
        return Now()
    if keeps and (kept := _next_for_keeper(meeting)):
        return kept
    return Now(_("Læs referatet, og godkend det."), "cases:approve_minutes") if may_approve else Now()


def _next_for_keeper(meeting: Held) -> Now | None:
    if meeting.state == "planned":
        if not meeting.items:
            return Now(_("Sæt det første punkt på dagsordenen."))
        return Now(_("Læs dagsordenen igennem, og offentliggør den."), "cases:publish_agenda")
    if meeting.state == "agenda_published":
        if not meeting.is_held:
            return Now(_("Dagsordenen er offentlig. Begynd på referatet, når mødet holdes."), "cases:begin_minutes")
        return Now(_("Mødet er holdt. Begynd på referatet."), "cases:begin_minutes")
    if meeting.state != "minutes_draft":
        return None
    if meeting.undecided:
        said = ngettext(
            "%(n)s punkt er ikke besluttet. Skriv beslutningen.",
            "%(n)s punkter er ikke besluttet. Skriv beslutningerne.",
            meeting.undecided,
        )
        return Now(said % {"n": meeting.undecided}, "cases:decisions")
    if not meeting.is_held:
        return Now(_("Alle punkter er besluttet. Referatet kan offentliggøres, når mødet er holdt."), "cases:decisions")
    return Now(_("Alle punkter er besluttet. Læs referatet igennem, og offentliggør det."), "cases:publish_minutes")


def is_short(words: list[str]) -> bool:
    """Tell whether a decision is so short that nobody is helped by a shorter one."""
    return sum(map(len, words)) <= SHORT_DECISION
