"""Which tables of the cases erasing leaves alone, and why."""

from __future__ import annotations

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
