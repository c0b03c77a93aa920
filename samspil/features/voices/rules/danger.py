"""When somebody may be in danger: the question at capture, the plain word list that makes the page ask, and what is known. No Django.

The list only asks. It scores nobody, and no answer follows from it: a person answers.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from samspil.paper import languages
from samspil.paper.refusal import Refused
from samspil.spine import policy

if TYPE_CHECKING:
    from samspil.spine.people import Actor

DUTY_PURPOSE = "danger"
# A danger is no less because the words are taken back: then words show that it was followed up.
DUTY_PURPOSE_AFTER = "danger_after"
# On lists of duties, where others may look over a shoulder: it says that it is urgent, and not what it is.
DUTY_TITLE = "Følg op på bidraget i dag"
QUESTION = languages.later("Var der noget i det, der gør dig bekymret for liv eller helbred?")
ANSWERS = languages.words({"no": "Nej", "yes": "Ja"})

# Words after which the page asks once more. By group, so that a reader sees what is meant and what is not covered.
_ASK = {
    "suicide": (
        r"gøre en ende på",
        r"ende (?:det|mit liv|livet)",
        r"(?:tage|tog|tager|taget) (?:mit|sit|hendes|hans|eget|mit eget|sit eget) liv",
        r"selvmord\w*",
        r"selvskade\w*",
        r"(?:skade|skader|skære|skærer|skar) (?:i )?(?:mig|sig)(?: selv)?",
        r"(?:ikke|aldrig) (?:orker |magter |gider |kan |vil )?(?:at )?(?:leve|være her) (?:mere|længere)",
        r"vil ikke (?:leve|være her)",
        r"(?:vil|ville|ønsker|ønskede|håber) (?:bare |helst |hellere )?(?:at )?(?:være |blive )?(?:dø|død|væk herfra)",
        r"(?:orker|magter|gider|kan) (?:snart |bare |simpelthen )?ikke (?:mere(?! end| med)|at leve)",
        r"bedre (?:for alle |foruden mig|tjent uden mig|hvis jeg (?:var|er) (?:væk|død))",
        r"(?:ingen|ikke nogen|ikke noget) (?:grund|mening) (?:til )?(?:at leve|med livet|i livet)",
        r"(?:hoppe|springe) (?:ud|foran)",
        r"hænge (?:mig|sig)",
        r"overdosis",
    ),
    "violence": (
        r"(?:slår|slog|slået|banker|bankede|tæver|tævede|sparker|sparkede) (?:mig|hende|ham|os|børnene|barnet|min|sin)(?! ned| løs)",
        r"(?:bliver|blev|er blevet) (?:slået|banket|tævet|truet|voldtaget|overfaldet)",
        r"(?:truer|truede|true) (?:mig|hende|ham|os|med at)",
        r"voldelig\w*",
        r"vold mod",
        r"vold i hjemmet",
        r"kvæl(?:er|te|e)",
        r"(?:slå|dræbe|skyde|stikke) (?:mig|ham|hende|nogen|dem) (?:ihjel|ned)",
        r"bange for (?:min|sin) (?:mand|kone|kæreste|far|mor|søn|eks\w*)",
        r"kniv\w*",
        r"pistol\w*",
    ),
    "abuse": (
        r"voldt(?:aget|ægt\w*)",
        r"(?:bliver|blev|er) misbrugt",
        r"misbruger (?:mig|hende|ham|barnet|børnene)",
        r"overgreb\w*",
        r"krænke(?:t|r|de|lse\w*)",
        r"(?:rør|rører|rørte) (?:ved )?(?:mig|hende|ham|barnet) (?:dernede|forkert)",
        r"(?:låser|låste|låst) (?:mig|hende|ham) (?:inde|ude)",
    ),
    "child": (
        r"(?:barnet|børnene|drengen|pigen|datteren|sønnen) (?:er|bliver|får|har) (?:alene|sulten|sultne|slået|slag|ikke mad|blå mærker)",
        r"blå mærker",
        r"(?:børnene|barnet) (?:passer|må passe) (?:sig selv|sine søskende)",
        r"vanrøgt\w*",
        r"(?:bange|utryg|utrygt) (?:derhjemme|hjemme)",
    ),
    "health": (
        r"(?:tør|vil|kan) ikke (?:ringe|gå) (?:efter|til) (?:hjælp|læge|lægen|112)",
        r"(?:ikke spist|ikke drukket|ikke fået mad) i (?:flere )?dage",
        r"brystsmerter",
        r"(?:stoppet|holdt op) med (?:min|sin|al) (?:medicin|insulin)",
    ),
}
ALARM = rf"(?<!\w)(?:{'|'.join(f'(?:{each})' for group in _ASK.values() for each in group)})(?!\w)"
_ALARM = re.compile(ALARM, re.IGNORECASE)


class Voice(Protocol):
    """What the rules need of a voice."""

    state: str
    is_danger_settled: bool

    @property
    def node(self) -> policy.OfKind: ...


@dataclass(frozen=True)
class Known:
    """What is known of the danger, as it stands sealed with the voice."""

    answer: str = ""
    considered: bool = False
    told_to: str = ""
    told_at: str = ""
    done: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether the question is answered: no danger, or somebody was told and something was done."""
        return self.answer == "no" or bool(self.answer == "yes" and self.told_to and self.told_at and self.done)


def asks(words: str) -> list[str]:
    """Return the pieces of the words that make the page ask once more, each once."""
    return list(dict.fromkeys(" ".join(met[0].split()) for met in _ALARM.finditer(" ".join(words.split()))))


def check_answer(answer: str, words: str, *, considered: bool) -> None:
    """Somebody says yes or no; a no beside words that may mean danger is said twice."""
    if answer not in ANSWERS:
        raise Refused("Svar ja eller nej på, om du er bekymret for liv eller helbred.", field="danger")
    if answer == "no" and not considered and (met := asks(words)):
        raise Refused(
            "Der står »{met}«. Læs ordene igen. Er nogen i fare, så svar ja og gør noget "
            "nu. Er ingen i fare, så sæt kryds ved, at du har tænkt over det.",
            field="considered",
            met="« og »".join(met[:3]),
        )


def check_told(told_to: str, told_at: dt.datetime | None, done: str, now: dt.datetime) -> bool:
    """Who was told, when, and what was done are said together or not at all. Tells whether they are said."""
    said = {"told_to": told_to.strip(), "told_at": told_at, "done": done.strip()}
    if not any(said.values()):
        return False

    asked = {
        "told_to": "Skriv, hvem der har fået det at vide.",
        "told_at": "Skriv, hvornår de fik det at vide.",
        "done": "Skriv, hvad der er gjort.",
    }
    for field, sentence in asked.items():
        if not said[field]:
            raise Refused(sentence, field="told_on" if field == "told_at" else field)

    if told_at is not None and told_at > now:
        raise Refused("Tidspunktet ligger i fremtiden. Skriv, hvornår de fik det at vide.", field="told_on")

    return True


def check_may_answer(by: Actor, voice: Voice, *, owes: bool) -> None:
    """Those who work with the voice, and whoever has the duty to follow up, say whether somebody is in danger."""
    if not owes:
        policy.check(by, "answer_danger", voice)


def check_settled(voice: Voice) -> None:
    """Nothing of a voice becomes public before somebody has said whether a person is in danger, and followed up if so."""
    if not voice.is_danger_settled:
        raise Refused(
            "Svar først på, om nogen er i fare. Er der svaret ja, skal der stå, hvem der har fået det at vide, og hvad der er gjort."
        )
