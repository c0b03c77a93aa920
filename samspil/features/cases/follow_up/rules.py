"""What must be followed up, who may see to it, and when somebody is told that it is overdue."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from samspil.paper import danish, languages
from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import policy

POLICY = (
    policy.rule("oversee", "body", "secretary politician", "circle")
    .in_words("Udvalgets sekretær og medlemmer ser, hvad der følges op på, og hvad udvalget overtager.")
    .otherwise("Kun udvalgets egne medlemmer og sekretær og myndighedens direktører kan se det her."),
    policy.rule("oversee", "body", "secretary director administrator", "organisation").in_words(
        "Myndighedens sekretærer, direktører og administratorer ser opfølgningen i alle myndighedens udvalg."
    ),
    policy.rule("follow_up", "case_item", "secretary", "circle")
    .in_words("Udvalgets sekretær giver opgaver på udvalgets beslutninger, eller skriver, hvorfor der ingen er.")
    .otherwise("Kun udvalgets sekretær og myndighedens direktører kan give opgaver på en beslutning."),
    policy.rule("follow_up", "case_item", "director", "organisation").in_words(
        "Myndighedens direktører giver opgaver på de beslutninger, de kan se."
    ),
    policy.rule("end", "body", "secretary administrator", "organisation")
    .in_words("Myndighedens sekretærer og administratorer skriver, hvornår et udvalg slutter.")
    .otherwise("Kun myndighedens egen sekretær eller administrator kan skrive, hvornår udvalget slutter."),
    policy.rule("name_heir", "body", "secretary", "circle")
    .in_words("Udvalgets sekretær vælger, hvem der overtager udvalgets opgaver.")
    .otherwise("Kun udvalgets sekretær og myndighedens direktører kan vælge, hvem der overtager dets opgaver."),
    policy.rule("name_heir", "body", "secretary director administrator", "organisation").in_words(
        "Myndighedens sekretærer, direktører og administratorer vælger arvtagere for dens udvalg."
    ),
)
PURPOSE = "follow_up"
Owner = TypeVar("Owner")
# A statement that takes one of these stances asks somebody for something.
ASKING = frozenset({"WISHES", "RECOMMENDS", "ASKS"})
# Nobody is told of the same overdue duty more often than once a week.
TOLD_AGAIN = dt.timedelta(days=7)
SHOWN = languages.words(
    {"": "Alle åbne", "over": "Over fristen", "ses-efter": "Skal ses efter", "uden-arving": "Uden arvtager"}
)


def asks(stance: str, *, is_sent_on: bool, is_carried: bool) -> bool:
    """Tell whether a statement asks for something that somebody must see to.

    What it sends on asks for somebody to carry it; a step that is carried or ended asks no more.
    """
    return stance in ASKING or (is_sent_on and not is_carried)


# Who oversees a body, as the rows above say it: those within it, and those of its authority.
OVERSEERS_WITHIN = frozenset({"secretary", "politician"})
OVERSEERS_OF = frozenset({"secretary", "director", "administrator"})


def check_oversees(*, has_some: bool) -> None:
    """Refuse whoever oversees none of the bodies."""
    if not has_some:
        raise NotAllowed("Kun udvalgenes egne sekretærer og medlemmer og myndighedens direktører ser opfølgningen.")


def check_last_day(name: str, meets_on: dt.date | None) -> None:
    """Refuse a last day before a meeting of the body's."""
    if meets_on is not None:
        raise Refused(
            "{name} har et møde den {meets_on}. Aflys det, flyt det, eller vælg en senere dag.",
            field="on",
            name=name,
            meets_on=danish.date(meets_on),
        )


def check_has_not_handed_over(name: str, *, is_handed_over: bool) -> None:
    """Refuse that a body goes on when its duties have gone to its heirs."""
    if is_handed_over:
        raise Refused(
            "{name} har givet sine opgaver videre og kan ikke fortsætte. Vælg en dag, der er gået.",
            field="on",
            name=name,
        )


def check_is_a_bodys(owner: Owner | None) -> Owner:
    """Return the circle that owns a duty; Refused when a person or an organisation does."""
    if owner is None:
        raise Refused("Kun en opgave, som et udvalg eller partnerskab har, kan få en arvtager.")
    return owner


def check_dates(due_on: dt.date | None, review_on: dt.date | None) -> None:
    """Refuse a duty that is looked at only after it is due."""
    if due_on is not None and review_on is not None and review_on > due_on:
        raise Refused("Opgaven skal ses efter, før fristen er gået. Ret den ene af de to datoer.", field="review_on")


def check_none(*, is_given: bool) -> None:
    """What somebody has the duty of needs no excuse."""
    if is_given:
        raise Refused("Nogen har allerede opgaven. Meld den udført i stedet.")


def check_lives(name: str, until: dt.date | None, today: dt.date) -> None:
    """An heir goes on: what has ended itself inherits nothing."""
    if until is not None and until < today:
        raise Refused("{name} er selv slut. Vælg et udvalg, der fortsætter.", field="heir", name=name)


def check_tells(*, is_owner: bool, is_done: bool) -> None:
    """How a duty goes is told by its owner, until all is done."""
    if not is_owner:
        raise NotAllowed("Kun den, der har opgaven, kan skrive, hvordan det går.")
    if is_done:
        raise Refused("Opgaven er udført. Der skal ikke mere status på den.")


def tell_now(last_told: dt.date | None, today: dt.date) -> bool:
    """Tell whether somebody should hear of an overdue duty today."""
    return last_told is None or today - last_told >= TOLD_AGAIN
