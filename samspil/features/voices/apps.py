"""Announces voices and answers to the spine."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from samspil.spine.kinds import Trait
from samspil.web import announcing


class VoicesConfig(announcing.Feature):
    name = "samspil.features.voices"
    verbose_name = "Bidrag"
    begins = "bidrag/"
    kept = {
        "Whom one calls for help at a place, and who is told when nobody followed up; nothing of whom it is about.": "Preparedness Clock",
        "On what grounds voices are taken in at a place, and which of its staff vouched for them.": "LegalProfile",
        "When and how an answer was given, by whom; its words are a text and its title the record's.": "Answer Missed",
        "Who has which phone, and which keys they seal with; nothing of those whose words are handed in.": "Phone SealingKey",
        "Who goes round with which numbered slips, and which voice each became; nothing of what was said.": "Pad Slip",
    }
    news = {
        "voice.received": _("Nyt bidrag"),
        "voice.answered": _("Bidraget har fået svar"),
        "voice.published": _("Bidraget er offentligt"),
        "voice.yes_withdrawn": _("Et ja er taget tilbage"),
        "voice.yes_given": _("Et ja er givet igen"),
        "voice.withdrawn": _("Bidraget er trukket tilbage"),
    }

    def announce(self) -> None:
        from samspil.features.voices import actions, queries, rules
        from samspil.features.voices.actions import answering as answering_actions
        from samspil.features.voices.actions import deposits as deposits_actions
        from samspil.features.voices.actions import parts
        from samspil.features.voices.actions import publishing as publishing_actions
        from samspil.features.voices.alarm import actions as alarm_actions
        from samspil.features.voices.alarm import queries as alarm
        from samspil.features.voices.consents import actions as consents_actions
        from samspil.features.voices.legal import queries as legal
        from samspil.features.voices.messages import rules as message_rules
        from samspil.features.voices.queries import answering, deposits, publishing, telling
        from samspil.features.voices.rules import consents as consents_rules
        from samspil.features.voices.rules import slips as slips_rules
        from samspil.features.voices.slips import actions as slips_actions
        from samspil.paper import languages
        from samspil.spine import (
            desk,
            doors,
            erasure,
            kinds,
            openness,
            people,
            policy,
            purposes,
            rounds,
            subject_access,
            takebacks,
            waiting,
        )
        from samspil.web import portions

        purposes.register(
            purposes.Purpose(name=message_rules.DUTY_PURPOSE, label="Svar på en besked"),
            purposes.Purpose(
                name=rules.ANSWER,
                label="Giv svar",
                records=frozenset({"answer"}),
                button="Giv svar",
                url_name="voices:answer",
                until="det svar, personen fik, er skrevet ind",
            ),
            purposes.Purpose(
                name=rules.danger.DUTY_PURPOSE,
                label="Følg op på fare",
                records=frozenset({"voice"}),
                button="Skriv, hvad der er gjort",
                url_name="voices:danger",
                until="det er skrevet, hvem der har fået besked, og hvad der er gjort",
                outlives=rules.danger.DUTY_PURPOSE_AFTER,
            ),
            purposes.Purpose(name=rules.danger.DUTY_PURPOSE_AFTER, label="Følg op på fare, ordene er trukket tilbage"),
            purposes.Purpose(
                name=slips_rules.DUTY_PURPOSE,
                label="Find sedler",
                records=frozenset({"pad"}),
                button="Se sedlerne",
                url_name="voices:pad",
                until="hver seddel er skrevet ind eller meldt ubrugt eller tabt",
            ),
        )
        portions.register(
            portions.Work(
                name="voices.posted",
                heading=_("Breve, der er sendt"),
                what=_("breve er sendt, og svarene er givet"),
                to="voices:letters",
                do=lambda by, key: answering_actions.deliver(by=by, answer=answering.one_answer(by, key)),
            )
        )
        policy.register(slips_rules.POLICY)
        policy.register(message_rules.POLICY)
        waiting.register("is_voice", queries.waits)
        erasure.owns(queries.own_nodes)
        takebacks.register(rules.OFF_THE_NET, publishing_actions.unpublish_again)
        for purpose, word in consents_rules.TAKEN.items():
            takebacks.register(word, partial(consents_actions.take_back_again, purpose=purpose))
        erasure.register(
            erasure.Part(
                name="voices",
                tables=frozenset({"voices.Voice", "voices.Finding", "voices.PublicationRequest"}),
                erase=actions.erase,
            ),
            erasure.Part(
                name="deposits",
                tables=frozenset({"voices.Deposit", "voices.Piece"}),
                erase=deposits_actions.erase,
            ),
        )
        subject_access.name_texts(telling.TEXTS, withheld=telling.WITHHELD)
        subject_access.name_purposes(rules.PURPOSES)
        subject_access.register(
            subject_access.Part(
                name="voices",
                heading=languages.later("Det, du har fortalt"),
                tables=frozenset({"voices.Voice"}),
                tell=telling.given,
                order=10,
            ),
            subject_access.Part(
                name="gathering voices",
                heading=languages.later("Når du tager imod bidrag"),
                tables=frozenset(f"voices.{table}" for table in "Phone Pad Preparedness Clock".split()),
                tell=telling.taken,
                order=56,
            ),
        )
        rounds.add(deposits_actions.finish_arrived)
        rounds.add(alarm_actions.tell_next)
        rounds.daily("masked search", lambda on: publishing_actions.keep_search_masked(by=people.job("voices.search")))
        rounds.daily("answered days", lambda on: parts.mend_answered(by=people.job("voices.answered")))
        rounds.daily(
            "missing slips",
            lambda on: slips_actions.look_for_missing(by=people.job("voices.slips"), today=on),
        )
        openness.register(
            openness.Gate(kind="voice", check=publishing.check_passage, passage=publishing.public_passage)
        )
        desk.register(
            desk.Expectation(name="alarm", waiting=alarm.told, line=alarm.expected),
            desk.Expectation(name="legal", waiting=legal.waiting, line=legal.expected),
            desk.Expectation(name="deposits", waiting=deposits.waiting, line=deposits.expected),
            desk.Expectation(name="publishing", waiting=publishing.waiting, line=publishing.expected),
            desk.QuickDeed(
                roles=frozenset({"coordinator", "staff"}),
                label=_("Skriv et bidrag"),
                find=lambda actor: ("voices:new",) if policy.allows_somewhere(actor, "add", "voice") else None,
                order=10,
            ),
        )
        doors.register(
            doors.ListPage(
                door="voices",
                label="Bidrag",
                about="Det, mennesker har fortalt, og hvad der blev af det.",
                url_name="voices:list",
                kind="voice",
                begins=(
                    doors.Begin(label="Nyt bidrag", url_name="voices:new", kind="voice"),
                    doors.Begin(label="Stemmer uden svar", url_name="voices:waiting", kind="voice", action="answer"),
                    doors.Begin(label="Numrerede sedler", url_name="voices:pads", kind="pad", action="type_in"),
                ),
                order=10,
            ),
            doors.Entrance(
                label="Har du en kode?",
                url_name="voices:code",
                who="Du har fået en kode på papir",
                about="Se, hvad der blev af det, du fortalte, og hvem der har læst det. Du skal ikke logge ind.",
            ),
        )
        kinds.register(
            kinds.Kind(
                name="voice",
                label="Bidrag",
                plural="Bidrag",
                url_name="voices:detail",
                stage=10,
                stage_label="Bidrag",
                traits=frozenset({Trait.EVIDENCE, Trait.VOICE}),
                files=queries.files_of,
            ),
            kinds.Kind(
                name="answer",
                label="Svar",
                plural="Svar",
                url_name="voices:answer_detail",
                stage=90,
                stage_label="Svar",
                traits=frozenset({Trait.ANSWER}),
            ),
            kinds.Kind(
                name="pad",
                label="Blok sedler",
                plural="Blokke med sedler",
                url_name="voices:pad",
                stage=10,
                stage_label="Bidrag",
            ),
            kinds.Start(trait=Trait.ACTIVITY, url_name="voices:new", label="Nyt bidrag", kind="voice"),
            kinds.Panel(trait=Trait.ACTIVITY, template="voices/_given_here.html", rows=queries.given_at, order=20),
            kinds.Glance(title="", template="voices/_onward.html", rows=answering.onward, order=10, place="onward"),
            kinds.Glance(
                title="",
                template="voices/_clocks_onward.html",
                rows=lambda actor, _since: alarm.running(actor),
                order=1,
                place="onward",
            ),
            kinds.Front(title="Følg op nu", template="voices/_clocks.html", rows=alarm.running, order=1, is_own=True),
            kinds.Front(
                title="Bidrag, der venter på et ja",
                template="voices/_awaiting.html",
                rows=publishing.awaiting_yes,
                order=3,
                is_own=True,
            ),
            kinds.Front(
                title="Bidrag uden svar", template="voices/_front.html", rows=queries.front, order=20, is_own=True
            ),
            kinds.Front(
                title="Venter på svar",
                template="voices/_waiting.html",
                rows=queries.awaited,
                order=30,
                sign="answer",
            ),
        )
