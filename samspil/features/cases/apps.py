"""Announces the feature's kinds, panels and policy to the spine."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "samspil.features.cases"
    label = "cases"
    addresses = {"sager/": "samspil.features.cases.urls", "oparl/": "samspil.features.cases.api.urls"}

    def ready(self) -> None:
        from django.conf import settings

        from samspil.features.cases import actions, queries, rules
        from samspil.spine import erasure, kinds, people, policy, purposes, rounds, states

        kinds.register(
            kinds.Kind(
                name="case_item",
                label="Sag",
                plural="Sager",
                url_name="cases:detail",
                list_url_name="cases:list",
                stage=40,
                stage_label="Sag",
                traits=frozenset({kinds.Trait.CASE_ITEM, kinds.Trait.PROPOSAL}),
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
                files=queries.files_of_annex,
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
                list_url_name="cases:bodies",
                stage=42,
                stage_label="Møde",
                traits=frozenset({kinds.Trait.MEETING}),
            ),
            kinds.Kind(
                name="decision",
                label="Beslutning",
                plural="Beslutninger",
                url_name="cases:decision",
                stage=50,
                stage_label="Beslutning",
                traits=frozenset({kinds.Trait.DECISION, kinds.Trait.CAN_FUND}),
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
            *(
                kinds.Start(
                    trait=trait,
                    url_name="cases:new",
                    label="Sag til et udvalg",
                    kind="case_item",
                    may=queries.may_begin,
                )
                for trait in rules.proposals.BEGINS_FROM
            ),
            kinds.Hold(kind="decision", says=queries.stayed),
            kinds.Front(
                title="Venter på din godkendelse",
                template="cases/_to_approve.html",
                rows=queries.to_approve,
                order=5,
            ),
            kinds.Kind(
                name="joint_communication",
                label="Fælles udmelding",
                plural="Fælles udmeldinger",
                url_name="cases:communication",
                stage=55,
                stage_label="Udmelding",
            ),
            kinds.Start(
                trait=kinds.Trait.DECISION,
                url_name="cases:new_communication",
                label="Fælles udmelding",
                kind="joint_communication",
            ),
            kinds.Own(label="Mit overblik", url_name="cases:overview"),
            kinds.Front(
                title="Seneste beslutninger", template="cases/_front.html", rows=queries.latest_meetings, order=20
            ),
        )
        purposes.register(
            purposes.Purpose(name=rules.following.PURPOSE, label="Opfølgning på en beslutning"),
            purposes.Purpose(
                name=rules.routes.CARRY,
                label="Bring en sag videre",
                records=frozenset({"case_item", "decision"}),
                button="Åbn punktet",
                url_name="cases:detail",
                until="det næste udvalg har behandlet sagen, eller sekretæren har skrevet, hvordan den endte",
            ),
        )
        erasure.register(
            erasure.Part(
                name="notes", tables=frozenset({"cases.Notebook", "cases.PrivateNote"}), erase=actions.own.erase_notes
            ),
            erasure.Part(name="statuses", tables=frozenset({"cases.DutyStatus"}), erase=actions.own.erase_statuses),
        )
        for why, tables in rules.own.NOT_ERASED.items():
            erasure.keep(why, *tables)
        rounds.daily("overdue duties", lambda on: actions.tell_overdue(by=people.job("overdue"), on=on))
        for rows in (
            rules.POLICY,
            rules.routes.POLICY,
            rules.following.POLICY,
            rules.communication.POLICY,
            rules.access.POLICY,
            rules.proposals.POLICY,
            rules.protocol.POLICY,
            rules.minutes.POLICY,
            rules.seating.POLICY,
        ):
            policy.register(rows)
        rules.houses.look_in(settings.SAMSPIL_HOUSES)
        rounds.add(actions.publish_due)
        for table in (
            states.table("meeting (møde)", rules.STATES, states.by_deed(rules.TRANSITIONS)),
            states.table(
                "approval of a proposal (godkendelse)",
                {state: word for state, word in rules.proposals.APPROVALS.items() if state},
                states.by_deed(rules.proposals.STEPS),
            ),
            states.table(
                "step of a route (sagsgang)", rules.STEP_STATES, {"sent": "treated:end_step stopped:end_step"}
            ),
            states.table(
                "access to documents (aktindsigt)", rules.access.STATES, {"open": "handed_out:hand_out_access"}
            ),
        ):
            states.register(table)
