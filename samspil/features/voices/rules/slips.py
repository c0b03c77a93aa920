"""Who may do what with a pad of slips, what becomes of a slip, and which sheet can be typed. No Django."""

from __future__ import annotations

import datetime as dt

from samspil.paper.refusal import Refused, demanded
from samspil.spine import policy, states

STATES = states.register(
    states.table(
        "slip (seddel)",
        {"out": "ude", "in": "inde", "void": "ubrugt", "lost": "tabt"},
        {"out": "in:type_in void:set_aside lost:lose", "in": "", "void": "out:put_back", "lost": "out:put_back"},
        refuses="Sedlen er {before} og kan ikke blive {after}. Åbn blokken igen, og se, hvordan den står.",
    )
)

MOST = 50  # slips in one pad: more than anybody fills in on one round
WAITS = dt.timedelta(days=3)  # how long after the pad's day a slip may be out before somebody looks for it
LASTS = dt.timedelta(days=365)  # how long after the pad's day a sheet can be typed
DUTY_PURPOSE = "slips"
DUTY_TITLE = "Find de sedler, der mangler"

POLICY = (
    policy.rule("hand_out", "pad", "coordinator", policy.NEAR)
    .in_words("Tovholderen giver en blok numrerede sedler til den, der tager rundt, og udskriver den.")
    .otherwise("Kun tovholderen giver en blok numrerede sedler ud og udskriver den."),
    policy.rule("type_in", "pad", "coordinator staff secretary", policy.NEAR)
    .in_words("De ser en blok og skriver dens ark ind.")
    .otherwise("Kun den, der har blokken, og tovholder, medarbejder og sekretær dér kan se den og skrive ark ind."),
    policy.rule("type_in", "pad", "*", "own", "Den, der har blokken, ser den og skriver sine ark ind."),
    policy.rule("account", "pad", "coordinator", policy.NEAR)
    .in_words("Tovholderen siger, at en seddel er ubrugt, tabt eller fundet igen, og spærrer koden på en seddel.")
    .otherwise("Kun tovholderen og den, der har blokken, siger, hvad der blev af dens sedler."),
    policy.rule("account", "pad", "*", "own", "Den, der har blokken, siger, hvad der blev af dens sedler."),
)


def check_number(number: int) -> None:
    """A pad has at least one slip, and no more than one round can use."""
    if not 1 <= number <= MOST:
        raise Refused("En blok har mellem 1 og {most} sedler.", field="number", most=MOST)


def check_day(day: dt.date, today: dt.date) -> None:
    """The day somebody goes round is about now: the clock that looks for missing slips runs from it."""
    if abs(day - today) > dt.timedelta(days=60):
        raise Refused("Skriv den dag, der bliver taget rundt: højst to måneder før eller efter i dag.", field="on")


def check_holder(*, is_there: bool, name: str, place: str) -> None:
    """Whoever carries a pad has a role where its voices belong: otherwise they could not type them."""
    if not is_there:
        raise Refused(
            "{name} har ingen rolle hos {place} og kan derfor ikke skrive bidrag ind dér. Vælg en anden.",
            field="holder",
            name=name,
            place=place,
        )


def check_call(phone: str) -> None:
    """On a slip stands whom its person can ring."""
    demanded(
        phone,
        "Der mangler et telefonnummer til sedlerne: Samspil kender hverken et på den, der har blokken, eller på "
        "organisationen. Skriv det nummer, folk kan ringe til.",
        field="phone",
    )


def check_print(*, is_printed: bool, has_out: bool) -> None:
    """A pad is printed once: a second print would make the codes worthless that people have at home."""
    if is_printed:
        raise Refused(
            "Blokken er udskrevet. Koderne findes kun på papiret og kan ikke laves igen. Gik udskriften galt, så meld resten "
            "ubrugt, og lav en ny blok."
        )
    if not has_out:
        raise Refused("Der er ingen sedler at udskrive: de er alle meldt ubrugte eller tabte. Lav en ny blok.")


def check_typed(state: str | None, number: int, count: int, *, is_printed: bool, day: dt.date, today: dt.date) -> None:
    """A sheet is typed once, by a number of its own pad, while its slip is out. `state` is None for a number there is none of."""
    if not is_printed:
        raise Refused("Blokken er ikke udskrevet, så ingen har et ark fra den. Udskriv den først.", field="number")
    if state is None:
        raise Refused(
            "Blokken har sedlerne 1 til {count}, og nummer {number} er ikke en af dem. Se efter på arket, og se, om det er den "
            "rigtige blok.",
            field="number",
            count=count,
            number=number,
        )
    if state == "in":
        raise Refused(
            "Seddel {number} er skrevet ind. Er det et andet ark, så se efter nummeret; er det det samme, så er du færdig "
            "med det.",
            field="number",
            number=number,
        )
    if state == "lost":
        raise Refused(
            "Seddel {number} er meldt tabt, og dens kode er spærret. Er arket fundet, så tryk »Fundet igen« ved sedlen, og "
            "skriv det ind bagefter.",
            field="number",
            number=number,
        )
    if state == "void":
        raise Refused(
            "Seddel {number} er meldt ubrugt. Er der alligevel skrevet på arket, så tryk »Er ude alligevel« ved sedlen, og "
            "skriv det ind bagefter.",
            field="number",
            number=number,
        )
    if today > day + LASTS:
        raise Refused(
            "Blokken er mere end et år gammel. Skriv bidraget ind som et nyt, og giv en ny seddel.", field="number"
        )


def is_missing(day: dt.date, today: dt.date, out: int, *, is_printed: bool) -> bool:
    """Tell whether somebody has to look for slips of a pad: printed, its day three days ago, and some of it still out."""
    return is_printed and out > 0 and today >= day + WAITS
