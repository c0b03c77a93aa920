"""Which of four sides a speaker stands on, told by the role label under which the words are quoted."""

from __future__ import annotations

SIDES = {"citizen": "borger", "professional": "fagperson", "politician": "politiker", "civil_society": "civilsamfund"}

# Pieces of Danish role labels; the first side with a match counts, so that "frivillig besøgsven" is no citizen.
_PIECES = {
    "politician": ("politiker", "rådsmedlem", "udvalgsformand", "borgmester"),
    "civil_society": ("frivillig", "forening", "værested", "civilsamfund", "besøgsven", "brugerrepræsentant"),
    "professional": (
        "fagperson",
        "sygeplejerske",
        "plejerske",
        "læge",
        "medarbejder",
        "sosu",
        "socialrådgiver",
        "paramediciner",
        "ansat",
        "leder",
        "terapeut",
        "pædagog",
        "jordemoder",
        "konsulent",
        "lærer",
    ),
    "citizen": ("borger", "pårørende", "elev", "ung", "patient", "bruger", "mor", "far", "nabo", "beboer"),
}


def side_of(role_label: str) -> str:
    """Return `citizen`, `professional`, `politician` or `civil_society`, or "" when the label tells none.

    A short piece (up to three letters) must be a whole word.
    """
    label = role_label.lower()
    words = set(label.split())
    for side, pieces in _PIECES.items():
        if any(piece in words if len(piece) <= 3 else piece in label for piece in pieces):
            return side
    return ""
