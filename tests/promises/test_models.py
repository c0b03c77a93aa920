"""Every table is listed as append-only, mutable or reference, so that a new one is thought about."""

from __future__ import annotations

from django.apps import apps

APPEND_ONLY = {
    "spine.JournalEntry",
    "spine.JournalAnchor",
    "spine.AccessEntry",
    "spine.PassAttempt",
    "spine.TextVersion",
    "spine.ConsentText",
    "spine.Erasure",
    "spine.DemoMark",
    "spine.Subject",
    "spine.StoredFile",
    "funds.Movement",
    "cases.ImportedSource",
    "cases.AnnexVersion",
    "cases.MinutesVersion",
    "cases.DutyStatus",
    "cases.Inheritance",
    "cases.OverdueNotice",
    "cases.CommunicationApproval",
    "cases.CommunicationPartner",
    "partnerships.PlanVersion",
    "partnerships.PlanApproval",
    "partnerships.DayNote",
    "partnerships.RememberedTable",
    "partnerships.VolunteerHours",
    "partnerships.RelationAnswer",
}
REFERENCE = {"spine.Organisation", "spine.Circle"}
# Changed only through the actions that own them.
MUTABLE = {
    "spine.Person",
    "spine.Role",
    "spine.Node",
    "spine.NamedReader",
    "spine.Caseload",
    "spine.Party",
    "spine.Link",
    "spine.Duty",
    "spine.Pass",
    "spine.Consent",
    "spine.Text",
    "spine.Quote",
    "spine.Gathering",
    "spine.Invitation",
    "spine.Message",
    "spine.Decline",
    "spine.JournalChain",
    "spine.SearchEntry",
    "spine.Drawer",
    "spine.HeldForm",
    "spine.Press",
    "spine.Round",
    "spine.Visit",
    "spine.ReadMark",
    "spine.Mute",
    "partnerships.Partnership",
    "partnerships.Principle",
    "partnerships.Method",
    "partnerships.Activity",
    "partnerships.LandingNote",
    "partnerships.Intensity",
    "partnerships.Photo",
    "partnerships.Rating",
    "partnerships.Digest",
    "partnerships.TimeRequest",
    "partnerships.SoughtTime",
    "partnerships.Quorum",
    "partnerships.Asked",
    "partnerships.Availability",
    "partnerships.BusyTime",
    "voices.Voice",
    "voices.Answer",
    "voices.Finding",
    "voices.PublicationRequest",
    "insights.Document",
    "insights.Theme",
    "insights.ThemePoint",
    "insights.Part",
    "insights.Table",
    "insights.Insight",
    "insights.Evidence",
    "cases.AccessChoice",
    "cases.AccessPackage",
    "cases.AgendaItem",
    "cases.Annex",
    "cases.Body",
    "cases.CaseFile",
    "cases.CaseNumber",
    "cases.ClosedNotice",
    "cases.Authorisation",
    "cases.Presentation",
    "cases.Attendance",
    "cases.Ballot",
    "cases.Dissent",
    "cases.MinutesApproval",
    "cases.Recusal",
    "cases.Stay",
    "cases.Vote",
    "cases.DecisionStatement",
    "cases.Meeting",
    "cases.RecommendationClause",
    "cases.RouteStep",
    "cases.StatementOutcome",
    "cases.Publication",
    "cases.SourceRemainder",
    "cases.NoFollowUp",
    "cases.JointCommunication",
    "cases.Notebook",
    "cases.OwnPage",
    "cases.PrivateNote",
    "reports.Addressee",
    "reports.CouncilRecommendation",
    "partnerships.Acknowledgement",
    "partnerships.FocusArea",
    "partnerships.Mandate",
    "partnerships.MandateNeed",
    "partnerships.Milestone",
    "partnerships.Participant",
    "partnerships.ProblemStatement",
    "partnerships.Programme",
    "partnerships.RegisterEntry",
    "partnerships.RoleCharter",
    "partnerships.RoleExpectation",
    "partnerships.SharedPost",
    "partnerships.Track",
    "partnerships.Seat",
    "partnerships.CivicTask",
    "partnerships.RelationRound",
    "partnerships.RelationAsked",
    "trials.Trial",
    "trials.Round",
    "trials.Reach",
    "trials.Idea",
    "trials.LearningPoint",
    "funds.Pool",
    "funds.Appropriation",
    "funds.Effort",
}


def test_every_table_is_listed_once() -> None:
    ours = {
        m._meta.label for m in apps.get_models() if m.__module__.startswith("samspil.") and not m._meta.auto_created
    }
    assert ours - (APPEND_ONLY | REFERENCE | MUTABLE) == set()
    assert set() == (APPEND_ONLY & MUTABLE) | (APPEND_ONLY & REFERENCE) | (MUTABLE & REFERENCE)


def test_personal_names_live_only_where_they_are_expected() -> None:
    named = {
        f"{m._meta.label}.{f.name}"
        for m in apps.get_models()
        if m.__module__.startswith("samspil.")
        for f in m._meta.fields
        if f.name in {"email", "phone", "cpr", "address"}
    }
    # An organisation's number is an office's, for citizens to ring.
    assert named == {"spine.Person.email", "spine.Person.phone", "spine.Message.address", "spine.Organisation.phone"}
