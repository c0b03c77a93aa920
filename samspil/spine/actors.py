"""Who acts: an `Actor` is a person with the roles that hold today, a named job, or nobody in particular."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from samspil.spine import pass_purposes


@dataclass(frozen=True)
class Membership:
    """One role that holds today, in an organisation, a circle, or both."""

    role: str
    organisation_id: UUID | None
    circle_id: UUID | None


class Held(NamedTuple):
    """A pass that this session holds: the record it was issued for, and its purpose."""

    node_id: UUID
    purpose: str


@dataclass(frozen=True)
class Actor:
    """Somebody who asks or acts. Equal actors see and may do the same.

    `passes` holds the passes that stand open in this session; `job` names a run of the installation itself.
    """

    person_id: UUID | None = None
    name: str = ""
    memberships: tuple[Membership, ...] = ()
    passes: frozenset[Held] = field(default_factory=frozenset)
    job: str = ""
    # Logged in, but without the second factor that the person's roles demand: sees what is public, and does nothing.
    is_unproven: bool = False
    # The same, in a demo: acts all the same, and the page says so.
    is_waived: bool = False

    @cached_property
    def organisations(self) -> frozenset[UUID]:
        return frozenset(m.organisation_id for m in self.memberships if m.organisation_id)

    @cached_property
    def circles(self) -> frozenset[UUID]:
        return frozenset(m.circle_id for m in self.memberships if m.circle_id)

    @cached_property
    def reads(self) -> frozenset[UUID]:
        """The records that a pass lets the actor read: only those whose purpose grants reading."""
        return frozenset(held.node_id for held in self.passes if pass_purposes.get(held.purpose).reads_record)

    @property
    def is_known(self) -> bool:
        return self.person_id is not None

    def acts_for(self, organisation_id: UUID | None) -> bool:
        """Tell whether the actor holds any role in the organisation today."""
        return organisation_id is not None and organisation_id in self.organisations

    def stands_near(self, organisation_id: UUID | None, circle_id: UUID | None) -> bool:
        """Tell whether the actor holds any role today where a record lies: its organisation or circle."""
        return self.acts_for(organisation_id) or (circle_id is not None and circle_id in self.circles)

    def has_role(self, *roles: str) -> bool:
        """Tell whether the actor holds one of the roles anywhere today."""
        return any(m.role in roles for m in self.memberships)


NOBODY = Actor()


def job(name: str) -> Actor:
    """Return the actor of a named run of the installation, such as an import."""
    return Actor(name=name, job=name)
