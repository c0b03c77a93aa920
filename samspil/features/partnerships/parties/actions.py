"""Every writing of who is in a partnership: set up with its parties, somebody comes in, somebody goes, a party leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from samspil.features.partnerships.civic import actions as civic_actions
from samspil.features.partnerships.core import actions as core_actions
from samspil.features.partnerships.core.models import Partnership, Seat
from samspil.features.partnerships.parties import queries, rules
from samspil.features.partnerships.times import rules as time_rules
from samspil.paper.refusal import Refused
from samspil.spine import duties, invitations, journal, locks, passes, people, policy
from samspil.spine.models import Circle, Duty, Organisation, Person, Role

if TYPE_CHECKING:
    from samspil.spine.people import Actor


@dataclass(frozen=True)
class Founding:
    """A partnership to be: whose it is, what it wants, its parties (one of them new, if it is named), and who may see it."""

    organisation: Organisation
    name: str
    purpose: str
    partners: Iterable[Organisation]
    party_name: str = ""
    party_kind: str = ""
    target_group: str = ""
    geography: str = ""
    visibility: str = "circle"


@journal.deed
def begin(*, by: Actor, founding: Founding) -> Partnership:
    """Set up a partnership with its parties, one of them new if it is named, and whoever does it as coordinator."""
    home, newcomer = founding.organisation, founding.party_name.strip()
    if newcomer:
        rules.check_named(None, newcomer, founding.party_kind)

    chosen = {each.pk: each for each in (home, *founding.partners)}
    rules.check_new(founding.name, founding.purpose, len(chosen) + bool(newcomer))
    circle = people.add_circle(
        by=by,
        name=founding.name,
        kind=Circle.Kind.PARTNERSHIP,
        partners=chosen.values(),
        organisation=home,
        is_invented=home.is_invented,
    )
    made = core_actions.set_up(
        by=by,
        name=founding.name.strip(),
        circle=circle,
        organisation=home,
        purpose=founding.purpose.strip(),
        target_group=founding.target_group,
        geography=founding.geography,
        visibility=founding.visibility,
        is_invented=home.is_invented,
    )
    if newcomer:
        circle.partners.add(_new_organisation(by, made, newcomer, founding.party_kind))

    if by.person_id:
        _seat(by, made, Person.objects.get(pk=by.person_id), "coordinator", home)

    journal.note("partnership.gathered", by=by, node=made.node, data={"parties": circle.partners.count()})
    return made


@journal.deed
def add_party(
    *,
    by: Actor,
    partnership: Partnership,
    organisation: Organisation | None = None,
    name: str = "",
    kind: str = "",
    phone: str = "",
) -> Organisation:
    """Let an organisation in: one that is known, or a new one. An approved plan waits for its approval too."""
    locks.reread(partnership)
    policy.check(by, "gather", partnership)
    rules.check_named(organisation, name, kind)
    party = organisation or _new_organisation(by, partnership, name, kind, phone)
    rules.check_party(party.name, is_party=partnership.circle.partners.filter(pk=party.pk).exists())
    partnership.circle.partners.add(party)
    journal.note("party.came", by=by, node=partnership.node, data={"organisation": party.pk})

    return party


def _new_organisation(by: Actor, partnership: Partnership, name: str, kind: str, phone: str = "") -> Organisation:
    if Organisation.objects.filter(name__iexact=name.strip()).exists():
        raise Refused("»{name}« findes allerede. Vælg den på listen.", field="name", name=name.strip())
    number = people.check_phone(phone) if phone.strip() else ""
    return people.add_organisation(by=by, name=name, kind=kind, phone=number, is_invented=partnership.node.is_invented)


@journal.deed
def add_member(
    *,
    by: Actor,
    partnership: Partnership,
    name: str,
    role: str,
    email: str = "",
    phone: str = "",
    organisation: Organisation | None = None,
) -> Role:
    """Let somebody in from today; who is known by the same mail address is that person.

    The role is a seat: it opens the partnership, says whom they come from, and opens and decides nothing of that
    organisation's own.
    """
    locks.reread(partnership)
    policy.check(by, "gather", partnership)
    is_from_party = organisation is None or organisation in queries.parties(partnership)
    rules.check_person(name, role, comes_from_a_party=is_from_party)
    person = people.meant_by(name, email) or people.add_person(
        by=by, name=name, email=email.strip(), phone=phone.strip(), is_invented=partnership.node.is_invented
    )
    if (person.pk, role) in _standing(partnership):
        raise Refused(
            "{person} er allerede med som {role}.", field="name", person=person.name, role=rules.ROLES[role].lower()
        )

    return _join(by, partnership, person, role, organisation)


@dataclass(frozen=True)
class Newcomer:
    """One of several who come in: somebody known, or by name; from a party, or an organisation that becomes one."""

    name: str
    role: str
    email: str = ""
    phone: str = ""
    person: Person | None = None
    organisation: Organisation | None = None
    party_name: str = ""
    party_kind: str = ""


@journal.deed
def add_members(*, by: Actor, partnership: Partnership, newcomers: Sequence[Newcomer]) -> list[Role]:
    """Let several in from today, and their organisations as parties; who is in already is passed over.

    All of them or none: it is one deed. Each is an act of its own in the journal.
    """
    locks.reread(partnership)
    policy.check(by, "gather", partnership)
    rules.check_many(len(newcomers))
    standing, came, given = _standing(partnership), {each.pk for each in queries.parties(partnership)}, []
    made: dict[str, Organisation] = {}

    for each in newcomers:
        party = each.organisation
        if party is None and each.party_name:
            key = each.party_name.strip().casefold()
            party = made.get(key) or add_party(
                by=by, partnership=partnership, name=each.party_name, kind=each.party_kind
            )
            made[key] = party
        elif party is not None and party.pk not in came:
            add_party(by=by, partnership=partnership, organisation=party)
        if party is not None:
            came.add(party.pk)

        rules.check_person(each.name, each.role, comes_from_a_party=True)
        person = each.person or people.meant_by(each.name, each.email)
        if person is None:
            person = people.add_person(
                by=by,
                name=each.name,
                email=each.email.strip(),
                phone=each.phone.strip(),
                is_invented=partnership.node.is_invented,
            )
        if (person.pk, each.role) not in standing:
            standing.add((person.pk, each.role))
            given.append(_join(by, partnership, person, each.role, party))

    return given


def _standing(partnership: Partnership) -> set[tuple[UUID, str]]:
    return {(each.role.person_id, each.role.role) for each in queries.roles(partnership)}


def _join(by: Actor, partnership: Partnership, person: Person, role: str, organisation: Organisation | None) -> Role:
    given = _seat(by, partnership, person, role, organisation)
    journal.note("member.came", by=by, node=partnership.node, data={"person": person.pk, "role": role})
    return given


def _seat(by: Actor, partnership: Partnership, person: Person, role: str, organisation: Organisation | None) -> Role:
    """A role that names an organisation would count all over it, so what is given here names the partnership alone."""
    given = people.give_role(by=by, person=person, role=role, circle=partnership.circle, from_on=_today())
    if organisation is not None:
        Seat.objects.create(role=given, organisation=organisation)
    return given


@journal.deed
def end_member(*, by: Actor, partnership: Partnership, role: Role, heir: Organisation | None = None) -> Role:
    """Let somebody's role end today. What they alone owe there needs somebody who stays to take over.

    Whoever holds no other role in the partnership loses its links and what they were invited to for it.
    """
    locks.reread(partnership, role)
    policy.check(by, "gather", partnership)
    others = [each for each in queries.roles(partnership) if each.role.pk != role.pk]
    if role.role == "coordinator" and not any(each.role.role == "coordinator" for each in others):
        raise Refused(
            "{person} er den eneste tovholder. Tag en anden med som tovholder først.", person=role.person.name
        )

    people.end_role(by=by, role=role, on=_today())
    if not any(each.role.person_id == role.person_id for each in others):
        owed = duties.still_open().filter(owner=role.person, node__within=partnership.circle)
        rules.check_heir(
            owed.count(), heir.pk if heir else None, [p.pk for p in queries.parties(partnership)], role.person_id
        )
        _hand_on(by, owed, heir)
        _lose(by, partnership, [role])

    journal.note("member.went", by=by, node=partnership.node, data={"person": role.person_id})
    return role


@journal.deed
def leave(
    *, by: Actor, partnership: Partnership, organisation: Organisation, heir: Organisation | None = None
) -> Organisation:
    """Let a party leave: what it owes goes to a party that stays, its people's roles there end today.

    What it gave stays as it was given: voices, notes, attendance, approvals. It loses its seats, its links, its invitations
    to what is to come, and its say on the plan. What an association did for an authority goes back to that authority.
    """
    locks.reread(partnership)
    policy.check(by, "gather", partnership)
    parties = queries.parties(partnership)
    rules.check_leave(
        organisation.name,
        is_party=organisation in parties,
        is_home=organisation.pk == partnership.node.organisation_id,
        parties=len(parties),
    )
    civic_actions.hand_back(by=by, partnership=partnership, association=organisation)
    owed = list(queries.owed(partnership, organisation))
    rules.check_heir(len(owed), heir.pk if heir else None, [party.pk for party in parties], organisation.pk)
    _hand_on(by, owed, heir)
    roles = list(queries.filled_for(partnership, organisation))
    for role in roles:
        people.end_role(by=by, role=role, on=max(_today(), role.from_on))

    _lose(by, partnership, roles)
    invitations.withdraw_organisation(
        by=by,
        circle=partnership.circle,
        organisation=organisation,
        title=time_rules.mail_title(partnership.node.title),
    )
    partnership.circle.partners.remove(organisation)
    journal.note(
        "party.left", by=by, node=partnership.node, data={"organisation": organisation.pk, "duties": len(owed)}
    )
    return organisation


@journal.deed
def withdraw_departed(*, by: Actor) -> int:
    """Let go of those who have left whom they sit for, and give how many invitations that took back.

    For a role that ended elsewhere than on the partnership's own page, as when somebody changes employer. The seat, its
    duties and its invitations are the organisation's: it fills the seat anew. Again changes nothing.
    """
    taken = 0
    for seat, partnership in queries.emptied():
        for duty in queries.owed_by(partnership, seat.role.person):
            duties.pass_on(by=by, duty=duty, to=seat.organisation)
        people.end_role(by=by, role=seat.role, on=max(_today(), seat.role.from_on))
        taken += _lose(by, partnership, [seat.role])
        journal.note("member.departed", by=by, node=partnership.node, data={"person": seat.role.person_id})

    rows = invitations.departed().filter(gathering__activity__isnull=False)
    circles = set(rows.values_list("gathering__node__within", flat=True))
    for each in Partnership.objects.filter(circle__in=circles).select_related("node", "circle"):
        title = time_rules.mail_title(each.node.title)
        gone = invitations.withdraw_departed(by=by, title=title, circle=each.circle)
        journal.note("invitations.departed", by=by, node=each.node, data={"invitations": gone})
        taken += gone

    return taken


def _hand_on(by: Actor, owed: Iterable[Duty], heir: Organisation | None) -> None:
    for duty in owed:
        assert heir is not None  # rules.check_heir
        duties.pass_on(by=by, duty=duty, to=heir)


def _lose(by: Actor, partnership: Partnership, roles: list[Role]) -> int:
    """Links and invitations of those who hold no other role in the partnership; how many invitations."""
    gone = {role.pk for role in roles}
    kept = {each.role.person_id for each in queries.roles(partnership) if each.role.pk not in gone}
    lost = [role.person_id for role in roles if role.person_id not in kept]
    for issued in queries.links(partnership, lost):
        passes.revoke(by=by, issued=issued)

    standing = list(queries.invited(partnership, lost))
    for each in standing:
        invitations.withdraw(
            by=by,
            invitation=each,
            title=time_rules.mail_title(partnership.node.title),
            why="Du er ikke med i samarbejdet mere.",
        )

    return len(standing)


def _today() -> dt.date:
    return timezone.localdate()
