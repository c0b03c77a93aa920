"""Announces trials and learning points to the spine."""

from django.apps import AppConfig


class TrialsConfig(AppConfig):
    name = "samspil.features.trials"
    label = "trials"
    verbose_name = "Prøvehandlinger"
    addresses = {"proevehandlinger/": "samspil.features.trials.urls"}

    def ready(self) -> None:
        from samspil.features.trials import offers, queries, rules
        from samspil.features.trials.actions import ideas
        from samspil.spine import erasure, kinds, policy, purposes
        from samspil.web import rights

        policy.register(rules.POLICY)
        rights.register(*offers.DEEDS)
        erasure.register(erasure.Part(name="givers", tables=frozenset({"trials.Idea"}), erase=ideas.erase_giver))
        erasure.keep(
            "What is tried and what it taught, told by those who try it.",
            "trials.Trial",
            "trials.Round",
            "trials.Reach",
        )
        purposes.register(
            purposes.Purpose(
                name=rules.STOP,
                label="Stopregel",
                records=frozenset({"trial"}),
                button="Åbn prøvehandlingen",
                url_name="trials:detail",
                until="prøvehandlingen er slut, eller det er skrevet, hvorfor den går videre",
            )
        )
        kinds.register(
            kinds.Kind(
                name="trial",
                label="Prøvehandling",
                plural="Prøvehandlinger",
                url_name="trials:detail",
                stage=30,
                stage_label="Prøvehandling",
                traits=frozenset({kinds.Trait.TRIAL}),
                list_url_name="trials:list",
            ),
            kinds.Kind(
                name="idea",
                label="Idé",
                plural="Idéer",
                url_name="trials:idea",
                stage=25,
                stage_label="Idé",
                traits=frozenset({kinds.Trait.IDEA}),
                list_url_name="trials:ideas",
            ),
            kinds.Kind(
                name="learning_point",
                label="Læring",
                plural="Læringspunkter",
                url_name="trials:learning",
                stage=35,
                stage_label="Læring",
                traits=frozenset({kinds.Trait.LEARNING, kinds.Trait.EVIDENCE}),
            ),
            kinds.Start(
                trait=kinds.Trait.INSIGHT, url_name="trials:new", label="Prøv noget af i lille skala", kind="trial"
            ),
            kinds.Start(
                trait=kinds.Trait.ACTIVITY, url_name="trials:new", label="Prøv noget af i lille skala", kind="trial"
            ),
            kinds.Start(
                trait=kinds.Trait.IDEA, url_name="trials:new", label="Prøv idéen af i lille skala", kind="trial"
            ),
            kinds.Start(
                trait=kinds.Trait.LEARNING,
                url_name="trials:new",
                label="Prøv noget nyt af ud fra læringen",
                kind="trial",
            ),
            *(
                kinds.Start(trait=trait, url_name="trials:new_idea", label="Læg en idé i kataloget", kind="idea")
                for trait in ("is_partnership", "is_activity", "is_voice", "is_insight", "is_learning")
            ),
            kinds.Front(
                title="Prøvehandlinger, der har nået deres stopregel",
                template="trials/_hands.html",
                rows=queries.raised_hands,
                order=5,
            ),
        )
