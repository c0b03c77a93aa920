"""How far an item has come, told in a word, and what now; and which tables of the cases erasing leaves alone, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
SHORT_DECISION = 500
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
