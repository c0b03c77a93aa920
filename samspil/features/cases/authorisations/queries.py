"""Which authorisations a body has given."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from samspil.features.cases.authorisations.models import Authorisation
from samspil.features.cases.records.models import Body
from samspil.spine import visibility
from samspil.spine.people import Actor


def authorisations_of(actor: Actor, body: Body) -> QuerySet[Authorisation]:
    """Return the authorisations that a body has given, those in force first."""
    return visibility.rows(Authorisation.objects.select_related("node"), actor).filter(body=body)


def authorisation(actor: Actor, pk: UUID) -> Authorisation:
    """Return one authorisation that the actor may see, else NotFound."""
    rows = Authorisation.objects.select_related("node__organisation", "body__circle", "statement__item__meeting__node")
    return visibility.get(rows, actor, pk)
