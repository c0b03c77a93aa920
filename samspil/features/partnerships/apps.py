"""Announces partnerships and activities to the spine."""

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "samspil.features.partnerships"
    label = "partnerships"
    verbose_name = "Partnerskaber"
    addresses = {"partnerskaber/": "samspil.features.partnerships.urls"}

    def ready(self) -> None:
        from samspil.features.partnerships import queries, rules
        from samspil.features.partnerships.actions import parties as parties_actions
        from samspil.features.partnerships.queries import charter
        from samspil.features.partnerships.queries import day as day_queries
        from samspil.features.partnerships.queries import relations as relation_queries
        from samspil.features.partnerships.rules import charter as agreed
        from samspil.features.partnerships.rules import civic, day, methods, pace, parties, plans, relations, times
        from samspil.spine import erasure, kinds, people, policy, purposes, rounds, states

        rounds.daily("departed", lambda on: parties_actions.withdraw_departed(by=people.job("departed")))
        modules = (rules, plans, day, pace, agreed, times, parties, methods, civic, relations)
        for rows in (module.POLICY for module in modules):
            policy.register(rows)
        for why, tables in rules.NOT_ERASED.items():
            erasure.keep(why, *tables)
        purposes.register(
            purposes.Purpose(name=day.NEXT_STEP, label="Det, der nu skal ske"),
            purposes.Purpose(name=civic.PURPOSE, label="Forenings opgave"),
        )
        kinds.register(
            kinds.Kind(
                name="partnership",
                label="Partnerskab",
                plural="Partnerskaber",
                url_name="partnerships:detail",
                stage=1,
                stage_label="Partnerskab",
                traits=frozenset({kinds.Trait.PARTNERSHIP}),
                list_url_name="partnerships:list",
            ),
            kinds.Kind(
                name="activity",
                label="Aktivitet",
                plural="Aktiviteter",
                url_name="partnerships:activity",
                stage=5,
                stage_label="Aktivitet",
                traits=frozenset({kinds.Trait.ACTIVITY, kinds.Trait.HAS_PASSAGES}),
                list_url_name="",
                files=day_queries.files_of,
            ),
            kinds.Front(
                title="Du var ikke med: her landede vi",
                template="partnerships/_missed.html",
                rows=day_queries.missed,
                order=1,
            ),
            kinds.Kind(
                name="time_request",
                label="Mødetid",
                plural="Mødetider",
                url_name="partnerships:times",
                stage=5,
                stage_label="Aktivitet",
            ),
            kinds.Glance(
                title="Aktiviteter i dine partnerskaber",
                template="partnerships/_landings.html",
                rows=queries.landed_since,
                order=10,
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
            *(
                kinds.Panel(trait=trait, template="partnerships/_own_role.html", rows=charter.own_role, order=5)
                for trait in ("is_activity", "is_trial")
            ),
            *(
                kinds.Panel(trait=trait, template="partnerships/_needs.html", rows=charter.needs, order=20)
                for trait in ("is_insight", "is_idea", "is_trial", "is_learning")
            ),
            kinds.Front(
                title="Rollekort, du ikke har svaret på",
                template="partnerships/_unanswered.html",
                rows=charter.unanswered,
                order=4,
            ),
            kinds.Front(
                title="Hvordan arbejder I sammen?",
                template="partnerships/_unasked.html",
                rows=relation_queries.unanswered,
                order=4,
            ),
            kinds.Front(
                title="Hvor vi landede", template="partnerships/_landings.html", rows=queries.latest_landings, order=10
            ),
        )
        for name, of in (("activity (aktivitet)", rules), ("question of times (mødetider)", times)):
            ways = {before: " ".join(after) for before, after in of.TRANSITIONS.items()}
            states.register(states.table(name, of.LABELS, ways))
