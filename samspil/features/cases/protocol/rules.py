"""Who was there at an item, what its votes must add up to, who may dissent, and when a member may stop a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from samspil.features.cases.records.rules import outcomes
from samspil.features.cases.records.rules.attendance import DISSENTS, THERE, VOTES, Seat
from samspil.features.cases.records.rules.outcomes import OUTCOMES, STANCES
from samspil.features.cases.records.rules.standing import Standing
from samspil.paper import danish
from samspil.paper.refusal import Refused, demanded
from samspil.spine import happened, policy

# What a secretary chooses when an item was only told about.
NO_OUTCOME = "NONE"
POLICY = (
    policy.rule("stay", "case_item", "secretary politician", "circle", states="minutes_draft")
    .in_words(
        "Et medlem kan bringe udvalgets beslutning for kommunalbestyrelsen, til referatet er offentliggjort; sekretæren "
        "skriver det også for medlemmet (styrelseslovens § 23)."
    )
    .otherwise("Kun et medlem af udvalget kan bringe beslutningen for kommunalbestyrelsen."),
)


def check_attendance(
    presence: str, *, arrived: bool, arrived_order: int | None, left: bool, left_order: int | None, stands_in: bool
) -> None:
    """Refuse attendance that contradicts itself: a time without its item, gone before come, and the like."""
    if presence not in THERE and (arrived or left or arrived_order is not None or left_order is not None):
        raise Refused("Kun den, der var til stede, kan komme senere eller gå før.", field="presence")
    if stands_in and presence != "substitute":
        raise Refused("Vælg »Stedfortræder«, når nogen mødte for en anden.", field="presence")
    if arrived and arrived_order is None:
        raise Refused("Vælg også det punkt, der begyndte, da vedkommende kom.", field="arrived_before")
    if left and left_order is None:
        raise Refused("Vælg også det første punkt, som vedkommende ikke var med til.", field="left_before")
    if arrived_order is not None and left_order is not None and left_order <= arrived_order:
        raise Refused("Ingen kan gå, før de er kommet. Ret punkterne.", field="left_before")


def check_held(began: dt.datetime | None, adjourned: dt.datetime | None, day: dt.date | None) -> None:
    """Refuse a meeting that was adjourned before it began."""
    if began is not None and adjourned is not None and adjourned < began:
        raise Refused("Mødet kan ikke hæves, før det begynder.", field="adjourned")
    happened.check(began, "Mødet", field="began")
    happened.check(adjourned, "Tidspunktet, hvor mødet blev hævet,", field="adjourned")
    if began is not None or adjourned is not None:
        happened.check(day, "Mødet")
    if adjourned is not None and began is None and day is None:
        raise Refused("Skriv, hvornår mødet begyndte.", field="began")


def check_votes(there: Sequence[Seat], counts: Mapping[str, int], named: Mapping[int, str] | None = None) -> None:
    """Refuse votes that do not add up to those who were there, and votes of others."""
    if not there:
        raise Refused("Skriv først, hvem der er til stede ved punktet. Så kan stemmerne tælles op.")

    if named is not None:
        keys = {seat.key for seat in there}
        if set(named) - keys:
            raise Refused("Kun de, der var til stede ved punktet og ikke inhabile, har stemt. Ret afstemningen.")
        if lacking := [seat.name for seat in there if seat.key not in named]:
            raise Refused(
                "Der mangler en stemme fra {lacking}. Vælg for, imod eller undlod.", lacking=danish.listing(lacking)
            )
        if set(named.values()) - VOTES.keys():
            raise Refused("Vælg for, imod eller undlod.")

    cast = sum(counts.values())
    if any(number < 0 for number in counts.values()) or cast != len(there):
        raise Refused(
            "Der er talt {cast}, men {there} var til stede ved punktet og ikke inhabile. "
            "Ret stemmerne eller fremmødet.",
            field="in_favour",
            cast=danish.count(cast, "stemme", "stemmer"),
            there=len(there),
        )


def check_was_there(seat: Seat | None, order: int, *, field: str = "invitation") -> None:
    """Refuse dissent or a stay by somebody who took no part in the item."""
    if seat is None or not seat.was_there(order):
        raise Refused("Vælg en, der var til stede ved punktet og ikke inhabil.", field=field)


def check_dissent(kind: str, words: str) -> None:
    """Refuse a dissent without words or of an unknown kind."""
    if kind not in DISSENTS:
        raise Refused("Vælg, om det er en mindretalsudtalelse eller en protokoltilførsel.", field="kind")
    demanded(words, "Skriv udtalelsen, som medlemmet vil have den i referatet.", field="words")


def check_stay(meeting: Standing, *, is_municipal: bool, is_committee: bool, is_stayed: bool, is_own: bool) -> None:
    """Refuse a stay where the law gives none: not in a municipality's committee, or after the minutes.

    Styrelsesloven § 23: any member of a committee may, at the meeting and to the record, stop a decision by asking that the
    council decide. Not what a law leaves to the committee alone: that is the secretary's to know.
    """
    if not is_municipal or not is_committee:
        raise Refused(
            "Standsningsretten gælder kun beslutninger i en kommunes udvalg (styrelseslovens § 23). En region og en "
            "kommunalbestyrelse har den ikke."
        )
    if meeting.state != "minutes_draft":
        raise Refused("Standsningsretten skal bruges på mødet. Den kan ikke bruges, når referatet er lukket.")
    if is_stayed:
        raise Refused("Beslutningen er allerede bragt for kommunalbestyrelsen.")
    if not is_own:
        raise Refused(
            "Du kan kun erklære det for dig selv. Udvalgets sekretær kan skrive det for andre.", field="invitation"
        )


def words_of(outcome: str) -> str:
    """Return the words that minutes have for an outcome; nothing for none."""
    return f"{OUTCOMES[outcome]}." if outcome in OUTCOMES else ""


def written_meanwhile(theirs: str) -> str:
    """Return what is told to whoever decides an item that somebody else has decided since."""
    now = f"Nu står der: »{theirs}«" if theirs else "Den er taget ud"
    return f"En anden har skrevet beslutningen imens. {now}. Din står her stadig. Gem igen, hvis den skal gælde."


def told_of(written: int) -> str:
    """Return what is said when decisions were written."""
    if not written:
        return "Der er ikke skrevet nye beslutninger."
    return f"{danish.count(written, 'beslutning', 'beslutninger')} er gemt."


def reads(words: str) -> list[str]:
    """Return what the words of a decision are read as, each in its word: outcomes, or a stance; nothing when unclear."""
    parts = [outcomes.flat(part) for part in outcomes.parted(words)]
    if any(outcomes.is_torn(part) for part in parts):
        return []
    found = {outcome for part in parts for outcome in outcomes.outcomes_in(part)}
    stance = "" if found else outcomes.stance_in(" ".join(parts))
    return [label for outcome, label in OUTCOMES.items() if outcome in found] + ([STANCES[stance]] if stance else [])
