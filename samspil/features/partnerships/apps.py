"""Announces partnerships and activities to the spine."""

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "samspil.features.partnerships"
    label = "partnerships"
    verbose_name = "Partnerskaber"

    def ready(self) -> None:
        from samspil.features.partnerships import queries, rules
        from samspil.features.partnerships.actions import parties as parties_actions
        from samspil.features.partnerships.queries import charter
        from samspil.features.partnerships.queries import day as day_queries
        from samspil.features.partnerships.queries import relations as relation_queries
        from samspil.features.partnerships.rules import charter as agreed
        from samspil.features.partnerships.rules import civic, day, methods, pace, parties, plans, relations, times
        from samspil.spine import erasure, kinds, people, policy, purposes, rounds

        rounds.daily("departed", lambda on: parties_actions.withdraw_departed(by=people.job("departed")))
        modules = (rules, plans, day, pace, agreed, times, parties, methods, civic, relations)
        for rows in (module.POLICY for module in modules):
            policy.register(rows)
        for why, tables in rules.NOT_ERASED.items():
            erasure.keep(why, *tables)
        purposes.register(
            purposes.Purpose(day.NEXT_STEP, "Det, der nu skal ske"),
            purposes.Purpose(civic.PURPOSE, "Forenings opgave"),
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
            kinds.Glance("Aktiviteter i dine partnerskaber", "partnerships/_landings.html", queries.landed_since, 10),
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
                kinds.Panel(trait, "partnerships/_own_role.html", charter.own_role, 5)
                for trait in ("is_activity", "is_trial")
            ),
            *(
                kinds.Panel(trait, "partnerships/_needs.html", charter.needs, 20)
                for trait in ("is_insight", "is_idea", "is_trial", "is_learning")
            ),
            kinds.Front("Rollekort, du ikke har svaret på", "partnerships/_unanswered.html", charter.unanswered, 4),
            kinds.Front("Hvordan arbejder I sammen?", "partnerships/_unasked.html", relation_queries.unanswered, 4),
            kinds.Front("Hvor vi landede", "partnerships/_landings.html", queries.latest_landings, 10),
        )
