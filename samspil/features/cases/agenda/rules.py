"""From a proposal to an agenda: the director's approval, what stands on the agenda, and in which order."""

from __future__ import annotations

import datetime as dt
import re

from samspil.features.cases.records.rules.approval import APPROVAL, APPROVALS, Proposal
from samspil.features.cases.records.rules.standing import Standing
from samspil.paper.refusal import Refused
from samspil.spine import policy

DEEDS = ("submit", "recall", "approve", "send_back")
# An item's place may be changed until the minutes are published.
_PLACES = "planned agenda_published minutes_draft"

POLICY = (
    policy.rule("publish_agenda", "meeting", "secretary", "circle", states="planned")
    .in_words("Udvalgets sekretær kan offentliggøre dagsordenen.")
    .otherwise("Det kan kun udvalgets egen sekretær gøre."),
    policy.rule("unpublish_agenda", "meeting", "secretary", "circle", states="agenda_published")
    .in_words("Udvalgets sekretær kan fortryde i ti minutter, at dagsordenen er offentliggjort.")
    .otherwise("Det kan kun udvalgets egen sekretær gøre, og kun til referatet er begyndt."),
    policy.rule("see_queue", "case_item", "director secretary coordinator", "anywhere")
    .in_words("Direktører, sekretærer og tovholdere kan se, hvad der venter på godkendelse hos dem selv.")
    .otherwise("Kun direktører, sekretærer og tovholdere har forslag, der venter på godkendelse."),
    policy.rule("submit", "case_item", "coordinator director", "own", states="draft sent_back")
    .in_words("Den, der har foreslået et punkt, kan sende det til direktørens godkendelse.")
    .otherwise("Kun den, der har foreslået punktet, eller udvalgets sekretær kan sende det til godkendelse."),
    policy.rule("submit", "case_item", "secretary", "circle", states="draft sent_back").in_words(
        "Udvalgets sekretær kan sende et punkt til direktørens godkendelse."
    ),
    policy.rule("recall", "case_item", "coordinator director", "own", states="submitted")
    .in_words("Den, der har sendt et punkt til godkendelse, kan tage det tilbage, til direktøren har svaret.")
    .otherwise("Kun den, der har foreslået punktet, eller udvalgets sekretær kan tage det tilbage."),
    policy.rule("recall", "case_item", "secretary", "circle", states="submitted").in_words(
        "Udvalgets sekretær kan tage et punkt tilbage, til direktøren har svaret."
    ),
    policy.rule("approve", "case_item", "director", "organisation", states="submitted")
    .in_words("Myndighedens direktør godkender, at et punkt kommer på en dagsorden.")
    .otherwise("Kun myndighedens direktør kan godkende punktet eller sende det tilbage."),
    policy.rule("send_back", "case_item", "director", "organisation", states="submitted")
    .in_words("Myndighedens direktør kan sende et punkt tilbage med en begrundelse.")
    .otherwise("Kun myndighedens direktør kan godkende punktet eller sende det tilbage."),
    policy.rule("put_on", "case_item", "secretary", "circle", states=_PLACES)
    .in_words("Udvalgets sekretær kan sætte et punkt på, også som tillæg.")
    .otherwise("Kun udvalgets sekretær kan sætte punktet på dagsordenen."),
    policy.rule("take_off", "case_item", "secretary", "circle", states=_PLACES)
    .in_words("Udvalgets sekretær kan tage et punkt af dagsordenen med en begrundelse.")
    .otherwise("Kun udvalgets sekretær kan tage punktet af dagsordenen."),
    policy.rule("order", "case_item", "secretary", "circle", states=_PLACES)
    .in_words("Udvalgets sekretær ordner punkterne.")
    .otherwise("Kun udvalgets sekretær kan ordne punkterne, og kun til referatet er offentliggjort."),
    policy.rule("postpone", "case_item", "secretary", "circle")
    .in_words("Udvalgets sekretær kan flytte et punkt, der ikke er offentliggjort, til et andet møde.")
    .otherwise("Kun udvalgets sekretær kan flytte punktet til et andet møde."),
    policy.rule("present", "case_item", "secretary", "circle")
    .in_words("Udvalgets sekretær skriver, hvor en sag skal have et oplæg, og hvornår det blev holdt.")
    .otherwise("Kun udvalgets sekretær kan skrive, hvor sagen skal have et oplæg."),
    policy.rule("call", "meeting", "secretary", "circle", states="planned agenda_published")
    .in_words("Udvalgets sekretær indkalder til møder og aflyser dem.")
    .otherwise("Kun udvalgets egen sekretær kan indkalde til mødet eller aflyse det."),
)

TOO_LATE = "Tag punkterne af et for et, eller aflys mødet, og skriv hvorfor."
NOT_STANDING = "Kun udvalgets sekretær kan sætte de faste punkter på, og kun til referatet er offentliggjort."


# What a house's standing items are about, known by the words of their titles.
_STANDING = (
    ("agenda", re.compile(r"\bdagsorden", re.IGNORECASE)),
    ("minutes", re.compile(r"\breferat", re.IGNORECASE)),
    ("attendance", re.compile(r"\b(?:mødedeltagelse|fremmøde|afbud)", re.IGNORECASE)),
    ("orientation", re.compile(r"\borientering", re.IGNORECASE)),
)


def standing_key(title: str) -> str:
    """Tell what a house's standing item is about: `agenda`, `minutes`, `attendance`, `orientation`, or `other`."""
    return next((key for key, words in _STANDING if words.search(title)), "other")


def stands_open(deed: str, item: Proposal) -> bool:
    """Tell whether a proposal is where a deed takes it from: a step of its approval, or `put_on`."""
    is_off = item.withdrawn_at is not None
    if deed in DEEDS:
        return not is_off and item.approval in APPROVAL.ways(deed)
    return item.approval in {"", "approved"} and (not item.is_on or is_off)


def state_for(deed: str, item: Proposal) -> str:
    """Return the state by which the policy judges a deed: a step of the approval by that, a place by the meeting."""
    return item.approval if deed in DEEDS else item.meeting.state


def check_step(deed: str, item: Proposal) -> str:
    """Return the approval that a deed leads to; Refused out of turn."""
    if item.withdrawn_at is not None:
        raise Refused("Punktet er taget af. Sæt det på et møde igen, før det sendes til godkendelse.")
    ways = APPROVAL.ways(deed)
    if item.approval not in ways:
        raise Refused(
            "Punktet er »{approval}«. Genindlæs siden, og se, hvor det er nået til.", approval=APPROVALS[item.approval]
        )

    return ways[item.approval]


def check_approved_last(item: Proposal, *, is_own: bool) -> None:
    """Refuse to undo an approval that another gave, and one after which the item or its agenda has moved on."""
    if item.approval != "approved" or item.withdrawn_at is not None or not is_own:
        raise Refused("Punktet er ændret siden. Genindlæs siden, og se, hvordan det står nu.")
    if item.is_on and item.meeting.state != "planned":
        raise Refused("Punktet står på en offentlig dagsorden. Bed udvalgets sekretær tage det af.")


def first_of(deed: str) -> str:
    """Return an approval that a deed comes from: who may is asked as if it were the deed's turn, which `check_step` judges."""
    return next(iter(APPROVAL.ways(deed)))


def check_put_on(item: Proposal) -> None:
    """Refuse what waits for approval, and what is on already."""
    _check_open(item)
    if item.is_on and item.withdrawn_at is None:
        raise Refused("Punktet er allerede på dagsordenen.")
    if item.approval not in {"", "approved"}:
        raise Refused(
            "Punktet er »{approval}«. Det kan først komme på dagsordenen, når direktøren har godkendt det.",
            approval=APPROVALS[item.approval],
        )


def check_take_off(item: Proposal, *, has_decision: bool = False) -> None:
    """Refuse what is off already, and what has been decided."""
    _check_open(item)
    if item.withdrawn_at is not None:
        raise Refused("Punktet er allerede taget af dagsordenen.")
    if has_decision:
        raise Refused("Punktet er besluttet og kan ikke tages af. Ret beslutningen i stedet.")


def check_order(item: Proposal) -> None:
    """Refuse to move what has no place on the agenda."""
    _check_open(item)
    if not item.is_on:
        raise Refused("Punktet er ikke på dagsordenen og har ingen plads der.")


def check_postpone(item: Proposal) -> None:
    """Refuse to move what the public has seen to another meeting."""
    _check_open(item)
    if item.is_on and item.meeting.state != "planned":
        raise Refused(
            "Dagsordenen er offentliggjort. Tag punktet af med en begrundelse, og sæt et nyt på det andet møde."
        )


def check_takes_items(to: Standing, *, same_body: bool) -> None:
    """Refuse to move an item to a meeting of others, or to one whose agenda is published."""
    if not same_body or to.state != "planned":
        raise Refused("Vælg et af udvalgets egne møder, hvis dagsorden ikke er offentliggjort.", field="meeting")


def check_ahead(meeting: Standing) -> None:
    """Refuse to call to a meeting that has been held, or to call it off."""
    if meeting.state not in {"planned", "agenda_published"}:
        raise Refused("Mødet er holdt. Man kan ikke indkalde til det eller aflyse det nu.")


def _check_open(item: Proposal) -> None:
    if item.meeting.state == "published":
        raise Refused("Referatet er offentliggjort. Dagsordenen kan ikke ændres nu.")


def check_agenda_day(due_on: dt.date | None, meets_on: dt.date) -> None:
    """Refuse an agenda that is published after the meeting."""
    if due_on is not None and due_on > meets_on:
        raise Refused("Dagsordenen skal offentliggøres senest på mødets dag.", field="agenda_due_on")


def check_agenda(titles: int) -> None:
    """Refuse to publish an agenda without items."""
    if not titles:
        raise Refused("Dagsordenen er tom. Sæt mindst ét punkt på, før den offentliggøres.")
