"""Who tries what, what a trial must say before it runs, when its own rule stops it, and who may merge ideas. No Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from samspil.analysis.disclosure import small
from samspil.paper import danish, languages
from samspil.paper.refusal import Refused, demanded
from samspil.spine import happened, policy, states
from samspil.spine.kinds import Trait

# Of what is known only from sources: that they do not say it is no sign that it was not held.
UNTOLD = "om den blev holdt, står ikke i de kilder, Samspil har"
STATES = states.register(
    states.table(
        "trial (prøvehandling)",
        {
            "idea": "idé",
            "planned": "planlagt",
            "running": "i gang",
            "ended": "afsluttet",
            "unknown": "det vides ikke, om den blev holdt",
        },
        {"idea": "planned", "planned": "running unknown", "unknown": "running ended", "running": "ended"},
        refuses="En prøvehandling, der er {before}, kan ikke blive {after}.",
    )
)
GIVER_GONE = "en, der har trukket sit bidrag tilbage"
STOP = "stop_trial"  # the purpose of the duty that a reached stop rule gives
ROUNDS = states.register(
    states.table("round of a trial (omgang)", {"planned": "planlagt", "tried": "prøvet"}, {"planned": "tried"})
)
CONCLUSIONS = languages.words({"keep": "fortsæt", "change": "lav om", "stop": "stop", "spread": "udbred"})
# What a trial must say before it may run: (field, what is missing).
NEEDED = (
    ("belief", "hvad vi tror, der sker"),
    ("smallest_step", "hvad det mindste skridt er"),
    ("look_at", "hvad vi vil se efter"),
    ("stop_rule", "hvornår vi stopper"),
)

# What a trial, and what an idea, may begin from; a trial with the words that offer it there.
BEGINS = {
    Trait.INSIGHT: "Prøv noget af i lille skala",
    Trait.ACTIVITY: "Prøv noget af i lille skala",
    Trait.IDEA: "Prøv idéen af i lille skala",
    Trait.LEARNING: "Prøv noget nyt af ud fra læringen",
}
IDEA_BEGINS = (Trait.PARTNERSHIP, Trait.ACTIVITY, Trait.VOICE, Trait.INSIGHT, Trait.LEARNING)

_WORKERS = "coordinator staff"
POLICY = (
    policy.rule("add", "trial", _WORKERS, policy.NEAR)
    .in_words("Tovholder og medarbejder kan foreslå en prøvehandling.")
    .otherwise("Kun tovholder og medarbejdere i samarbejdet kan foreslå en prøvehandling."),
    policy.rule("edit", "trial", _WORKERS, policy.NEAR, states="idea planned unknown")
    .in_words("De kan ændre den, indtil den er i gang.")
    .otherwise("Prøvehandlingen kan kun ændres af samarbejdets egne, og kun før den er i gang."),
    policy.rule("move", "trial", "coordinator", policy.NEAR, states="idea planned unknown running")
    .in_words("Tovholderen sætter den i gang og slutter den.")
    .otherwise("Kun tovholderen kan sætte en prøvehandling i gang eller slutte den."),
    policy.rule("learn", "trial", _WORKERS, policy.NEAR, states="running ended")
    .in_words("De skriver, hvad den lærte dem.")
    .otherwise("Læring skrives af samarbejdets egne, når prøvehandlingen er i gang eller afsluttet."),
    policy.rule("round", "trial", _WORKERS, policy.NEAR, states="running")
    .in_words("De planlægger og følger op på hver omgang.")
    .otherwise("Omgange skrives af samarbejdets egne, mens prøvehandlingen er i gang."),
    policy.rule("go_on", "trial", "coordinator", policy.NEAR, states="running")
    .in_words("Tovholderen kan lade den gå videre trods stopreglen.")
    .otherwise("Kun tovholderen kan lade en prøvehandling gå videre trods stopreglen."),
    policy.rule("reach", "trial", "coordinator staff member", policy.NEAR, states="running ended")
    .in_words("Samarbejdets egne spørger, om det kendes i det yderste led.")
    .otherwise("Det yderste led spørges af samarbejdets egne, når prøvehandlingen er i gang eller afsluttet."),
    policy.rule("publish", "trial", "coordinator", policy.NEAR, states="planned running ended unknown")
    .in_words("Tovholderen viser den for alle, og tager den af nettet igen.")
    .otherwise("Kun tovholderen kan vise prøvehandlingen for alle, og først når den er planlagt."),
    policy.rule("add", "idea", "coordinator staff politician director secretary member", policy.NEAR)
    .in_words("Alle i samarbejdet kan lægge en idé i kataloget.")
    .otherwise("Kun samarbejdets egne kan lægge en idé i kataloget."),
    policy.rule("edit", "idea", "coordinator", policy.NEAR)
    .in_words("Tovholderen kan rette en idé.")
    .otherwise("Kun den, der skrev idéen, og tovholderen kan rette den."),
    policy.rule("edit", "idea", "staff politician director secretary member", "own").in_words(
        "Den, der skrev idéen, kan rette den."
    ),
    policy.rule("merge", "idea", "coordinator", policy.NEAR)
    .in_words("Tovholderen kan lægge idéer sammen og skille dem ad igen.")
    .otherwise("Kun tovholderen kan lægge idéer sammen og skille dem ad."),
)


@dataclass(frozen=True)
class StopRule:
    """When a trial's own rule stops it: its last day, and a count that stays below a limit some rounds in a row."""

    stops_on: dt.date | None = None
    below: int | None = None
    rounds: int = 1


def why_stop(rule: StopRule, counts: Sequence[int | None], acts: Sequence[str], today: dt.date) -> str:
    """Say why a trial must stop now, by its own rule or its last round; empty when it may go on.

    `counts` and `acts` are those of the rounds tried since somebody last let it go on, oldest first. A round that
    counted nothing breaks the row: what was not counted is not few.
    """
    if acts and acts[-1] == "stop":
        return "I besluttede at stoppe i den seneste omgang."

    if rule.below is not None:
        last = counts[-rule.rounds :]
        if len(last) == rule.rounds and all(count is not None and count < rule.below for count in last):
            row = "i den seneste omgang" if rule.rounds == 1 else f"i {rule.rounds} omgange i træk"
            return f"I talte færre end {rule.below} {row}."

    if rule.stops_on is not None and today > rule.stops_on:
        return "Sidste dag er passeret."

    return ""


def outside(count: int | None) -> str:
    """Write a count of citizens for those outside: few are not told, many are rounded to five."""
    if count is None:
        return ""
    # Few citizens in a small town are persons whom somebody knows.
    shown = small.Rule().show(count)
    return f"højst {small.HIDE_AT_MOST}" if shown is None else f"omkring {shown}"


def reach_outside(asked: int, knew: int) -> str:
    """Write how many of those asked knew of it, for those outside.

    Neither the number who knew nor the number who did not may be small, or the one could be told from the other.
    """
    rule = small.Rule()
    shown = rule.show(asked), rule.show(knew)
    if None in shown or rule.is_small(asked - knew):
        return "For få til at vise tal"
    return f"omkring {shown[1]} af omkring {shown[0]} kendte det"


def check_move(state: str, to: str, said: dict[str, str], *, on: danish.When | None = None) -> None:
    """A trial runs only when it says what it believes, its smallest step, what it looks at and when it stops.

    It neither runs nor ends before its day.
    """
    if to in {"running", "ended"}:
        happened.check(on, "Prøvehandlingen", field="state")

    STATES.check(state, to)
    if to == "running":
        for field, missing in NEEDED:
            demanded(
                said.get(field, ""),
                "Prøvehandlingen kan ikke gå i gang, før der står, {missing}.",
                field=field,
                missing=missing,
            )


def check_end(state: str, conclusion: str, why: str) -> None:
    """A trial ends with a conclusion and a reason: keep, change, stop or spread."""
    check_move(state, "ended", {})
    if conclusion not in CONCLUSIONS:
        raise Refused("Vælg, om det skal fortsætte, laves om, stoppe eller udbredes.", field="conclusion")
    demanded(why, "Skriv, hvorfor.", field="why")


def check_learn(words: str) -> None:
    """A learning point says something."""
    demanded(words, "Skriv, hvad I har lært.", field="words")


def check_plan_round(*, open_round: int | None, stop: str) -> None:
    """One round at a time, and none once the trial's own rule says stop."""
    if open_round is not None:
        raise Refused(
            "Omgang {open_round} er ikke fulgt op endnu. Skriv først, hvordan den gik.", open_round=open_round
        )
    if stop:
        raise Refused("{stop} Slut prøvehandlingen, eller skriv, hvorfor den skal gå videre.", stop=stop)


def check_planned(plan: str, expected: str) -> None:
    """What is to be seen is written down before anybody looks."""
    demanded(plan, "Skriv, hvad I gør denne gang.", field="plan")
    demanded(
        expected, "Skriv, hvad I venter at se. Ellers ved I ikke bagefter, om I blev overraskede.", field="expected"
    )


def check_follow_up(
    *,
    tried: str,
    seen: str,
    act: str,
    why: str,
    counts: bool,
    count: int | None,
    held_on: dt.date | None = None,
) -> None:
    """A round ends with what happened, what was seen, the count when the rule needs one, and what to do now."""
    happened.check(held_on, "Omgangen", field="held_on")
    for words, field, asks in (
        (tried, "done", "hvad der skete"),
        (seen, "seen", "hvad I så"),
        (why, "act_why", "hvorfor"),
    ):
        demanded(words, "Skriv, {asks}.", field=field, asks=asks)

    if act not in CONCLUSIONS:
        raise Refused("Vælg, om det skal fortsætte, laves om, stoppe eller udbredes.", field="act")
    if counts and count is None:
        raise Refused("Skriv, hvor mange I talte. Stopreglen bygger på det.", field="count")


def check_go_on(*, stop: str, why: str, tried: bool, stops_on: dt.date | None, today: dt.date) -> None:
    """A trial goes on against its own rule only after a round, with a reason that stands beside it, and to a day ahead."""
    if not stop:
        raise Refused("Stopreglen er ikke nået, så der er ikke noget at gå videre fra.")
    if not tried:
        raise Refused("Der er ikke prøvet noget endnu. Slut prøvehandlingen, og foreslå en ny med en ny dato.")
    demanded(why, "Skriv, hvorfor den skal gå videre.", field="why")
    if stops_on is not None and stops_on <= today:
        raise Refused("Den nye sidste dag skal ligge ude i fremtiden.", field="stops_on")


def check_reach(state: str, *, asked: int, knew: int, tried: int) -> None:
    """It is asked in a later round: something must have been tried, and nobody knew who was not asked."""
    if not tried and state != "ended":
        raise Refused("Prøv mindst én omgang, før I spørger, om det kendes.")
    if asked < 1:
        raise Refused("Skriv, hvor mange I spurgte.", field="asked")
    if knew > asked:
        raise Refused("I spurgte {asked}, så {knew} kan ikke have kendt det.", field="knew", asked=asked, knew=knew)


def check_publish(public_words: str) -> None:
    """What everybody sees begins with plain words about what is tried, where, when, and whom to ask."""
    demanded(
        public_words,
        "Skriv først på almindeligt dansk, hvad I prøver, hvor og hvornår, og hvem man kan spørge. Vælg »Ret«.",
    )


def check_edition(mine: int, theirs: int) -> None:
    """Nobody writes over what another has written since."""
    if mine != theirs:
        raise Refused(
            "En anden har rettet prøvehandlingen, mens du skrev. Dit eget står her stadig. "
            "Se den nye udgave på prøvehandlingens side, saml det, og gem igen."
        )


def check_idea(words: str, giver: str, given_on: dt.date | None = None) -> None:
    """An idea has its words and somebody it came from, and it was given before it was written down."""
    happened.check(given_on, "Dagen, idéen kom frem,", field="given_on")
    demanded(words, "Skriv idéen.", field="words")
    demanded(giver, "Skriv, hvem den kom fra, for eksempel »en borger i Vivild« eller foreningens navn.", field="giver")


def check_merge(*, same: bool, is_merged: bool, into_merged: bool, same_place: bool, why: str) -> None:
    """Two ideas of one partnership become one for a reason, and no idea is merged twice."""
    if same:
        raise Refused("Vælg en anden idé end denne.", field="into")
    if is_merged:
        raise Refused("Idéen er allerede lagt sammen med en anden. Skil dem først ad.")
    if into_merged:
        raise Refused("Den idé er selv lagt sammen med en anden. Vælg den, de er samlet i.", field="into")
    if not same_place:
        raise Refused("Idéerne hører til hvert sit samarbejde. Lav en sammenhæng mellem dem i stedet.", field="into")
    demanded(why, "Skriv, hvorfor de er den samme idé.", field="why")


def check_split(is_merged: bool) -> None:
    """Only what was merged is taken apart."""
    if not is_merged:
        raise Refused("Idéen er ikke lagt sammen med en anden.")
