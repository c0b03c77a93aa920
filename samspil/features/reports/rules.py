"""Who may recommend, who may say what became of it, and how far a recommendation is with each addressee."""

from collections.abc import Sequence

from samspil.paper import languages
from samspil.paper.refusal import Refused
from samspil.spine import kinds, policy, states

STATES = states.register(
    states.table(
        "addressee of a recommendation (modtager)",
        {"open": "Åben", "treated": "Behandlet", "answered": "Besvaret"},
        {"open": "treated answered", "treated": "answered"},
        refuses="Anbefalingen er »{before}« og kan ikke blive »{after}«.",
    )
)

# The kinds of body that a recommendation may be meant for without naming one.
KINDS = languages.words(
    {"health_council": "sundhedsrådene", "council": "kommunalbestyrelserne", "committee": "udvalgene"}
)

# Why a recommendation is taken off the net: a code, for the journal keeps no free words.
OFF_THE_NET = {
    "mistaken": "Der er en fejl i den",
    "twice": "Den er skrevet to gange",
    "overtaken": "Noget andet er kommet i stedet",
}

POLICY = (
    policy.rule("add", "recommendation", "secretary", "circle", states="decision")
    .in_words("Udvalgets sekretær kan skrive en anbefaling ud af udvalgets beslutning.")
    .otherwise("Kun udvalgets egen sekretær kan skrive en anbefaling."),
    policy.rule("add", "recommendation", "coordinator", policy.NEAR, states="learning")
    .in_words("Tovholderen kan skrive en anbefaling ud af det, samarbejdet har lært.")
    .otherwise("Kun samarbejdets tovholder kan skrive en anbefaling ud af det, I har lært."),
    policy.rule("publish", "recommendation", "coordinator", policy.NEAR, states="learning").in_words(
        "Tovholderen kan offentliggøre en anbefaling, når det, den bygger på, er offentligt."
    ),
    policy.rule("publish", "recommendation", "secretary", "circle", states="decision")
    .in_words("Udvalgets sekretær kan offentliggøre en anbefaling, når beslutningen er offentlig.")
    .otherwise("Kun udvalgets egen sekretær eller samarbejdets tovholder kan offentliggøre den."),
    policy.rule("unpublish", "recommendation", "secretary", "circle", states="decision")
    .in_words("Udvalgets sekretær kan tage en anbefaling af nettet igen.")
    .otherwise("Kun udvalgets egen sekretær kan tage anbefalingen af nettet."),
    policy.rule("unpublish", "recommendation", "coordinator", policy.NEAR, states="learning")
    .in_words("Tovholderen kan tage en anbefaling ud af det, samarbejdet har lært, af nettet igen.")
    .otherwise("Kun samarbejdets tovholder kan tage anbefalingen af nettet."),
    policy.rule("treat", "recommendation", "secretary", "circle")
    .in_words("Sekretæren hos den, der anbefaler, og hos modtageren kan skrive, hvad der skete.")
    .otherwise("Kun modtagerens eller afsenderens sekretær kan skrive, hvad der skete."),
)


def state_of(source: policy.OfKind) -> str:
    """Tell what a recommendation of a record stands in, by which the policy judges: a `decision` or a `learning` point."""
    return "learning" if kinds.Trait.LEARNING in kinds.get(source.kind).traits else "decision"


def standing(states_of: Sequence[str], *, is_told: bool) -> str:
    """Tell how far a recommendation is with all it is meant for. Untold here (`is_told`), an open one may have been treated."""
    if states_of and set(states_of) == {"answered"}:
        return "answered"
    if states_of and "open" not in states_of:
        return "treated"
    return "waiting" if is_told else "untold"


def check_addressed(circles: Sequence[object], to_kinds: Sequence[str] = ()) -> None:
    """Refuse a recommendation to nobody, and to a kind of body that there is not."""
    if unknown := [kind for kind in to_kinds if kind not in KINDS]:
        raise Refused(
            "»{unknown}« er ikke en slags råd eller udvalg, der kan vælges.", field="to_kinds", unknown=unknown[0]
        )
    if not circles and not to_kinds:
        raise Refused("Vælg mindst ét råd eller udvalg, der får anbefalingen.", field="to")
