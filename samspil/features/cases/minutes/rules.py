"""Who approves the minutes of a meeting, and when."""

from __future__ import annotations

from samspil.features.cases.records.rules.attendance import THERE
from samspil.paper.refusal import Refused
from samspil.spine import policy

TOO_LATE = "Ret beslutningen, og skriv hvorfor."
_WRITTEN = "minutes_draft published"

POLICY = (
    policy.rule("begin_minutes", "meeting", "secretary", "circle", states="agenda_published")
    .in_words("Udvalgets sekretær kan begynde på referatet fra mødets egen dag.")
    .otherwise("Det kan kun udvalgets egen sekretær gøre."),
    policy.rule("publish_minutes", "meeting", "secretary", "circle", states="minutes_draft")
    .in_words("Udvalgets sekretær kan offentliggøre referatet.")
    .otherwise("Det kan kun udvalgets egen sekretær gøre."),
    policy.rule("unpublish_minutes", "meeting", "secretary", "circle", states="published")
    .in_words("Udvalgets sekretær kan fortryde i ti minutter, at referatet er offentliggjort.")
    .otherwise("Det kan kun udvalgets egen sekretær gøre."),
    policy.rule("approve_minutes", "meeting", "politician member", "circle", states=_WRITTEN)
    .in_words("Et medlem, der var til stede, kan godkende referatet.")
    .otherwise("Kun et medlem af udvalget kan godkende referatet, og først når det er begyndt."),
    policy.rule("note_approval", "meeting", "secretary", "circle", states=_WRITTEN)
    .in_words("Udvalgets sekretær kan skrive, at et medlem har godkendt referatet.")
    .otherwise("Kun udvalgets sekretær kan skrive, hvem der har godkendt referatet."),
)


def check_not_built_on(*, is_corrected: bool, is_followed: bool) -> None:
    """Refuse to take published minutes back once somebody has gone on from what they say."""
    if is_corrected:
        raise Refused("Referatet er rettet, siden det blev offentliggjort. Ret beslutningen, og skriv hvorfor.")
    if is_followed:
        raise Refused(
            "Nogen har bygget videre på referatet, siden det blev offentliggjort. Ret beslutningen, og skriv hvorfor."
        )


def check_was_there(presence: str | None) -> None:
    """Refuse approval by somebody who was not at the meeting."""
    if presence not in THERE:
        raise Refused("Kun den, der var til stede på mødet, godkender referatet. Ret fremmødet, hvis det er forkert.")


def check_minutes(undecided: list[str]) -> None:
    """Refuse to publish minutes while items lack a decision, naming them."""
    if undecided:
        raise Refused(
            "Der mangler en beslutning ved: {undecided}. Skriv, hvad udvalget besluttede.",
            undecided=", ".join(undecided),
        )
