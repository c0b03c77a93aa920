"""Announces voices and answers to the spine."""

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "samspil.features.voices"
    label = "voices"
    verbose_name = "Bidrag"

    def ready(self) -> None:
        from samspil.features.voices import actions, offers, queries, rules
        from samspil.features.voices.actions import publishing as publishing_actions
        from samspil.features.voices.queries import publishing
        from samspil.spine import erasure, kinds, openness, people, policy, purposes, rounds, takebacks, waiting
        from samspil.web import rights

        policy.register(rules.POLICY)
        rights.register(*offers.DEEDS)
        purposes.register(
            purposes.Purpose(
                rules.ANSWER,
                "Giv svar",
                frozenset({"answer"}),
                "Giv svar",
                "voices:answer",
                "det svar, personen fik, er skrevet ind",
            ),
            purposes.Purpose(
                rules.danger.DUTY_PURPOSE,
                "Følg op på fare",
                frozenset({"voice"}),
                "Skriv, hvad der er gjort",
                "voices:danger",
                "det er skrevet, hvem der har fået besked, og hvad der er gjort",
                outlives=rules.danger.DUTY_PURPOSE_AFTER,
            ),
            purposes.Purpose(rules.danger.DUTY_PURPOSE_AFTER, "Følg op på fare, ordene er trukket tilbage"),
        )
        waiting.register("is_voice", queries.waits)
        erasure.owns(queries.own_nodes)
        takebacks.register(rules.OFF_THE_NET, publishing_actions.unpublish_again)
        erasure.register(
            erasure.Part(
                "voices",
                frozenset({"voices.Voice", "voices.Finding", "voices.PublicationRequest"}),
                actions.erase,
            )
        )
        erasure.keep(
            "When and how an answer was given, by whom; its words are a text and its title the record's.",
            "voices.Answer",
        )
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
            kinds.Front("Bidrag, der venter på et ja", "voices/_awaiting.html", publishing.awaiting_yes, 3),
            kinds.Front("Bidrag uden svar", "voices/_front.html", queries.front, 20),
            kinds.Figure("voices_waiting", "Bidrag uden svar", "bidrag", queries.count_waiting),
        )
