"""What partnerships announce to the spine."""

from __future__ import annotations

from samspil.features.partnerships.charter import queries as charter_queries
from samspil.features.partnerships.charter import rules as charter_rules
from samspil.features.partnerships.civic import rules as civic_rules
from samspil.features.partnerships.core import rules as core_rules
from samspil.features.partnerships.day import queries as day_queries
from samspil.features.partnerships.day import rules as day_rules
from samspil.features.partnerships.methods import rules as method_rules
from samspil.features.partnerships.pace import rules as pace_rules
from samspil.features.partnerships.parties import actions as party_actions
from samspil.features.partnerships.parties import rules as party_rules
from samspil.features.partnerships.plans import rules as plan_rules
from samspil.features.partnerships.programmes import rules as programme_rules
from samspil.features.partnerships.relations import queries as relation_queries
from samspil.features.partnerships.relations import rules as relation_rules
from samspil.features.partnerships.times import rules as time_rules
from samspil.features.partnerships.versions import rules as version_rules
from samspil.spine import erasure, kinds, people, policy, purposes, rounds

# Whose rows of the policy table are announced.
RULES = (
    core_rules,
    version_rules,
    method_rules,
    time_rules,
    plan_rules,
    civic_rules,
    day_rules,
    party_rules,
    charter_rules,
    programme_rules,
    relation_rules,
    pace_rules,
)
# Which tables erasing leaves alone, and why (`spine.erasure`).
NOT_ERASED: dict[str, tuple[str, ...]] = {
    "What the parties agree and plan among themselves, in their own words.": (
        "partnerships.Partnership",
        "partnerships.Principle",
        "partnerships.Method",
        "partnerships.Activity",
        "partnerships.LandingNote",
        "partnerships.RoleCharter",
        "partnerships.RoleExpectation",
        "partnerships.Milestone",
        "partnerships.SharedPost",
        "partnerships.Mandate",
        "partnerships.ProblemStatement",
        "partnerships.RegisterEntry",
        "partnerships.CivicTask",
        "partnerships.PlanVersion",
        "partnerships.Programme",
        "partnerships.Track",
        "partnerships.FocusArea",
        "partnerships.Participant",
        "partnerships.TimeRequest",
    ),
    "What was noted and seen at an activity, of nobody in particular: words without speaker, and captions.": (
        "partnerships.DayNote",
        "partnerships.Photo",
    ),
    "Tables remembered from published reports.": ("partnerships.RememberedTable",),
    "Marks without a name, kept apart from who was asked.": ("partnerships.RelationAnswer",),
}


def everything() -> None:
    """Announce kinds, panels, policy, purposes, erasure and the daily round."""
    rounds.daily("departed", lambda on: party_actions.withdraw_departed(by=people.job("departed")))
    for rules in RULES:
        policy.register(rules.POLICY)
    for why, tables in NOT_ERASED.items():
        erasure.keep(why, *tables)
    purposes.register(
        purposes.Purpose(day_rules.NEXT_STEP, "Det, der nu skal ske"),
        purposes.Purpose(civic_rules.PURPOSE, "Forenings opgave"),
    )
    kinds.register(
        kinds.Kind(
            "partnership",
            "Partnerskab",
            "Partnerskaber",
            "partnerships:detail",
            1,
            "Partnerskab",
            frozenset({"is_partnership"}),
            "partnerships:list",
        ),
        kinds.Kind(
            "activity",
            "Aktivitet",
            "Aktiviteter",
            "partnerships:activity",
            5,
            "Aktivitet",
            frozenset({"is_activity", "has_passages"}),
            "",
            day_queries.files_of,
        ),
        kinds.Front("Du var ikke med: her landede vi", "partnerships/_missed.html", day_queries.missed, 1),
        kinds.Kind("time_request", "Mødetid", "Mødetider", "partnerships:times", 5, "Aktivitet"),
        kinds.Glance("Aktiviteter i dine partnerskaber", "partnerships/_landings.html", day_queries.landed_since, 10),
        kinds.Kind(
            "programme",
            "Program",
            "Programmer",
            "partnerships:programme",
            0,
            "Program",
            frozenset({"is_programme"}),
        ),
        *(
            kinds.Panel(trait, "partnerships/_own_role.html", charter_queries.own_role, 5)
            for trait in ("is_activity", "is_trial")
        ),
        *(
            kinds.Panel(trait, "partnerships/_needs.html", charter_queries.needs, 20)
            for trait in ("is_insight", "is_idea", "is_trial", "is_learning")
        ),
        kinds.Front("Rollekort, du ikke har svaret på", "partnerships/_unanswered.html", charter_queries.unanswered, 4),
        kinds.Front("Hvordan arbejder I sammen?", "partnerships/_unasked.html", relation_queries.unanswered, 4),
        kinds.Front("Hvor vi landede", "partnerships/_landings.html", day_queries.latest_landings, 10),
    )
