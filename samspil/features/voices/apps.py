"""Announces voices and answers to the spine."""

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "samspil.features.voices"
    label = "voices"
    verbose_name = "Bidrag"

    def ready(self) -> None:
        from samspil.features.voices import actions, queries, rules
        from samspil.spine import erasure, kinds, policy, purposes, takebacks, waiting

        policy.register(rules.POLICY)
        purposes.register(
            purposes.Purpose(
                rules.ANSWER, "Giv svar", frozenset({"answer"}), "Giv svar", "voices:answer",
                "det svar, personen fik, er skrevet ind",
            )
        )  # fmt: skip
        waiting.register("is_voice", queries.waits)
        erasure.owns(queries.own_nodes)
        takebacks.register(rules.OFF_THE_NET, actions.unpublish_again)
        erasure.register(erasure.Part("voices", frozenset({"voices.Voice"}), actions.erase))
        erasure.keep(
            "When and how an answer was given, by whom; its words are a text and its title the record's.",
            "voices.Answer",
        )
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
