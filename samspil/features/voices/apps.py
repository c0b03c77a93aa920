"""Announces voices and answers to the spine."""

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "samspil.features.voices"
    label = "voices"
    verbose_name = "Bidrag"

    def ready(self) -> None:
        from samspil.features.voices import queries, rules
        from samspil.features.voices.actions import publishing as publishing_actions
        from samspil.features.voices.queries import publishing
        from samspil.spine import kinds, openness, people, policy, rounds

        policy.register(rules.POLICY)
        rounds.daily("masked search", lambda on: publishing_actions.keep_search_masked(by=people.job("voices.search")))
        openness.register(openness.Gate("voice", publishing.check_passage, publishing.public_passage))
        kinds.register(
            kinds.Kind(
                "voice",
                "Bidrag",
                "Bidrag",
                "voices:detail",
                10,
                "Bidrag",
                frozenset({"is_evidence", "is_voice"}),
                "voices:list",
                queries.files_of,
            ),
            kinds.Kind("answer", "Svar", "Svar", "voices:answer_detail", 90, "Svar", frozenset({"is_answer"})),
            kinds.Start("is_activity", "voices:new", "Nyt bidrag", "voice"),
            kinds.Panel("is_activity", "voices/_given_here.html", queries.given_at, 20),
            kinds.Front("Bidrag uden svar", "voices/_front.html", queries.front, 20),
            kinds.Figure("voices_waiting", "Bidrag uden svar", "bidrag", queries.count_waiting),
        )
