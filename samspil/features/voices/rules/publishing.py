"""What must be done before anything of a voice becomes public, and by whose hands. No Django.

Two persons: one asks, another says yes. Everything that becomes public is read for what can identify somebody, and each thing
found is masked or answered first. docs/decisions/0009.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from samspil.features.voices.rules import danger
from samspil.paper import danish, identity, languages
from samspil.paper.refusal import NotAllowed, Refused, demanded
from samspil.spine import policy

if TYPE_CHECKING:
    from samspil.spine.people import Actor

PHOTO = "photo"
KINDS = languages.words({**{kind: said for kind, (said, _mask) in identity.KINDS.items()}, PHOTO: "et billede"})
REASONS = languages.words({**identity.REASONS, PHOTO: "Kun et menneske kan se, hvem og hvad et billede viser."})
OUTCOMES = languages.words({"masked": "Skjul det", "answered": "Det må gerne stå"})
REQUEST_OUTCOMES = languages.words({"published": "offentliggjort", "refused": "afvist", "overtaken": "overhalet"})
# What is read for traces of a person, and how a sentence names it. Answers and pictures are added with their own names.
PARTS = languages.words(
    {
        "words": "ordene",
        "title": "overskriften",
        "role_label": "rollen",
        "place": "stedet",
        "through": "»sagt på vegne af«",
        "because": "begrundelsen for, at det ikke føres videre",
    }
)


class Voice(Protocol):
    """What the rules need of a voice."""

    state: str
    is_danger_settled: bool

    @property
    def node(self) -> policy.OfKind: ...


@dataclass(frozen=True)
class Trace:
    """One thing found in a part of a voice: what, where, how it is known again, and what was said of it ("" when nothing yet)."""

    part: str
    part_label: str
    kind: str
    words: str
    mark: str
    outcome: str = ""
    because: str = ""

    @property
    def key(self) -> str:
        """The name of the finding in a form."""
        return f"{self.part}|{self.kind}|{self.mark}"

    @property
    def said(self) -> str:
        return KINDS[self.kind]

    @property
    def short(self) -> str:
        """Return its kind without an article: `navn`."""
        return self.said.partition(" ")[2]

    @property
    def reason(self) -> str:
        """Why it is asked about, as a sentence."""
        return REASONS[self.kind]


@dataclass(frozen=True)
class Judged:
    """What somebody said of a finding."""

    key: str
    outcome: str
    because: str = ""


@dataclass(frozen=True)
class Hands:
    """Whose hands a voice has been through before it is approved."""

    asked: UUID | None
    asker_is_coordinator: bool
    received: UUID | None = None
    corrected: UUID | None = None
    judged: frozenset[UUID] = frozenset()
    answered: frozenset[UUID] = frozenset()


def is_person(by: Actor) -> bool:
    """Tell whether a human acts: no run of the installation publishes what somebody said."""
    return by.person_id is not None and not by.job


def check_person(by: Actor) -> None:
    """A voice becomes public through people."""
    if not is_person(by):
        raise NotAllowed("Et bidrag gøres offentligt af mennesker, som har læst det. En kørsel kan ikke gøre det.")


def check_judged(traces: Iterable[Trace], judged: Collection[Judged]) -> list[tuple[Trace, Judged]]:
    """What is said of findings is about findings that are there, and says why when it lets one stand. Gives the pairs."""
    known = {each.key: each for each in traces}
    pairs = []
    for each in judged:
        if each.key not in known:
            raise Refused("Bidraget er ændret, mens du gennemgik det. Se siden igen, og svar på det, der står nu.")
        trace = known[each.key]
        if each.outcome not in OUTCOMES:
            raise Refused("Vælg for {said}, om det skal skjules eller må stå.", said=trace.said)
        if each.outcome == "answered":
            demanded(
                each.because,
                "Skriv, hvorfor {said} i {part_label} må stå (»{written}«).",
                said=trace.said,
                part_label=trace.part_label,
                written=trace.words,
            )
            if _told(each.because):
                raise Refused("Skriv begrundelsen uden navne, numre og adresser.")
        pairs.append((trace, each))

    return pairs


def check_not_public(pairs: Iterable[tuple[Trace, Judged]], public_parts: Collection[str]) -> None:
    """What two persons have made public masked, nobody lets stand alone afterwards; masking more is always possible."""
    for trace, said in pairs:
        if said.outcome == "answered" and trace.outcome != "answered" and trace.part in public_parts:
            raise Refused(
                "Der er {said}, som er skjult på den offentlige side. Én kan ikke vise det "
                "alene. Tag først bidraget (eller indsigten, der citerer det) af nettet, "
                "og bed så om offentliggørelse igen.",
                said=trace.said,
            )


def check_traces(traces: Sequence[Trace]) -> None:
    """Each thing found that can identify somebody is masked or answered."""
    left = [each for each in traces if not each.outcome]
    if not left:
        return
    told = danish.listing(list(dict.fromkeys(_named(each) for each in left))[:6])
    raise Refused(
        "Der står noget, som kan vise, hvem nogen er: {told}. Skjul det, eller skriv, "
        "hvorfor det må stå. Det gøres på siden »Gennemgå før offentliggørelse«.",
        field="found",
        told=told,
    )


def _named(each: Trace) -> str:
    if each.kind == PHOTO:
        return "et billede, som ingen har set efter"
    return f"{each.said} i {each.part_label} (»{' '.join(each.words.split())}«)"


def _told(words: str) -> list[identity.Finding]:
    """Find what nobody who works here writes of a person. A place is no such thing: it is masked until somebody says it may stand."""
    return [each for each in identity.find(words) if each.kind != "place"]


def check_clean(words: str, *, field: str) -> None:
    """What others write about a voice, and which is public at once, holds nothing that can identify a person."""
    if named := _told(words):
        raise Refused(
            "Der står {named}. Skriv det uden, for det kan blive offentligt.", field=field, named=identity.named(named)
        )


def check_ready(voice: Voice, *, may_be_published: bool, has_more: bool, traces: Sequence[Trace]) -> None:
    """Everything is answered, and there is something that is not public yet."""
    if not may_be_published:
        raise Refused("Personen har ikke sagt ja til, at bidraget er offentligt. Spørg først, og skriv samtykket ind.")
    if not has_more:
        raise Refused("Bidraget er allerede offentligt, og der er ikke kommet noget til.")
    danger.check_settled(voice)
    check_traces(traces)


def check_second_hands(by: Actor, voice: Voice, hands: Hands | None) -> None:
    """Another person than all who had their hands on it says yes, and one of the two is the coordinator."""
    if hands is None:
        raise Refused(
            "Ingen har bedt om, at bidraget, som det ser ud nu, bliver offentligt. Én beder, og en anden siger ja. Er det ændret siden, "
            "skal der bedes igen."
        )

    check_other_hands(by, hands)
    if not (hands.asker_is_coordinator or policy.allows(by, "vouch", voice)):
        raise Refused("Én af de to, der gør et bidrag offentligt, skal være tovholder. Bed tovholderen om at sige ja.")


def check_other_hands(by: Actor, hands: Hands) -> None:
    """Nobody approves what they themselves asked for, took in, wrote last, judged or answered."""
    own = {
        "selv har bedt om det": hands.asked == by.person_id,
        "selv tog imod bidraget": hands.received == by.person_id,
        "selv har rettet ordene sidst": hands.corrected == by.person_id,
        "selv har sagt, hvad der må stå": by.person_id in hands.judged,
        "selv har skrevet svaret": by.person_id in hands.answered,
    }
    for why, is_so in own.items():
        if is_so:
            raise Refused("Du kan ikke sige ja, fordi du {why}. Bed en anden om at læse det og sige ja.", why=why)


def check_refuse(because: str) -> str:
    """Whoever says no says why. Gives the reason, tidied."""
    tidy = demanded(because, "Skriv, hvad der skal rettes, før bidraget kan blive offentligt.", field="because")
    check_clean(tidy, field="because")
    return tidy
