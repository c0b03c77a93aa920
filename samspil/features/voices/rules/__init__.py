"""Who may do what with a voice and when, what a voice may hold, and its fate as the thread tells it. No Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Protocol

from samspil.analysis import sides
from samspil.features.voices.alarm import rules as alarm_rules
from samspil.features.voices.legal import rules as legal_rules
from samspil.features.voices.rules import answering as answering
from samspil.features.voices.rules import consents as consents_rules
from samspil.features.voices.rules import danger as danger
from samspil.features.voices.rules import deposits as deposits
from samspil.features.voices.rules import publishing as publishing
from samspil.features.voices.rules import slips as slips
from samspil.features.voices.rules.fates import (
    STAGE_LABELS as STAGE_LABELS,
)
from samspil.features.voices.rules.fates import (
    STAGE_OF_TRAIT as STAGE_OF_TRAIT,
)
from samspil.features.voices.rules.fates import (
    TOLD_OF_TRAIT as TOLD_OF_TRAIT,
)
from samspil.features.voices.rules.fates import (
    Fate as Fate,
)
from samspil.features.voices.rules.fates import (
    Reached as Reached,
)
from samspil.features.voices.rules.fates import (
    Stage as Stage,
)
from samspil.features.voices.rules.fates import (
    fate as fate,
)
from samspil.paper import cpr, danish, identity, languages
from samspil.paper.refusal import Refused, demanded
from samspil.spine import consent_words, pass_purposes, policy, proofs, states

if TYPE_CHECKING:
    from samspil.spine.people import Actor

STATES = states.register(
    states.table(
        "voice (bidrag)",
        {"received": "modtaget", "published": "offentligt", "withdrawn": "trukket tilbage"},
        {"received": "published withdrawn", "published": "received withdrawn"},
    )
)

SIDES = sides.SIDES
METHODS = languages.words(
    {
        "kitchen_table_talk": "køkkenbordssamtale",
        "field_work": "feltarbejde",
        "ethno_raid": "etnoraid",
        "photo_elicitation": "fotoelicitering",
        "design_sprint": "turbodesignsprint",
        "conversation_salon": "samtalesalon",
        "joint_interpretation": "fællestolkning",
        "phone": "telefonsamtale",
        "letter": "brev eller seddel",
        "other": "på anden vis",
    }
)
CHANNELS = languages.words(
    {
        "letter": "brev",
        "phone": "telefon",
        "in_person": "personligt møde",
        "through_person": "gennem en, personen stoler på",
        "mail": "e-mail",
    }
)
# What a consent may cover: (name in the consent, as it stands on the form).
PURPOSES = {
    "interpret": "Mine ord må bruges, når parterne sammen tolker det, folk har fortalt.",
    "quote": "Mine ord må citeres ordret.",
    "role_label": "Min rolle må stå ved ordene (for eksempel »borger« eller »pårørende«).",
    "publish": "Mit bidrag må ligge offentligt på nettet.",
    "photo": "Mit billede må vises sammen med ordene.",
}

CONSENT_KEY = "voice"
CONSENT_TITLE = "Må vi bruge det, du har fortalt?"
CONSENT_BODY = f"""Du har fortalt os noget, som kan gøre sundheden bedre og mere lige. Du bestemmer selv, hvad vi må bruge det til. \
Du kan sige ja til noget og nej til andet.

{consent_words.KEPT}

{consent_words.ALWAYS} Brug koden på dit papir, eller sig det til den, du talte med. \
{consent_words.STOPS} {consent_words.MAY_KEEP} Det, vi har brugt dem til før da, er stadig lovligt.

Du får svar på, hvad der blev af det, du fortalte."""

LONGEST_WORDS = 10_000  # characters: some four pages; a longer talk is several voices
DAYS_TO_ANSWER = 30  # the date suggested for the answer when nobody chooses another
TOLD = ("role_label", "place", "through", "not_taken_further_because")  # what a voice's own columns tell of the person
OFF_THE_NET = "publish"  # what is taken back when a voice is taken off the net
ANSWER = "answer"  # the purpose of the duty to answer
CODE_LASTS = dt.timedelta(days=5 * 365)
PASS_PURPOSE = pass_purposes.declare(
    "voice", label="Følge sit eget bidrag, læse svaret og trække det tilbage", longest=CODE_LASTS, reads_record=True
)

_GATHERS = "coordinator staff secretary member"
_READS = "coordinator staff secretary member evaluator"
_PUBLISHES = "coordinator staff secretary"
PUBLISHERS = frozenset(_PUBLISHES.split())
_LIVING = "received published"
POLICY = (
    policy.rule("add", "voice", _GATHERS, policy.NEAR)
    .in_words("Tovholdere, medarbejdere, sekretærer og foreninger tager imod bidrag.")
    .otherwise("Du kan kun tage imod bidrag for en organisation eller et partnerskab, som du selv har en rolle i.")
    .nowhere("Kun tovholdere, medarbejdere, sekretærer og foreninger tager imod bidrag. Log ind først."),
    policy.rule("read_words", "voice", _READS, policy.NEAR, "De læser ord, der ikke er offentlige.", _LIVING),
    policy.rule("read_words", "voice", "*", "own", "Den, der tog imod bidraget, kan læse det.", _LIVING),
    policy.rule("read_words", "voice", "*", "pass:voice", "Personen selv læser sit bidrag med papirkoden.", _LIVING),
    policy.rule("correct", "voice", "coordinator staff", policy.NEAR, states="received")
    .in_words("De retter ordlyden, indtil bidraget er offentligt.")
    .otherwise("Ordene kan kun rettes af dem, der tog imod bidraget, og kun indtil det er offentligt."),
    policy.rule("correct", "voice", "*", "own", "Den, der tog imod bidraget, retter ordlyden.", "received"),
    policy.rule("review", "voice", _PUBLISHES, policy.NEAR, states=_LIVING)
    .in_words("De gennemgår et bidrag før offentliggørelse.")
    .otherwise("Kun dem, der arbejder med bidraget, kan gennemgå det før offentliggørelse."),
    policy.rule("review", "voice", "*", "own", "Den, der tog imod bidraget, gennemgår det.", _LIVING),
    policy.rule("ask_publish", "voice", _PUBLISHES, policy.NEAR, states=_LIVING)
    .in_words("De beder om, at et bidrag bliver offentligt.")
    .otherwise("Kun tovholder, medarbejder og sekretær kan bede om, at et bidrag bliver offentligt."),
    policy.rule("publish", "voice", _PUBLISHES, policy.NEAR, states=_LIVING)
    .in_words("En anden end den, der beder, siger ja til offentliggørelse.")
    .otherwise("Kun tovholder, medarbejder og sekretær ved bidraget kan sige ja til, at det bliver offentligt."),
    policy.rule("vouch", "voice", "coordinator", policy.NEAR, states=_LIVING).in_words(
        "Én af de to, der gør et bidrag offentligt, er tovholder."
    ),
    policy.rule("answer_danger", "voice", _PUBLISHES, policy.NEAR, states=_LIVING)
    .in_words("De svarer på, om nogen er i fare.")
    .otherwise("Kun dem, der arbejder med bidraget, kan svare på, om nogen er i fare."),
    policy.rule("answer_danger", "voice", "*", "own", states=_LIVING).in_words(
        "Den, der tog imod bidraget, svarer på, om nogen er i fare."
    ),
    policy.rule("unpublish", "voice", "coordinator", policy.NEAR, states="published")
    .in_words("Tovholderen tager et bidrag af nettet.")
    .otherwise("Kun tovholderen og personen selv kan tage et offentligt bidrag af nettet."),
    policy.rule("unpublish", "voice", "*", "pass:voice", "Personen selv tager sit bidrag af nettet.", "published"),
    policy.rule("withdraw", "voice", "coordinator", policy.NEAR, states=_LIVING)
    .in_words("Tovholderen trækker et bidrag tilbage for personen.")
    .otherwise("Kun tovholderen og personen selv kan trække et bidrag tilbage."),
    policy.rule("withdraw", "voice", "*", "pass:voice", "Personen selv trækker sit bidrag tilbage.", _LIVING),
    policy.rule("answer", "voice", "coordinator staff secretary director", policy.NEAR, states=_LIVING)
    .in_words("De giver svar.")
    .otherwise("Kun den, der skal svare, og tovholderen kan skrive svaret."),
    policy.rule("deliver", "answer", "coordinator staff secretary director", policy.NEAR)
    .in_words("De afleverer et svar og skriver, om det nåede frem.")
    .otherwise("Kun den, der skal svare, og dem, der svarer for stedet, kan skrive, om svaret nåede frem."),
    policy.rule("close", "voice", "coordinator", policy.NEAR, states=_LIVING)
    .in_words("Tovholderen skriver, hvorfor et bidrag ikke føres videre.")
    .otherwise("Kun tovholderen kan skrive, at et bidrag ikke føres videre."),
    policy.rule("issue_code", "voice", "coordinator staff", policy.NEAR, states=_LIVING)
    .in_words("De udsteder en ny papirkode.")
    .otherwise("Kun dem, der arbejder med bidraget, kan udstede en papirkode til det."),
    policy.rule("issue_code", "voice", "*", "own", "Den, der tog imod bidraget, udsteder en papirkode.", _LIVING),
    policy.rule("stop", "phone", "coordinator", policy.NEAR)
    .in_words("Tovholderen stopper en telefon, der kan aflevere bidrag.")
    .otherwise("Kun tovholderen og den, der har telefonen, kan stoppe den."),
    policy.rule("stop", "phone", "*", "own", "Den, der har telefonen, stopper den."),
    policy.rule("take_up", "deposit", "coordinator staff secretary", policy.NEAR, states="held")
    .in_words("De læser et bidrag fra en telefon, der venter på et menneske, og tager imod det.")
    .otherwise("Kun tovholder, medarbejder og sekretær dér, hvor bidraget hører til, kan tage imod det."),
    policy.rule("take_up", "deposit", "*", "own", "Den, der skrev bidraget, tager imod det.", "held"),
    policy.rule("regret", "deposit", "coordinator", policy.NEAR, states="arriving held")
    .in_words("Tovholderen trækker et bidrag tilbage, før det er taget imod.")
    .otherwise("Kun tovholderen og den, der skrev bidraget, kan trække det tilbage, før det er taget imod."),
    policy.rule("regret", "deposit", "*", "own", "Den, der skrev bidraget, trækker det tilbage.", "arriving held"),
    *alarm_rules.POLICY,
    *legal_rules.POLICY,
    *consents_rules.POLICY,
    policy.rule("read_own", "voice", "*", "pass:voice")
    .in_words("Personen selv ser sin side med papirkoden.")
    .otherwise("Siden åbnes med koden på papiret."),
    policy.rule("take_copy", "voice", "coordinator", policy.NEAR)
    .in_words("Tovholderen giver personen indsigt i det, der er gemt om dem.")
    .otherwise("Kun personen selv og tovholderen kan se alt, hvad der er gemt om den, der gav bidraget."),
    policy.rule("take_copy", "voice", "*", "pass:voice", "Personen selv ser alt, hvad der er gemt om dem."),
)


class Voice(Protocol):
    """What the rules need of a voice."""

    state: str

    @property
    def node(self) -> policy.OfKind: ...


class Answer(Protocol):
    """What the rules need of an answer."""

    @property
    def voice(self) -> Voice: ...

    @property
    def node(self) -> policy.OfKind: ...


def may_wait_for(by: Actor) -> bool:
    """Tell whether there is any place of the actor's own that owes answers: the list of those that wait is theirs."""
    return bool(by.organisations or by.circles)


def check_words(words: str, *, empty: str = "Skriv, hvad personen sagde.") -> str:
    """Words are there, are not too many, and hold no CPR number. Gives them without blanks at either end."""
    tidy = demanded(words, empty, field="words")
    if len(tidy) > LONGEST_WORDS:
        raise Refused(
            "Ordene fylder {tidy} tegn, og der er plads til {longest_words}. Del dem i flere bidrag.",
            field="words",
            tidy=len(tidy),
            longest_words=LONGEST_WORDS,
        )
    check_no_cpr(tidy, field="words")
    return tidy


def check_no_cpr(words: str, *, field: str) -> None:
    """Nothing that is written here holds a CPR number, however its digits are kept apart."""
    # The one knows how it is written, the other finds digits kept apart by letters that nobody sees.
    if cpr.mask(words) != words or any(each.kind == "cpr" for each in identity.find(words)):
        raise Refused(
            "Der står noget, der ligner et CPR-nummer. Slet det: et CPR-nummer må aldrig stå i et bidrag.", field=field
        )


def check_purposes(purposes: Collection[str]) -> None:
    """A voice rests on a consent to something; what shows more presupposes what shows less."""
    if not purposes:
        raise Refused(
            "Sæt kryds ved mindst én ting, personen har sagt ja til. Uden samtykke kan bidraget ikke gemmes.",
            field="purposes",
        )
    if strange := sorted(set(purposes) - PURPOSES.keys()):
        raise Refused(
            "Samtykket nævner noget, der ikke findes: {strange}.", field="purposes", strange=", ".join(strange)
        )
    if "publish" in purposes and "quote" not in purposes:
        raise Refused(
            "Et bidrag kan kun ligge offentligt, når ordene også må citeres. Sæt begge krydser, eller ingen af dem.",
            field="purposes",
        )


def check_received_on(received_on: dt.date, today: dt.date) -> None:
    """A voice was not given tomorrow."""
    if received_on > today:
        raise Refused("Datoen ligger i fremtiden. Skriv den dag, personen talte med jer.", field="received_on")


def check_due(due_on: dt.date, received_on: dt.date) -> None:
    """An answer is not due before the voice was given."""
    if due_on < received_on:
        raise Refused("Fristen for svaret ligger før den dag, bidraget blev givet. Ret en af datoerne.", field="due_on")


def check_withdraw(voice: Voice) -> None:
    """A voice is withdrawn once."""
    if voice.state == "withdrawn":
        raise Refused("Bidraget er allerede trukket tilbage.")


def check_reason(because: str) -> str:
    """A voice goes no further only for a reason. Gives the reason, tidied."""
    tidy = demanded(because, "Skriv, hvorfor bidraget ikke føres videre. Personen får det at læse.", field="because")
    check_no_cpr(tidy, field="because")
    publishing.check_clean(tidy, field="because")
    return tidy


def check_answer(by: Actor, voice: Voice, *, owes: bool) -> None:
    """Who owes the answer, or works with voices in the place, gives it; never to a withdrawn voice."""
    if voice.state == "withdrawn":
        raise Refused("Bidraget er trukket tilbage, så der er ingen at svare.")
    if not owes:
        policy.check(by, "answer", voice)


def check_deliver(by: Actor, answer: Answer, *, owes: bool) -> None:
    """Who owes the answer, or answers for the place, says whether it reached the person; never to a withdrawn voice."""
    if answer.voice.state == "withdrawn":
        raise Refused("Bidraget er trukket tilbage, så der er ingen at svare.")
    if not owes:
        policy.check(by, "deliver", answer)


def check_proof(proof: str) -> str:
    """An answer reached the person, and something shows it. Gives the proof, tidied."""
    demanded(proof, "Skriv, hvad der viser, at svaret er nået frem, for eksempel »talt i telefon«.", field="proof")
    # The answer itself says what and when: one word that tells how is enough.
    return proofs.check(proof, least=1, of_what="svaret er nået frem")


def title(side: str, role_label: str, received_on: dt.date, *, shows_role: bool) -> str:
    """Return a voice's title: never its words or place, and the role only with consent."""
    who = (role_label or SIDES[side]) if shows_role else ""
    return f"Bidrag fra {who}, {danish.date(received_on)}" if who else f"Bidrag, {danish.date(received_on)}"


def side_of(side: str, role_label: str) -> str:
    """Return the chosen side, else the one the role label tells. Refused when neither does."""
    stands = side or sides.side_of(role_label)
    if stands not in SIDES:
        raise Refused("Vælg, om det er en borger, en fagperson, en politiker eller civilsamfundet.", field="side")
    return stands


def days_waiting(received_on: dt.date, today: dt.date) -> int:
    """Return how many days a person has waited for an answer."""
    return max((today - received_on).days, 0)
