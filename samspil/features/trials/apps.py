"""Announces trials and learning points to the spine."""

from django.apps import AppConfig


class TrialsConfig(AppConfig):
    name = "samspil.features.trials"
    label = "trials"
    verbose_name = "Prøvehandlinger"

    def ready(self) -> None:
        from samspil.features.trials import offers, queries, rules
        from samspil.features.trials.actions import ideas
        from samspil.spine import erasure, kinds, policy, purposes
        from samspil.web import rights

        policy.register(rules.POLICY)
        rights.register(*offers.DEEDS)
        erasure.register(erasure.Part("givers", frozenset({"trials.Idea"}), ideas.erase_giver))
        erasure.keep(
            "What is tried and what it taught, told by those who try it.",
            "trials.Trial",
            "trials.Round",
            "trials.Reach",
        )
        purposes.register(
            purposes.Purpose(
                rules.STOP,
                "Stopregel",
                frozenset({"trial"}),
                "Åbn prøvehandlingen",
                "trials:detail",
                "prøvehandlingen er slut, eller det er skrevet, hvorfor den går videre",
            )
        )
        kinds.register(
            kinds.Kind(
                "trial",
                "Prøvehandling",
                "Prøvehandlinger",
                "trials:detail",
                30,
                "Prøvehandling",
                frozenset({"is_trial"}),
                "trials:list",
            ),
            kinds.Kind("idea", "Idé", "Idéer", "trials:idea", 25, "Idé", frozenset({"is_idea"}), "trials:ideas"),
            kinds.Kind(
                "learning_point",
                "Læring",
                "Læringspunkter",
                "trials:learning",
                35,
                "Læring",
                frozenset({"is_learning", "is_evidence"}),
            ),
            kinds.Start("is_insight", "trials:new", "Prøv noget af i lille skala", "trial"),
            kinds.Start("is_activity", "trials:new", "Prøv noget af i lille skala", "trial"),
            kinds.Start("is_idea", "trials:new", "Prøv idéen af i lille skala", "trial"),
            kinds.Start("is_learning", "trials:new", "Prøv noget nyt af ud fra læringen", "trial"),
            *(
                kinds.Start(trait, "trials:new_idea", "Læg en idé i kataloget", "idea")
                for trait in ("is_partnership", "is_activity", "is_voice", "is_insight", "is_learning")
            ),
            kinds.Front("Prøvehandlinger, der har nået deres stopregel", "trials/_hands.html", queries.raised_hands, 5),
        )
