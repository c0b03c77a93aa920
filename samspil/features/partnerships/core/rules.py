"""What an activity is and how far it can be, and who keeps the description. No Django."""

from __future__ import annotations

from samspil.paper import languages
from samspil.spine import policy, states

STATES = states.register(
    states.table(
        "activity (aktivitet)",
        {
            "planned": "planlagt",
            "held": "holdt",
            "closed": "holdt og samlet op",
            "cancelled": "aflyst",
            "unknown": "det vides ikke, om den blev holdt",
        },
        {"planned": "held cancelled unknown", "unknown": "held cancelled", "held": "closed"},
        refuses="En aktivitet, der er {before}, kan ikke blive {after}.",
    )
)
# Of what is known only from sources: that they do not say it is no sign that it was not held.
UNTOLD = "om den blev holdt, står ikke i de kilder, Samspil har"

LEVELS = languages.words({"inform": "informere", "hear": "høre", "involve": "inddrage", "co_create": "samskabe"})

# The kinds of activity; the methods of the project description first (GLOSSARY.md).
METHODS = languages.words(
    {
        "walk_around": "Gå rundt i problemet",
        "kitchen_table_talk": "Køkkenbordssamtaler",
        "ethno_raid": "Etnoraid",
        "design_sprint": "Designsprint",
        "field_work": "Feltarbejde",
        "photo_elicitation": "Fotoelicitering",
        "conversation_salon": "Samtalesalon",
        "joint_interpretation": "Fællestolkning",
        "workshop": "Workshop",
        "trial": "Prøvehandling",
        "meeting": "Møde",
    }
)
# How a plan names them. One that is named alone is meant; »og/eller« between two leaves it open.
_NAMED = {
    "gå rundt i problemet": "walk_around",
    "køkkenbordssamtale": "kitchen_table_talk",
    "etnoraid": "ethno_raid",
    "designsprint": "design_sprint",
    "feltarbejde": "field_work",
    "fotoelicitering": "photo_elicitation",
    "samtalesalon": "conversation_salon",
    "fællestolkning": "joint_interpretation",
    "workshop": "workshop",
    "prøvehandling": "trial",
    "fyraftensmøde": "meeting",
    "statusmøde": "meeting",
    "indledende møde": "meeting",
}
# Who speaks first. A politician asked for it in the evaluation: »Jeg vil ikke starte med et forvaltningsoplæg, men et politisk oplæg.«
OPENINGS = languages.words(
    {
        "political": "Politisk oplæg før forvaltningsoplæg",
        "administrative": "Forvaltningsoplæg før politisk oplæg",
        "citizen": "En borger begynder",
        "none": "Ingen oplæg",
    }
)

# What somebody can be in a partnership, in the order it is asked, and how a role is written on a pasted list.
ROLES = languages.words(
    {
        "politician": "Politiker",
        "staff": "Fagperson eller medarbejder",
        "member": "Fra en forening eller borger",
        "coordinator": "Tovholder",
        "director": "Direktør eller leder",
    }
)
ROLE_NAMES = ("politiker", "fagperson", "foreningsmedlem", "borger", "tovholder", "leder")
SIDES = languages.words(
    {
        "politician": "Politikere",
        "administration": "Forvaltning",
        "professional": "Fagpersoner",
        "civil_society": "Civilsamfund",
        "citizen": "Borgere",
    }
)
# What stands after a number of them: of one, and of more.
ONE_OF = languages.words(
    {
        "politician": "politiker",
        "administration": "fra forvaltningen",
        "professional": "fagperson",
        "civil_society": "fra civilsamfundet",
        "citizen": "borger",
    }
)
MORE_OF = languages.words(
    {
        "politician": "politikere",
        "administration": "fra forvaltningen",
        "professional": "fagpersoner",
        "civil_society": "fra civilsamfundet",
        "citizen": "borgere",
    }
)
# On which side a role of the house stands, before somebody says otherwise.
SIDE_OF_ROLE = {
    "politician": "politician",
    "coordinator": "administration",
    "secretary": "administration",
    "director": "administration",
    "administrator": "administration",
    "staff": "professional",
    "evaluator": "professional",
    "member": "civil_society",
}

POLICY = (
    policy.rule("add", "partnership", "coordinator director", "organisation")
    .in_words("Tovholder og direktør kan oprette et partnerskab.")
    .otherwise("Kun en tovholder eller direktør i myndigheden kan oprette et partnerskab."),
    policy.rule("edit", "partnership", "coordinator", policy.NEAR)
    .in_words("Tovholderen kan ændre beskrivelsen.")
    .otherwise("Kun partnerskabets tovholder kan ændre beskrivelsen."),
)


def side_of(role: str, *, comes_from_a_party: bool = True) -> str:
    """Return the side on which a role stands; a member of no party is a citizen, and so is who holds no role."""
    if role == "member" and not comes_from_a_party:
        return "citizen"
    return SIDE_OF_ROLE.get(role, "citizen")


def method_named(text: str) -> str:
    """Return the kind of activity that a plan's words name alone, nothing when they name none or several."""
    named = {method for word, method in _NAMED.items() if word in text.lower()}
    return named.pop() if len(named) == 1 else ""
