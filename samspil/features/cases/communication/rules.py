"""When a joint text may be written, approved by each partner, published and withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import policy
from samspil.spine.policy import Placed

if TYPE_CHECKING:
    from samspil.spine.people import Actor


KIND = "joint_communication"
POLICY = (
    policy.rule("add", KIND, "secretary coordinator director", "organisation")
    .in_words(
        "Sekretærer, tovholdere og direktører kan begynde en fælles udmelding om en beslutning i deres egen organisation."
    )
    .otherwise("Kun beslutningens egne sekretærer, tovholdere og direktører kan begynde en fælles udmelding om den."),
    policy.rule("write", KIND, "secretary coordinator director", "organisation")
    .in_words(
        "Parternes sekretærer, tovholdere og direktører kan skrive i en fælles udmelding, offentliggøre den, når alle "
        "har godkendt, og trække den tilbage."
    )
    .otherwise("Kun parternes sekretærer, tovholdere og direktører kan gøre det."),
    policy.rule("approve", KIND, "coordinator director", "organisation")
    .in_words("En parts tovholder eller direktør godkender for sin egen organisation.")
    .otherwise("Kun organisationens egen tovholder eller direktør kan godkende for den."),
)
WRITERS = ("secretary", "coordinator", "director")
APPROVERS = ("coordinator", "director")
FEWEST = 2


def may_write(by: Actor, partners: Iterable[Placed]) -> bool:
    """Tell whether the actor writes for one of the partners."""
    return any(policy.allows(by, "write", KIND, place) for place in partners)


def check_partners(partners: int) -> None:
    """Refuse a joint text with fewer than two to stand behind it."""
    if partners < FEWEST:
        raise Refused("En fælles udmelding har mindst to parter. Vælg dem, der skal stå bag.", field="partners")


def check_write(by: Actor, partners: Iterable[Placed]) -> None:
    """Refuse others than the partners' own writers."""
    if not may_write(by, partners):
        raise NotAllowed(policy.refusal("write", KIND))


def check_stands(*, is_withdrawn: bool) -> None:
    """What is withdrawn is written in no more."""
    if is_withdrawn:
        raise Refused("Udmeldingen er trukket tilbage. Begynd en ny, hvis der skal meldes noget ud.")


def check_approve(*, version: int, newest: int, is_withdrawn: bool) -> None:
    """An approval is of the words that stand now."""
    if is_withdrawn:
        raise Refused("Udmeldingen er trukket tilbage.")
    if version != newest:
        raise Refused("Teksten er ændret, siden du læste den. Læs den igen, og godkend den, der står nu.")


def check_note_approval(name: str, *, has_approver: bool) -> None:
    """A partner that can approve for itself does so."""
    if has_approver:
        raise Refused("{name} har selv en tovholder eller direktør her. Bed vedkommende om at godkende.", name=name)


def check_noted(*, version: int, newest: int) -> None:
    """What a partner approved is what stands now."""
    if version != newest:
        raise Refused("Teksten er ændret, siden du læste den. Send den nye til godkendelse.")


def check_publish(missing: Sequence[str], *, newest: int, published: int) -> None:
    """Refuse to publish words that a partner has not approved, naming them, and the same words twice."""
    if newest == published:
        raise Refused("Den udgave er allerede offentlig.")
    if missing:
        raise Refused(
            "Der mangler godkendelse fra: {missing}. Ingen taler på andres vegne.", missing=", ".join(missing)
        )
