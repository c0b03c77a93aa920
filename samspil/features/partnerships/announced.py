"""What partnerships announce to the spine: kinds of record, panels, purposes, erasing, the daily round, policy and deeds."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from samspil.features.partnerships.charter import actions as charter_actions
from samspil.features.partnerships.charter import models as charter_models
from samspil.features.partnerships.charter import queries as charter_queries
from samspil.features.partnerships.charter import rules as charter_rules
from samspil.features.partnerships.civic import actions as civic_actions
from samspil.features.partnerships.civic import rules as civic_rules
from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core import rules as core_rules
from samspil.features.partnerships.day import actions as day_actions
from samspil.features.partnerships.day import models as day_models
from samspil.features.partnerships.day import queries as day_queries
from samspil.features.partnerships.day import rules as day_rules
from samspil.features.partnerships.guests import actions as guest_actions
from samspil.features.partnerships.guests import rules as guest_rules
from samspil.features.partnerships.methods import rules as method_rules
from samspil.features.partnerships.pace import rules as pace_rules
from samspil.features.partnerships.pages import queries as page_queries
from samspil.features.partnerships.parties import actions as party_actions
from samspil.features.partnerships.parties import rules as party_rules
from samspil.features.partnerships.plans import rules as plan_rules
from samspil.features.partnerships.programmes import queries as programme_queries
from samspil.features.partnerships.programmes import rules as programme_rules
from samspil.features.partnerships.relations import queries as relation_queries
from samspil.features.partnerships.relations import rules as relation_rules
from samspil.features.partnerships.times import offers as time_offers
from samspil.features.partnerships.times import queries as time_queries
from samspil.features.partnerships.times import rules as time_rules
from samspil.features.partnerships.versions import actions as version_actions
from samspil.features.partnerships.versions import rules as version_rules
from samspil.spine import (
    desk,
    doors,
    erasure,
    kinds,
    listed,
    notices,
    people,
    policy,
    purposes,
    rounds,
    subject_access,
    undoing,
)
from samspil.web import rights

# Whose rows of the policy table are announced, and whose deeds stand on pages.
POLICIES = (
    core_rules,
    version_rules,
    method_rules,
    time_rules,
    plan_rules,
    civic_rules,
    day_rules,
    party_rules,
    guest_rules,
    charter_rules,
    programme_rules,
    relation_rules,
    pace_rules,
)
OFFERS = (time_offers,)
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


KINDS = (
    kinds.Kind(
        name="partnership",
        label="Partnerskab",
        plural="Partnerskaber",
        url_name="partnerships:detail",
        stage=1,
        stage_label="Partnerskab",
        traits=frozenset({kinds.Trait.PARTNERSHIP}),
    ),
    kinds.Kind(
        name="activity",
        label="Aktivitet",
        plural="Aktiviteter",
        url_name="partnerships:activity",
        stage=5,
        stage_label="Aktivitet",
        traits=frozenset({kinds.Trait.ACTIVITY, kinds.Trait.HAS_PASSAGES}),
        files=day_queries.files_of,
    ),
    kinds.Kind(
        name="time_request",
        label="Mødetid",
        plural="Mødetider",
        url_name="partnerships:times",
        stage=5,
        stage_label="Aktivitet",
    ),
    kinds.Kind(
        name="programme",
        label="Program",
        plural="Programmer",
        url_name="partnerships:programme",
        stage=0,
        stage_label="Program",
        traits=frozenset({kinds.Trait.PROGRAMME}),
    ),
)
LIST_PAGES = (
    doors.ListPage(
        door="together",
        label="Partnerskaber",
        about="Organisationer, der arbejder sammen om en fælles opgave, og deres planer.",
        url_name="partnerships:list",
        kind="partnership",
        begins=(
            doors.Begin(
                label="Opret et partnerskab",
                url_name="partnerships:new",
                may=lambda actor: actor.has_role("coordinator", "director"),
            ),
        ),
        order=10,
    ),
)
PANELS = (
    *(
        kinds.Panel(trait=trait, template="partnerships/_own_role.html", rows=charter_queries.own_role, order=5)
        for trait in (kinds.Trait.ACTIVITY, kinds.Trait.TRIAL)
    ),
    *(
        kinds.Panel(trait=trait, template="partnerships/_needs.html", rows=charter_queries.needs, order=20)
        for trait in (kinds.Trait.INSIGHT, kinds.Trait.IDEA, kinds.Trait.TRIAL, kinds.Trait.LEARNING)
    ),
)
FRONTS = (
    kinds.Front(
        title="Du var ikke med: her landede vi",
        template="partnerships/_missed.html",
        rows=day_queries.missed,
        order=1,
        is_own=True,
    ),
    kinds.Front(
        title="Rollekort, du ikke har svaret på",
        template="partnerships/_unanswered.html",
        rows=charter_queries.unanswered,
        order=4,
        is_own=True,
    ),
    kinds.Front(
        title="Hvordan arbejder I sammen?",
        template="partnerships/_unasked.html",
        rows=relation_queries.unanswered,
        order=4,
        is_own=True,
    ),
    kinds.Front(
        title="Hvor vi landede",
        template="partnerships/_landings.html",
        rows=day_queries.latest_landings,
        order=10,
        sign="together",
    ),
)
GLANCES = (
    kinds.Glance(
        title="Aktiviteter i dine partnerskaber",
        template="partnerships/_landed_since.html",
        rows=day_queries.landed_since,
        order=10,
    ),
)
GATHERS = (
    kinds.Gathers(kind="partnership", label="Partnerskabets tråd", members=core_queries.living_in),
    kinds.Gathers(kind="programme", label="Programmets tråd", members=programme_queries.living_in),
)
DESK = (
    desk.Expectation(name="times", waiting=time_queries.waiting, line=time_queries.expected),
    desk.Expectation(name="charters", waiting=charter_queries.waiting, line=charter_queries.expected),
    desk.Expectation(name="relations", waiting=relation_queries.waiting, line=relation_queries.expected),
    desk.Expectation(name="landings", waiting=day_queries.to_land, line=day_queries.expected),
    desk.Homes(name="partnerships", rows=core_queries.homes),
    desk.Reading(name="landings", rows=day_queries.read_first),
    desk.QuickDeed(
        roles=frozenset({"coordinator"}),
        label=_("Planlæg en aktivitet"),
        name="aktivitet",
        among=core_queries.where_to_plan,
        order=20,
    ),
    desk.QuickDeed(
        roles=frozenset({"coordinator"}),
        label=_("Skriv, hvor I landede"),
        name="landing",
        among=day_queries.where_to_land,
        order=30,
    ),
)
# What is told as news to those who are in the partnership (`spine.notices`).
NEWS = {
    "activity.landed": _("Her landede I"),
    "activity.changed": _("Aktiviteten er ændret"),
    "plan.approved": _("Planen er godkendt"),
    "plan.kept": _("Ny udgave af planen"),
    "charter.written": _("Nyt rollekort"),
    "times.chosen": _("Tiden er valgt"),
    "member.came": _("En ny er kommet med"),
    "party.came": _("En ny part er kommet med"),
    "milestone.reached": _("En milepæl er nået"),
    "problem.reframed": _("Problemet er skrevet om"),
}
# What is put on a list and stands there with no page to correct it: taken off again for ten minutes (`spine.listed`).
LINES = {
    "milestone.set": (
        listed.Line(
            charter_models.Milestone, "partnership", "charter", "milestone", lambda row: row.reached_on is None
        ),
        _("Milepælen er taget af igen."),
    ),
    "post.shared": (
        listed.Line(charter_models.SharedPost, "partnership", "charter", "post"),
        _("Den ansvarlige er taget af igen."),
    ),
    "mandate.given": (
        listed.Line(charter_models.Mandate, "partnership", "map", "mandate"),
        _("Det, myndigheden kan afgøre, er taget af igen."),
    ),
    "register.line_added": (
        listed.Line(charter_models.RegisterEntry, "partnership", "register", "line"),
        _("Linjen er taget af listen igen."),
    ),
    "activity.noted": (
        listed.Line(day_models.DayNote, "activity", "attend", "note", through="gathering__node"),
        _("Noten er taget væk igen."),
    ),
}
PURPOSES = (
    purposes.Purpose(name=day_rules.NEXT_STEP, label="Det, der nu skal ske"),
    purposes.Purpose(name=civic_rules.PURPOSE, label="Forenings opgave"),
)


def everything() -> None:
    """Announce the partnerships to the spine. Called once, when Django is ready."""
    kinds.register(*KINDS, *PANELS, *FRONTS, *GLANCES, *GATHERS)
    desk.register(*DESK)
    notices.register(NEWS)
    undoing.register(
        "charter.acknowledged",
        lambda by, key, _told: charter_actions.take_back(by=by, said=charter_queries.own_acknowledgement(by, key)),
        done=_("Det står ikke mere, at du er med på rollekortet."),
    )
    undoing.register(
        "plan.approved",
        lambda by, key, _told: version_actions.take_approval_back(by=by, key=key),
        done=_("Planen er ikke godkendt af din part."),
    )
    undoing.register(
        "activity.pictured",
        lambda by, key, _told: day_actions.take_photo_back(by=by, key=key),
        done=_("Billedet er slettet igen."),
    )
    undoing.register(
        "civic_task.hours_counted",
        lambda by, key, _told: civic_actions.take_hours_back(by=by, key=key),
        done=_("Timerne er taget af igen."),
    )
    undoing.register(
        "activity.guests_asked",
        lambda by, key, told: guest_actions.take_back(by=by, key=key, told=told),
        done=_("De er ikke inviteret mere."),
    )
    undoing.register(
        "milestone.reached",
        lambda by, key, told: charter_actions.unreach_milestone(
            by=by, milestone=charter_queries.milestone(by, int(key)), on=dt.date.fromisoformat(told["on"])
        ),
        done=_("Milepælen står, som den stod før."),
    )
    for verb, (line, done) in LINES.items():
        listed.register(verb, line, done=done)
    doors.register(*LIST_PAGES)
    purposes.register(*PURPOSES)
    for area in POLICIES:
        policy.register(area.POLICY)

    for area in OFFERS:
        rights.register(*area.DEEDS)

    for why, tables in NOT_ERASED.items():
        erasure.keep(why, *tables)

    subject_access.register(
        subject_access.Part(
            name="partnerships",
            heading="Det, du er spurgt om i partnerskaber",
            tables=frozenset(f"partnerships.{table}" for table in "Acknowledgement RelationAsked Asked Digest".split()),
            tell=page_queries.asked_of,
            order=55,
        )
    )
    rounds.daily("departed", lambda on: party_actions.withdraw_departed(by=people.job("departed")))
