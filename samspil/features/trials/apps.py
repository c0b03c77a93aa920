"""Announces trials and learning points to the spine."""

from django.apps import AppConfig


class TrialsConfig(AppConfig):
    name = "samspil.features.trials"
    label = "trials"
    verbose_name = "Prøvehandlinger"

    def ready(self) -> None:
        from samspil.features.trials import rules
        from samspil.spine import kinds, policy

        policy.register(rules.POLICY)
        kinds.register(
            kinds.Kind(
                "trial", "Prøvehandling", "Prøvehandlinger", "trials:detail", 30, "Prøvehandling",
                frozenset({"is_trial"}), "trials:list",
            ),
            kinds.Kind(
                "learning_point", "Læring", "Læringspunkter", "trials:learning", 35, "Læring",
                frozenset({"is_learning", "is_evidence"}),
            ),
            kinds.Start("is_insight", "trials:new", "Prøv noget af i lille skala", "trial"),
            kinds.Start("is_activity", "trials:new", "Prøv noget af i lille skala", "trial"),
        )  # fmt: skip
