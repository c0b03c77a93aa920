"""Every reading of legal profiles: which one stands at a place, and which wait to be signed off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from samspil.features.voices.legal.models import LegalProfile
from samspil.paper.refusal import NotFound
from samspil.spine import desk, policy
from samspil.spine.models import Circle, Organisation
from samspil.spine.people import Actor


@dataclass(frozen=True)
class Place:
    """One organisation of the actor's: its profiles, each with the newest version, and what the actor may do."""

    organisation: Organisation
    profiles: list[LegalProfile]
    may_write: bool

    @property
    def stands(self) -> bool:
        """Whether voices can be taken in somewhere at the place."""
        return any(each.signed_on for each in self.profiles)


def standing(organisation: UUID, within: UUID | None) -> LegalProfile | None:
    """Return the newest signed-off version: the partnership's own, else the organisation's. One query."""
    signed = LegalProfile.objects.filter(organisation=organisation, signed_on__isnull=False)
    rows = list(signed.filter(Q(within=None) | Q(within=within)).order_by("version"))
    own = [each for each in rows if each.within_id is not None]
    return next(reversed(own or rows), None)


def stands_somewhere(actor: Actor) -> bool:
    """Tell whether there is any place of the actor's own that has a signed-off profile. One query."""
    mine = Q(organisation__in=actor.organisations) | Q(organisation__circles__in=actor.circles)
    return LegalProfile.objects.filter(mine, signed_on__isnull=False).exists()


def newest(organisation: UUID, within: UUID | None) -> LegalProfile | None:
    """Return the newest version, signed off or not."""
    return LegalProfile.objects.filter(organisation=organisation, within=within).order_by("-version").first()


def places(actor: Actor) -> list[Place]:
    """Return the actor's organisations with their profiles: of each the signed-off version, and a newer one that waits. Two queries."""
    houses = list(Organisation.objects.filter(pk__in=actor.organisations).order_by("name", "pk"))
    rows: dict[UUID, list[LegalProfile]] = {each.pk: [] for each in houses}
    for each in _shown().filter(organisation__in=rows).select_related("within", "organisation"):
        rows[each.organisation_id].append(each)
    write = policy.places_where(actor, "write", "legal_profile")[0]
    return [Place(each, rows[each.pk], each.pk in write) for each in houses]


def _placed() -> Any:
    # What is null equals nothing in a database. Of any type: a name given in a query is none that the types know.
    return LegalProfile.objects.alias(spot=Coalesce("within_id", "organisation_id"))


def _shown() -> QuerySet[LegalProfile]:
    """Return the versions that count: of each place the newest signed off, and a newer one that is not."""
    later = _placed().filter(
        spot=OuterRef("spot"), organisation=OuterRef("organisation"), version__gt=OuterRef("version")
    )
    rows = _placed().alias(is_behind=Exists(later.filter(signed_on__isnull=False)), has_later=Exists(later))
    counts = rows.filter(is_behind=False).filter(Q(signed_on__isnull=False) | Q(has_later=False))
    shown: QuerySet[LegalProfile] = counts.order_by("organisation", "within", "version")
    return shown


def waiting(actor: Actor) -> QuerySet[LegalProfile] | None:
    """Return the versions that nobody has signed off and that the actor may; None for whom none can wait."""
    houses = policy.places_where(actor, "sign_off", "legal_profile")[0]
    if not houses:
        return None
    rows = _shown().filter(signed_on=None, organisation__in=houses)
    return rows.select_related("organisation", "within")


def expected(row: LegalProfile) -> desk.Expected:
    """Write the line of a profile that waits to be signed off."""
    return desk.Expected(
        what="Godkend retsgrundlaget for bidrag",
        about="Overført, ikke godkendt" if row.is_carried else f"Udgave {row.version}, ikke godkendt",
        at=("voices:frames",),
        where=str(row.within or row.organisation),
        circle=row.within_id,
        button="Læs og godkend",
        is_invented=row.organisation.is_invented,
    )


def organisation(actor: Actor, pk: UUID) -> Organisation:
    """Return one of the actor's own organisations; `NotFound` for any other."""
    if pk not in actor.organisations:
        raise NotFound
    return Organisation.objects.get(pk=pk)


def circles(organisation: UUID) -> QuerySet[Circle]:
    """Return the partnerships that an organisation answers for or is party to."""
    near = Q(organisation=organisation) | Q(partners=organisation)
    return Circle.objects.filter(near).distinct().order_by("name", "pk")


def get(actor: Actor, pk: UUID) -> LegalProfile:
    """Return a version at one of the actor's own organisations; `NotFound` for any other."""
    found = LegalProfile.objects.filter(pk=pk, organisation__in=actor.organisations)
    row = found.select_related("organisation", "within").first()
    if row is None:
        raise NotFound
    return row
