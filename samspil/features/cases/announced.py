"""What the cases announce to the spine: kinds of record, what begins from them, panels, purposes, erasing, rounds and the policy."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samspil.features.cases.agenda import offers as agenda_offers
from samspil.features.cases.agenda import queries as agenda_queries
from samspil.features.cases.agenda import rules as agenda_rules
from samspil.features.cases.agenda.actions import approval, meetings, placing
from samspil.features.cases.authorisations import offers as authorisations_offers
from samspil.features.cases.authorisations import rules as authorisations_rules
from samspil.features.cases.communication import actions as communication_actions
from samspil.features.cases.communication import offers as communication_offers
from samspil.features.cases.communication import queries as communication_queries
from samspil.features.cases.communication import rules as communication_rules
from samspil.features.cases.document_access import offers as document_access_offers
from samspil.features.cases.document_access import rules as document_access_rules
from samspil.features.cases.editing import queries as editing_queries
from samspil.features.cases.editing import rules as editing_rules
from samspil.features.cases.follow_up import actions as follow_up_actions
from samspil.features.cases.follow_up import queries as follow_up_queries
from samspil.features.cases.follow_up import rules as follow_up_rules
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.importing import rules as importing_rules
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.minutes import queries as minutes_queries
from samspil.features.cases.minutes import rules as minutes_rules
from samspil.features.cases.pages import offers as pages_offers
from samspil.features.cases.pages import queries as pages_queries
from samspil.features.cases.pages import rules as pages_rules
from samspil.features.cases.protocol import queries as protocol_queries
from samspil.features.cases.protocol import rules as protocol_rules
from samspil.features.cases.records.queries import rows
from samspil.features.cases.routes import queries as routes_queries
from samspil.features.cases.routes import rules as routes_rules
from samspil.features.cases.seats import rules as seats_rules
from samspil.spine import (
    desk,
    doors,
    erasure,
    kinds,
    notices,
    people,
    policy,
    purposes,
    rounds,
    subject_access,
    undoing,
)
from samspil.web import rights, steps

KINDS = (
    kinds.Kind(
        name="case_item",
        label="Sag",
        plural="Sager",
        url_name="cases:detail",
        stage=40,
        stage_label="Sag",
        traits=frozenset({kinds.Trait.CASE_ITEM, kinds.Trait.PROPOSAL, kinds.Trait.NOTABLE}),
    ),
    kinds.Kind(
        name="closed_notice",
        label="Lukket punkt",
        plural="Lukkede punkter",
        url_name="cases:closed",
        stage=40,
        stage_label="Sag",
    ),
    kinds.Kind(
        name="annex",
        label="Bilag",
        plural="Bilag",
        url_name="cases:annex",
        stage=41,
        stage_label="Bilag",
        files=editing_queries.files_of_annex,
    ),
    kinds.Kind(
        name="access_package",
        label="Aktindsigt",
        plural="Aktindsigter",
        url_name="cases:access",
        stage=43,
        stage_label="Aktindsigt",
    ),
    kinds.Kind(
        name="meeting",
        label="Møde",
        plural="Møder",
        url_name="cases:meeting",
        stage=42,
        stage_label="Møde",
        traits=frozenset({kinds.Trait.MEETING, kinds.Trait.NOTABLE}),
    ),
    kinds.Kind(
        name="decision",
        label="Beslutning",
        plural="Beslutninger",
        url_name="cases:decision",
        stage=50,
        stage_label="Beslutning",
        traits=frozenset({kinds.Trait.DECISION, kinds.Trait.CAN_FUND, kinds.Trait.NOTABLE}),
        told_at="cases:duty_status",
        places=rows.numbers_of,
    ),
    kinds.Kind(
        name="authorisation",
        label="Bemyndigelse",
        plural="Bemyndigelser",
        url_name="cases:authorisation",
        stage=51,
        stage_label="Bemyndigelse",
        traits=frozenset({kinds.Trait.AUTHORISATION}),
    ),
    kinds.Kind(
        name="joint_communication",
        label="Fælles udmelding",
        plural="Fælles udmeldinger",
        url_name="cases:communication",
        stage=55,
        stage_label="Udmelding",
    ),
)
LIST_PAGES = (
    doors.ListPage(
        door="decisions",
        label="Sager",
        about="Hvad udvalgene har haft på dagsordenen, og hvad de besluttede.",
        url_name="cases:list",
        kind="case_item",
        begins=(
            doors.Begin(label="Nyt punkt", url_name="cases:new", may=lambda actor: bool(rows.meetings_open_for(actor))),
            doors.Begin(
                label="Indlæs et referat",
                url_name="cases:import",
                may=lambda actor: rows.bodies_to_import_for(actor).exists(),
            ),
        ),
        order=10,
        is_news=Q(agenda_item__standing=""),
    ),
    doors.ListPage(
        door="decisions",
        label="Udvalg",
        about="De politiske udvalg og råd, og deres møder.",
        url_name="cases:bodies",
        kind="meeting",
        rows=rows.bodies,
        begins=(doors.Begin(label="Nyt udvalg", url_name="cases:new_body", kind="body", action="add_body"),),
        order=20,
    ),
)
STARTS = (
    *(
        kinds.Start(
            trait=trait,
            url_name="cases:new",
            label="Sag til et udvalg",
            kind="case_item",
            may=rows.may_begin,
        )
        for trait in editing_rules.BEGINS_FROM
    ),
    kinds.Start(
        trait=kinds.Trait.DECISION,
        url_name="cases:new_communication",
        label="Fælles udmelding",
        kind="joint_communication",
    ),
)
HOLDS = (kinds.Hold(kind="decision", says=protocol_queries.stayed),)
FRONTS = (
    kinds.Front(
        title="Venter på din godkendelse",
        template="cases/_to_approve.html",
        rows=agenda_queries.to_approve,
        order=5,
        is_own=True,
    ),
    kinds.Front(
        title="Seneste beslutninger", template="cases/_front.html", rows=rows.latest_decided, order=20, sign="decision"
    ),
)
GLANCES = (
    kinds.Glance(title="", template="cases/_landed.html", rows=pages_queries.landed, order=0),
    kinds.Glance(title="", template="cases/_oversees.html", rows=follow_up_queries.oversees, order=20, place="onward"),
)
DESK = (
    desk.Expectation(name="approvals", waiting=agenda_queries.waiting_for_director, line=agenda_queries.to_be_approved),
    desk.Expectation(name="drafts", waiting=agenda_queries.waiting_for_author, line=agenda_queries.to_be_mended),
    desk.Expectation(name="approved", waiting=agenda_queries.waiting_for_secretary, line=agenda_queries.to_be_put_on),
    desk.Expectation(name="minutes", waiting=minutes_queries.unwritten, line=minutes_queries.to_be_written),
    desk.Expectation(name="joint texts", waiting=communication_queries.awaiting, line=communication_queries.expected),
    desk.Expectation(name="received", waiting=routes_queries.waiting, line=routes_queries.expected),
    desk.Expectation(name="heirs", waiting=follow_up_queries.orphans, line=follow_up_queries.orphan),
    desk.Homes(name="bodies", rows=pages_queries.homes),
    desk.Reading(name="agendas", rows=agenda_queries.read_first),
    desk.QuickDeed(roles=frozenset({"secretary"}), label=_("Nyt punkt"), find=pages_queries.where_to_begin, order=10),
    desk.QuickDeed(
        roles=frozenset({"secretary"}), label=_("Gå til næste dagsorden"), find=agenda_queries.next_agenda, order=20
    ),
    desk.QuickDeed(
        roles=frozenset({"secretary"}), label=_("Indlæs et referat"), find=lambda _actor: ("cases:import",), order=30
    ),
    desk.QuickDeed(
        roles=frozenset({"politician"}),
        label=_("Se mine møder"),
        name="moeder",
        among=pages_queries.own_meetings,
        order=40,
    ),
)
# What is told as news to those who sit in the body or follow the case (`spine.notices`).
NEWS = {
    "meeting.agenda_published": _("Dagsordenen er offentliggjort"),
    "meeting.agenda_withdrawn": _("Dagsordenen er taget tilbage"),
    "meeting.minutes_withdrawn": _("Referatet er taget tilbage"),
    "meeting.minutes_published": _("Referatet er offentliggjort: her landede I"),
    "minutes.approved": _("Referatet er godkendt"),
    "meeting.moved": _("Mødet er flyttet"),
    "meeting.cancelled": _("Mødet er aflyst"),
    "case_item.submitted": _("Sendt til godkendelse"),
    "case_item.approved": _("Godkendt til dagsordenen"),
    "case_item.sent_back": _("Sendt tilbage"),
    "case_item.postponed": _("Flyttet til et andet møde"),
    "decision.corrected": _("Beslutningen er rettet"),
    "decision.followed_up": _("Nogen har fået opgaven"),
    "duty.status_told": _("Der er skrevet, hvordan det går"),
    "joint_communication.published": _("Fælles udmelding offentliggjort"),
}
PURPOSES = (
    purposes.Purpose(name=follow_up_rules.PURPOSE, label="Opfølgning på en beslutning"),
    purposes.Purpose(
        name=routes_rules.CARRY,
        label="Bring en sag videre",
        records=frozenset({"case_item", "decision"}),
        button="Åbn punktet",
        url_name="cases:detail",
        until="det næste udvalg har behandlet sagen, eller sekretæren har skrevet, hvordan den endte",
    ),
)
POLICIES = (
    agenda_rules,
    authorisations_rules,
    communication_rules,
    document_access_rules,
    editing_rules,
    follow_up_rules,
    importing_rules,
    minutes_rules,
    protocol_rules,
    routes_rules,
    seats_rules,
)
OFFERS = (agenda_offers, authorisations_offers, communication_offers, document_access_offers, pages_offers)


def everything() -> None:
    """Announce the cases to the spine. Called once, when Django is ready."""
    kinds.register(*KINDS, *STARTS, *HOLDS, *FRONTS, *GLANCES)
    desk.register(*DESK)
    notices.register(NEWS)
    undoing.register(
        "case_item.shifted",
        lambda by, key, told: placing.shift_back(by=by, key=key, told=told),
        done=_("Punktet står, hvor det stod før."),
    )
    undoing.register(
        "case_item.approved",
        lambda by, key, _told: approval.take_approval_back(by=by, key=key),
        done=_("Punktet venter på din godkendelse igen."),
    )
    undoing.register(
        "meeting.standing_added",
        lambda by, key, told: placing.take_standing_back(by=by, key=key, told=told),
        done=_("De faste punkter er taget af igen."),
    )
    undoing.register(
        "minutes.approved",
        lambda by, key, _told: minutes_actions.take_approval_back(by=by, key=key),
        done=_("Godkendelsen af referatet er taget tilbage."),
    )
    undoing.register(
        "joint_communication.approved",
        lambda by, key, _told: communication_actions.take_approval_back(by=by, key=key),
        done=_("Organisationen står ikke bag teksten endnu."),
    )
    doors.register(*LIST_PAGES)
    purposes.register(*PURPOSES)
    for area in POLICIES:
        policy.register(area.POLICY)
    for area in OFFERS:
        rights.register(*area.DEEDS)
    steps.register(*pages_offers.STEPS)

    erasure.register(
        erasure.Part(name="statuses", tables=frozenset({"cases.DutyStatus"}), erase=follow_up_actions.erase_statuses),
    )
    for why, tables in pages_rules.NOT_ERASED.items():
        erasure.keep(why, *tables)

    subject_access.untold("The duty and the mail about it are told.", "cases.OverdueNotice")

    houses.look_in(settings.SAMSPIL_HOUSES)
    rounds.daily("overdue duties", lambda on: follow_up_actions.tell_overdue(by=people.job("overdue"), on=on))
    rounds.add(meetings.publish_due)
