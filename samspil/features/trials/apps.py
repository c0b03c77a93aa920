"""Announces trials and learning points to the spine."""

from django.utils.translation import gettext_lazy as _

from samspil.spine.kinds import Trait
from samspil.web import announcing


class TrialsConfig(announcing.Feature):
    name = "samspil.features.trials"
    verbose_name = "Prøvehandlinger"
    begins = "proevehandlinger/"
    kept = {"What is tried and what it taught, told by those who try it.": "Trial Round Reach"}
    news = {
        "trial.published": _("Prøvehandlingen er offentlig"),
        "trial.ended": _("Prøvehandlingen er slut"),
        "trial.learned": _("Ny læring"),
    }

    def announce(self) -> None:
        from samspil.features.trials import models, queries, rules
        from samspil.features.trials.actions import ideas
        from samspil.spine import desk, doors, erasure, kinds, listed, policy, purposes

        listed.register(
            "trial.round_planned",
            listed.Line(
                models.Round, "trial", "round", "round", stands=lambda row: row.state == "planned", told="number"
            ),
            done=_("Omgangen er taget af igen."),
        )
        listed.register(
            "trial.reach_asked",
            listed.Line(models.Reach, "trial", "reach", "reach"),
            done=_("Svaret fra det yderste led er taget af igen."),
        )
        erasure.register(erasure.Part(name="givers", tables=frozenset({"trials.Idea"}), erase=ideas.erase_giver))
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
        desk.register(
            desk.QuickDeed(
                roles=frozenset({"politician", "member"}),
                label=_("Foreslå en idé"),
                find=lambda actor: ("trials:ideas",) if policy.allows_somewhere(actor, "add", "idea") else None,
                order=50,
            )
        )
        doors.register(
            doors.ListPage(
                door="together",
                label="Prøvehandlinger",
                about="Små, lokale forsøg, der viser, om en idé virker.",
                url_name="trials:list",
                kind="trial",
                order=30,
            ),
            doors.ListPage(
                door="together",
                label="Idéer",
                about="Idéer fra alle i samarbejdet, samlet ét sted.",
                url_name="trials:ideas",
                kind="idea",
                order=40,
            ),
        )
        kinds.register(
            kinds.Kind(
                name="trial",
                label="Prøvehandling",
                plural="Prøvehandlinger",
                url_name="trials:detail",
                stage=30,
                stage_label="Prøvehandling",
                traits=frozenset({Trait.TRIAL}),
            ),
            kinds.Kind(
                name="idea",
                label="Idé",
                plural="Idéer",
                url_name="trials:idea",
                stage=25,
                stage_label="Idé",
                traits=frozenset({Trait.IDEA}),
            ),
            kinds.Kind(
                name="learning_point",
                label="Læring",
                plural="Læringspunkter",
                url_name="trials:learning",
                stage=35,
                stage_label="Læring",
                traits=frozenset({Trait.LEARNING, Trait.EVIDENCE}),
            ),
            *(
                kinds.Start(trait=trait, url_name="trials:new", label=label, kind="trial")
                for trait, label in rules.BEGINS.items()
            ),
            *kinds.at(
                rules.IDEA_BEGINS, kinds.Start, url_name="trials:new_idea", label="Læg en idé i kataloget", kind="idea"
            ),
            kinds.Front(
                title="Prøvehandlinger, der har nået deres stopregel",
                template="trials/_hands.html",
                rows=queries.raised_hands,
                order=5,
                is_own=True,
            ),
        )
