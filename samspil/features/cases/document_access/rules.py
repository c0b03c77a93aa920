"""Access to a case's documents (aktindsigt): what may be left out and by which rule, and who decides it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from samspil.paper import danish, languages
from samspil.paper.refusal import Refused, demanded
from samspil.spine import policy, states

STATES = states.register(
    states.table(
        "access to documents (aktindsigt)",
        {"open": "Under arbejde", "handed_out": "Udleveret"},
        {"open": "handed_out:hand_out_access"},
    )
)
CHOICES = languages.words({"given": "Udleveres", "partly": "Udleveres delvist", "left_out": "Udleveres ikke"})
DONE = languages.words({"given": "Udleveret", "partly": "Udleveret delvist", "left_out": "Ikke udleveret"})
DOCUMENTS = languages.words(
    {"text": "Sagen, som den står på dagsordenen", "decision": "Beslutningen", "annex": "Bilag"}
)
# Lov om offentlighed i forvaltningen, lov nr. 606 of 12 June 2013; what is left of a document is given by § 34.
GROUNDS = languages.words(
    {
        "21": "§ 21: ansættelse og personalesager",
        "23": "§ 23: interne dokumenter",
        "30-1": "§ 30, nr. 1: enkeltpersoners private forhold",
        "30-2": "§ 30, nr. 2: drifts- og forretningsforhold",
        "33-1": "§ 33, nr. 1: forebyggelse, opklaring og forfølgning af lovovertrædelser",
        "33-3": "§ 33, nr. 3: det offentliges økonomiske interesser",
        "33-5": "§ 33, nr. 5: andre interesser, hvor hemmeligholdelse er påkrævet",
        "35": "§ 35: særlig tavshedspligt",
    }
)
MARK = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)

POLICY = (
    policy.rule("prepare", "access_package", "secretary", "circle")
    .in_words("Udvalgets sekretær forbereder og udleverer aktindsigt i en sag.")
    .otherwise("Kun udvalgets sekretær kan svare på aktindsigt."),
)


def check_asked(asked_on: dt.date) -> None:
    """A request has been received before it is answered."""
    if asked_on > danish.today():
        raise Refused("Anmodningen kan ikke være modtaget i fremtiden.", field="asked_on")


def check_open(state: str) -> None:
    """What has been handed out is changed no more."""
    if state != "open":
        raise Refused("Aktindsigten er udleveret og kan ikke ændres. Begynd på en ny, hvis der skal gives mere.")


def check_choice(choice: str, ground: str, *, kind: str, has_copy: bool, words: str, marked: str) -> None:
    """Refuse to leave out without a rule, and a partial answer that does not show what was left out.

    `marked` is the document's own `words` with [[ and ]] around what is left out, and nothing else changed.
    """
    if choice not in CHOICES:
        raise Refused("Vælg, om dokumentet udleveres.", field="choice")
    if choice == "given":
        if ground:
            raise Refused("Et dokument, der udleveres helt, skal ingen regel have. Fjern reglen.", field="ground")
        return
    if ground not in GROUNDS:
        raise Refused("Vælg den regel i offentlighedsloven, der undtager det.", field="ground")

    if choice == "partly" and kind == "annex":
        if not has_copy:
            raise Refused("Læg den udgave af filen op, hvor det undtagne er fjernet.", field="file")
    elif choice == "partly":
        check_marked(words, marked)


def check_marked(words: str, marked: str) -> None:
    """Refuse marks that do not pair, mark nothing, or stand in a text that has been changed."""
    if not MARK.search(marked):
        raise Refused("Sæt [[ og ]] om de ord, der skal udelades.", field="marked")
    rest = MARK.sub("", marked)
    if "[[" in rest or "]]" in rest or any("[[" in part for part in MARK.findall(marked)):
        raise Refused("Et [[ mangler sit ]], eller omvendt. Ret det, så de passer sammen.", field="marked")
    if MARK.sub(r"\1", marked).split() != words.split():
        raise Refused("Ordene er ændret. Sæt kun [[ og ]] om det, der skal udelades.", field="marked")


def check_copy(original: str, copy: str) -> None:
    """Refuse a redacted file under whose black bars every word can still be read and copied."""
    words = set(original.split())
    if words and words <= set(copy.split()):
        raise Refused(
            "Alle ord i den oprindelige fil kan stadig læses i udgaven, også under sorte felter. Fjern selve teksten, "
            "for eksempel ved at udskrive til billede.",
            field="file",
        )


def redacted(marked: str, ground: str) -> str:
    """Return a marked text with a mark, and the rule, where words are left out."""
    return MARK.sub(f"[udeladt efter {section(ground)}]", marked)


def section(ground: str) -> str:
    """Return a ground's section alone: `§ 30, nr. 1`."""
    return GROUNDS[ground].partition(":")[0]


def check_shown_title(shown: str, title: str, *, is_closed: bool, choice: str) -> None:
    """Refuse a list that names what is left out by its closed title."""
    demanded(shown, "Skriv, hvad dokumentet hedder på listen.", field="shown_title")
    if is_closed and choice == "left_out" and title.casefold() in shown.casefold():
        raise Refused(
            "Titlen er lukket. Skriv på listen, hvad det er for et dokument, uden at røbe indholdet.",
            field="shown_title",
        )


def check_hand_out(state: str, *, undecided: Sequence[str], closed_since: Sequence[str], considered: bool) -> None:
    """Refuse to hand out twice, and before every document is decided and more openness considered (§ 14).

    What was chosen while it was public is decided again once it is closed or taken back.
    """
    if state != "open":
        raise Refused("Aktindsigten er allerede udleveret.")
    if undecided:
        raise Refused("Vælg først for »{undecided}«, om det udleveres.", undecided=undecided[0])
    if closed_since:
        raise Refused(
            "»{closed_since}« er lukket eller taget tilbage, siden der blev valgt. Vælg igen, om det udleveres.",
            closed_since=closed_since[0],
        )
    if not considered:
        raise Refused("Overvej, om der kan gives mere, end loven kræver (§ 14), og sæt kryds.", field="considered")
