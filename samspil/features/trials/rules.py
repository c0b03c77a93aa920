"""Who tries what, what a trial must say before it runs, when its own rule stops it, and who may merge ideas. No Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samspil.analysis.disclosure import small
from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import happened, policy

if TYPE_CHECKING:
    from samspil.spine.people import Actor

STATES = ("idea", "planned", "running", "ended", "unknown")
# Of what is known only from sources: that they do not say it is no sign that it was not held.
UNTOLD = "om den blev holdt, står ikke i de kilder, Samspil har"
LABELS = {
    "idea": "idé",
    "planned": "planlagt",
    "running": "i gang",
    "ended": "afsluttet",
    "unknown": "det vides ikke, om den blev holdt",
}
TRANSITIONS = {
    "idea": ("planned",),
    "planned": ("running", "unknown"),
    "unknown": ("running", "ended"),
    "running": ("ended",),
    "ended": (),
}
GIVER_GONE = "en, der har trukket sit bidrag tilbage"
STOP = "stop_trial"  # the purpose of the duty that a reached stop rule gives
ROUND_LABELS = {"planned": "planlagt", "tried": "prøvet"}
CONCLUSIONS = {"keep": "fortsæt", "change": "lav om", "stop": "stop", "spread": "udbred"}
# What a trial must say before it may run: (field, what is missing).
NEEDED = (
    ("belief", "hvad vi tror, der sker"),
    ("smallest_step", "hvad det mindste skridt er"),
    ("look_at", "hvad vi vil se efter"),
    ("stop_rule", "hvornår vi stopper"),
)

_NEAR = "organisation circle"
POLICY = (
    policy.rule("add", "trial", "coordinator staff", _NEAR, "Tovholder og medarbejder kan foreslå en prøvehandling."),
    policy.rule(
        "edit", "trial", "coordinator staff", _NEAR, "De kan ændre den, indtil den er i gang.", "idea planned unknown"
    ),
    policy.rule(
        "move",
        "trial",
        "coordinator",
        _NEAR,
        "Tovholderen sætter den i gang og slutter den.",
        "idea planned unknown running",
    ),
    policy.rule("learn", "trial", "coordinator staff", _NEAR, "De skriver, hvad den lærte dem.", "running ended"),
    policy.rule("round", "trial", "coordinator staff", _NEAR, "De planlægger og følger op på hver omgang.", "running"),
    policy.rule(
        "go_on", "trial", "coordinator", _NEAR, "Tovholderen kan lade den gå videre trods stopreglen.", "running"
    ),
    policy.rule(
        "reach",
        "trial",
        "coordinator staff member",
        _NEAR,
        "Samarbejdets egne spørger, om det kendes i det yderste led.",
        "running ended",
    ),
    policy.rule(
        "publish",
        "trial",
        "coordinator",
        _NEAR,
        "Tovholderen viser den for alle, og tager den af nettet igen.",
        "planned running ended unknown",
    ),
    policy.rule(
        "add",
        "idea",
        "coordinator staff politician director secretary member",
        _NEAR,
        "Alle i samarbejdet kan lægge en idé i kataloget.",
    ),
    policy.rule("edit", "idea", "coordinator", _NEAR, "Tovholderen kan rette en idé."),
    policy.rule(
        "edit", "idea", "staff politician director secretary member", "own", "Den, der skrev idéen, kan rette den."
    ),
    policy.rule("merge", "idea", "coordinator", _NEAR, "Tovholderen kan lægge idéer sammen og skille dem ad igen."),
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


def check_add(by: Actor, node: policy.Placed) -> None:
    """A trial is proposed by those who work where it is to be tried."""
    policy.check(
        by, "add", "trial", node, otherwise="Kun tovholder og medarbejdere i samarbejdet kan foreslå en prøvehandling."
    )


def check_edit(by: Actor, node: policy.Placed, state: str) -> None:
    """Once it runs, what was believed beforehand is not rewritten."""
    policy.check(
        by,
        "edit",
        "trial",
        node,
        state,
        otherwise="Prøvehandlingen kan kun ændres af samarbejdets egne, og kun før den er i gang.",
    )


def check_may_move(by: Actor, node: policy.Placed, state: str) -> None:
    """How far a trial is, is the coordinator's to say, until it has ended."""
    policy.check(
        by,
        "move",
        "trial",
        node,
        state,
        otherwise="Kun tovholderen kan sætte en prøvehandling i gang eller slutte den.",
    )


def check_move(
    by: Actor, node: policy.Placed, state: str, to: str, said: dict[str, str], *, on: danish.When | None = None
) -> None:
    """A trial runs only when it says what it believes, its smallest step, what it looks at and when it stops.

    It neither runs nor ends before its day.
    """
    check_may_move(by, node, state)
    if to in {"running", "ended"}:
        happened.check(on, "Prøvehandlingen", field="state")

    if to not in TRANSITIONS[state]:
        raise Refused(f"En prøvehandling, der er {LABELS[state]}, kan ikke blive {LABELS.get(to, to)}.", field="state")

    if to == "running":
        for field, missing in NEEDED:
            if not said.get(field, "").strip():
                raise Refused(f"Prøvehandlingen kan ikke gå i gang, før der står, {missing}.", field=field)


def check_end(by: Actor, node: policy.Placed, state: str, conclusion: str, why: str) -> None:
    """A trial ends with a conclusion and a reason: keep, change, stop or spread."""
    check_move(by, node, state, "ended", {})
    if conclusion not in CONCLUSIONS:
        raise Refused("Vælg, om det skal fortsætte, laves om, stoppe eller udbredes.", field="conclusion")
    if not why.strip():
        raise Refused("Skriv, hvorfor.", field="why")


def check_may_learn(by: Actor, node: policy.Placed, state: str) -> None:
    """What a trial taught is written by those who work with it, once it runs."""
    policy.check(
        by,
        "learn",
        "trial",
        node,
        state,
        otherwise="Læring skrives af samarbejdets egne, når prøvehandlingen er i gang eller afsluttet.",
    )


def check_learn(by: Actor, node: policy.Placed, state: str, words: str) -> None:
    """A learning point comes of a trial that runs or has run, and says something."""
    check_may_learn(by, node, state)
    if not words.strip():
        raise Refused("Skriv, hvad I har lært.", field="words")


def check_round(by: Actor, node: policy.Placed, state: str) -> None:
    """Rounds are planned and followed up by those who work with the trial, while it runs."""
    policy.check(
        by,
        "round",
        "trial",
        node,
        state,
        otherwise="Omgange skrives af samarbejdets egne, mens prøvehandlingen er i gang.",
    )


def check_plan_round(by: Actor, node: policy.Placed, state: str, *, open_round: int | None, stop: str) -> None:
    """One round at a time, and none once the trial's own rule says stop."""
    check_round(by, node, state)
    if open_round is not None:
        raise Refused(f"Omgang {open_round} er ikke fulgt op endnu. Skriv først, hvordan den gik.")
    if stop:
        raise Refused(f"{stop} Slut prøvehandlingen, eller skriv, hvorfor den skal gå videre.")


def check_planned(plan: str, expected: str) -> None:
    """What is to be seen is written down before anybody looks."""
    if not plan.strip():
        raise Refused("Skriv, hvad I gør denne gang.", field="plan")
    if not expected.strip():
        raise Refused(
            "Skriv, hvad I venter at se. Ellers ved I ikke bagefter, om I blev overraskede.", field="expected"
        )


def check_follow_up(
    by: Actor,
    node: policy.Placed,
    state: str,
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
    check_round(by, node, state)
    happened.check(held_on, "Omgangen", field="held_on")
    for words, field, asks in (
        (tried, "done", "hvad der skete"),
        (seen, "seen", "hvad I så"),
        (why, "act_why", "hvorfor"),
    ):
        if not words.strip():
            raise Refused(f"Skriv, {asks}.", field=field)

    if act not in CONCLUSIONS:
        raise Refused("Vælg, om det skal fortsætte, laves om, stoppe eller udbredes.", field="act")
    if counts and count is None:
        raise Refused("Skriv, hvor mange I talte. Stopreglen bygger på det.", field="count")


def check_may_go_on(by: Actor, node: policy.Placed, state: str) -> None:
    """Whether a trial goes on against its own rule is the coordinator's to answer for."""
    policy.check(
        by,
        "go_on",
        "trial",
        node,
        state,
        otherwise="Kun tovholderen kan lade en prøvehandling gå videre trods stopreglen.",
    )


def check_go_on(
    by: Actor,
    node: policy.Placed,
    state: str,
    *,
    stop: str,
    why: str,
    tried: bool,
    stops_on: dt.date | None,
    today: dt.date,
) -> None:
    """A trial goes on against its own rule only after a round, with a reason that stands beside it, and to a day ahead."""
    check_may_go_on(by, node, state)
    if not stop:
        raise Refused("Stopreglen er ikke nået, så der er ikke noget at gå videre fra.")
    if not tried:
        raise Refused("Der er ikke prøvet noget endnu. Slut prøvehandlingen, og foreslå en ny med en ny dato.")
    if not why.strip():
        raise Refused("Skriv, hvorfor den skal gå videre.", field="why")
    if stops_on is not None and stops_on <= today:
        raise Refused("Den nye sidste dag skal ligge ude i fremtiden.", field="stops_on")


def check_may_reach(by: Actor, node: policy.Placed, state: str) -> None:
    """Whether it is known in the outermost link is asked by the partners, once it runs."""
    policy.check(
        by,
        "reach",
        "trial",
        node,
        state,
        otherwise="Det yderste led spørges af samarbejdets egne, når prøvehandlingen er i gang eller afsluttet.",
    )


def check_reach(by: Actor, node: policy.Placed, state: str, *, asked: int, knew: int, tried: int) -> None:
    """It is asked in a later round: something must have been tried, and nobody knew who was not asked."""
    check_may_reach(by, node, state)
    if not tried and state != "ended":
        raise Refused("Prøv mindst én omgang, før I spørger, om det kendes.")
    if asked < 1:
        raise Refused("Skriv, hvor mange I spurgte.", field="asked")
    if knew > asked:
        raise Refused(f"I spurgte {asked}, så {knew} kan ikke have kendt det.", field="knew")


def check_publish(by: Actor, node: policy.Placed, state: str, public_words: str) -> None:
    """What everybody sees begins with plain words about what is tried, where, when, and whom to ask."""
    check_may_publish(by, node, state)
    if not public_words.strip():
        raise Refused(
            "Skriv først på almindeligt dansk, hvad I prøver, hvor og hvornår, og hvem man kan spørge. Vælg »Ret«."
        )


def check_may_publish(by: Actor, node: policy.Placed, state: str) -> None:
    """Who sees a trial is the coordinator's to say, once it is more than an idea."""
    policy.check(
        by,
        "publish",
        "trial",
        node,
        state,
        otherwise="Kun tovholderen kan vise prøvehandlingen for alle, og først når den er planlagt.",
    )


def check_edition(mine: int, theirs: int) -> None:
    """Nobody writes over what another has written since."""
    if mine != theirs:
        raise Refused(
            "En anden har rettet prøvehandlingen, mens du skrev. Dit eget står her stadig. "
            "Se den nye udgave på prøvehandlingens side, saml det, og gem igen."
        )


def check_add_idea(by: Actor, node: policy.Placed) -> None:
    """Everybody in the partnership may give an idea."""
    policy.check(by, "add", "idea", node, otherwise="Kun samarbejdets egne kan lægge en idé i kataloget.")


def check_idea(words: str, giver: str, given_on: dt.date | None = None) -> None:
    """An idea has its words and somebody it came from, and it was given before it was written down."""
    happened.check(given_on, "Dagen, idéen kom frem,", field="given_on")
    if not words.strip():
        raise Refused("Skriv idéen.", field="words")
    if not giver.strip():
        raise Refused(
            "Skriv, hvem den kom fra, for eksempel »en borger i Vivild« eller foreningens navn.", field="giver"
        )


def check_edit_idea(by: Actor, node: policy.Placed) -> None:
    """An idea is mended by whoever wrote it, and by the coordinator."""
    policy.check(by, "edit", "idea", node, otherwise="Kun den, der skrev idéen, og tovholderen kan rette den.")


def check_may_merge(by: Actor, node: policy.Placed) -> None:
    """Which ideas are one is the coordinator's to say."""
    policy.check(by, "merge", "idea", node, otherwise="Kun tovholderen kan lægge idéer sammen og skille dem ad.")


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
    if not why.strip():
        raise Refused("Skriv, hvorfor de er den samme idé.", field="why")


def check_split(is_merged: bool) -> None:
    """Only what was merged is taken apart."""
    if not is_merged:
        raise Refused("Idéen er ikke lagt sammen med en anden.")
