"""Every reading of what the partners agree: charter, mandates, the problem, the two lists, and whose authority something needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samspil.features.partnerships.charter import rules
from samspil.features.partnerships.charter.models import (
    Acknowledgement,
    Mandate,
    Milestone,
    ProblemStatement,
    RegisterEntry,
    RoleCharter,
    RoleExpectation,
    SharedPost,
)
from samspil.features.partnerships.core.models import Partnership
from samspil.paper.refusal import NotFound
from samspil.spine import desk, kinds, passes, people, policy, thread, visibility
from samspil.spine.models import Circle, Node, Organisation, Pass, Person, Role
from samspil.spine.people import Actor


def charter(partnership: Partnership) -> RoleCharter | None:
    """Return the newest charter, or None when none is written."""
    return partnership.charters.select_related("partnership__node").prefetch_related("expectations").first()


def milestones(partnership: Partnership) -> QuerySet[Milestone]:
    """Return a partnership's milestones, the next first, those without a date last."""
    return partnership.milestones.all()


def milestone(actor: Actor, pk: int) -> Milestone:
    """Return one milestone of a partnership that the actor may see."""
    return visibility.get(Milestone.objects.select_related("partnership__node"), actor, pk, through="partnership__node")


@dataclass(frozen=True)
class CharterPage:
    """A charter as one reader sees it: names only for those who are in the partnership themselves."""

    newest: RoleCharter | None
    expectations: list[RoleExpectation]
    acknowledged: list[Acknowledgement]
    missing: list[Person]
    count: int
    mine: Acknowledgement | None
    may_acknowledge: bool
    my_side: str
    is_near: bool
    earlier: list[RoleCharter]


def charter_page(actor: Actor, partnership: Partnership) -> CharterPage:
    """Return all that stands on the charter's page. At most six queries."""
    newest = charter(partnership)
    near = actor.stands_near(partnership.node.organisation_id, partnership.circle_id)
    said = list(newest.acknowledgements.select_related("person").order_by("side", "person__name")) if newest else []
    done = {row.person_id for row in said}
    members = list(people.members_of(partnership.circle)) if near and newest else []

    return CharterPage(
        newest=newest,
        expectations=list(newest.expectations.all()) if newest else [],
        acknowledged=said if near else [],
        missing=[person for person in members if person.pk not in done],
        count=len(said),
        mine=next((row for row in said if row.person_id == actor.person_id), None) if actor.person_id else None,
        may_acknowledge=newest is not None and partnership.circle_id in actor.circles,
        my_side=rules.side_of(actor, partnership.circle_id),
        is_near=near,
        earlier=list(partnership.charters.select_related("written_by")[1:]) if near else [],
    )


def missing(charter: RoleCharter) -> list[Person]:
    """Return the members who have not acknowledged a version."""
    done = charter.acknowledgements.values_list("person", flat=True)
    return list(people.members_of(charter.partnership.circle).exclude(pk__in=done))


@dataclass(frozen=True)
class OwnRole:
    """What is expected of the reader, shown wherever a task is given."""

    partnership: Partnership
    expectation: RoleExpectation
    has_acknowledged: bool


def own_role(actor: Actor, node: Node) -> OwnRole | None:
    """Return what the charter of the record's partnership expects of the reader; None for those outside."""
    if not actor.person_id or node.within_id is None or node.within_id not in actor.circles:
        return None
    partnership = Partnership.objects.filter(circle=node.within_id).select_related("node").first()
    return _role_in(actor, partnership) if partnership else None


def _role_in(actor: Actor, partnership: Partnership) -> OwnRole | None:
    newest = charter(partnership)
    if newest is None:
        return None
    said = newest.acknowledgements.filter(person=actor.person_id).first()
    side = said.side if said else rules.side_of(actor, partnership.circle_id)
    expected = next((row for row in newest.expectations.all() if row.side == side), None)
    return OwnRole(partnership, expected, said is not None) if expected else None


def unanswered(actor: Actor) -> list[OwnRole]:
    """Return the charters that the reader has not answered yet. One query and three for each partnership."""
    if not actor.person_id:
        return []
    mine = visibility.rows(Partnership.objects.filter(circle__in=actor.circles).select_related("node"), actor)
    roles = [_role_in(actor, partnership) for partnership in mine]
    return [role for role in roles if role is not None and not role.has_acknowledged]


def waiting(actor: Actor) -> QuerySet[RoleCharter] | None:
    """Return the newest charters that say what the reader's side is there for, and that they have not stood by yet."""
    if actor.person_id is None or not actor.circles:
        return None
    newer = RoleCharter.objects.filter(partnership=OuterRef("partnership"), number__gt=OuterRef("number"))
    said = Acknowledgement.objects.filter(charter=OuterRef("pk"), person=actor.person_id)
    mine = Q(pk__in=[])
    for circle in actor.circles:
        side = RoleExpectation.objects.filter(charter=OuterRef("pk"), side=rules.side_of(actor, circle))
        mine |= Q(partnership__circle=circle) & Q(Exists(side))
    rows = RoleCharter.objects.filter(mine, ~Exists(newer), ~Exists(said)).select_related("partnership__node")
    return visibility.rows(rows, actor, through="partnership__node")


def expected(row: RoleCharter) -> desk.Expected:
    """Write a charter that waits: it is read first, and then stood by, on its page."""
    node = row.partnership.node
    return desk.Expected(
        what=_("Læs rollekortet, og sig, om du er med på det"),
        about=_("Rollekort, udgave {number}").format(number=row.number),
        at=("partnerships:charter", node.pk),
        where=node.title,
        circle=node.within_id,
        button=_("Jeg har læst det og er med"),
        press=("partnerships:acknowledge", node.pk),
        more=(_("Læs rollekortet"), ("partnerships:charter", node.pk)),
        is_invented=node.is_invented,
    )


def own_acknowledgement(actor: Actor, pk: str) -> Acknowledgement:
    """Return that the actor stands by a charter, by its key; `NotFound` for anybody else's."""
    rows = Acknowledgement.objects.select_related("charter__partnership__node")
    return visibility.own(rows, actor, pk, by="person", through="charter__partnership__node")


def opened(held: Iterable[UUID], partnership: UUID) -> tuple[Pass, RoleCharter]:
    """Return the personal link that this session has opened to a partnership's charter. `NotFound` without one."""
    good = passes.held(held, rules.PASS_PURPOSE).filter(node=partnership, person__isnull=False)
    link = good.select_related("person").order_by("-created_at").first()
    newest = charter(Partnership.objects.get(pk=partnership)) if link else None
    if link is None or newest is None:
        raise NotFound(passes.NOT_OPEN)
    return link, newest


def coordinator_to_call(partnership: Partnership) -> Person | None:
    """Return the first of the partnership's coordinators who has a number to ring."""
    leads = Role.objects.filter(people.holding(timezone.localdate()), circle=partnership.circle_id, role="coordinator")
    known = leads.exclude(person__phone="").order_by("from_on", "pk").select_related("person").first()
    return known.person if known else None


def shared_posts(partnership: Partnership) -> QuerySet[SharedPost]:
    """Return the posts that partners share, the neutral administration first."""
    return partnership.shared_posts.prefetch_related("organisations")


def partners(partnership: Partnership) -> QuerySet[Organisation]:
    """Return a partnership's partners by name."""
    return partnership.circle.partners.order_by("name")


def mandates(partnership: Partnership) -> QuerySet[Mandate]:
    """Return who may decide what, authority by authority."""
    return partnership.mandates.select_related("organisation", "body")


def bodies(partnership: Partnership) -> QuerySet[Circle]:
    """Return the committees and councils of a partnership's authorities."""
    return (
        Circle.objects.filter(organisation__in=partnership.circle.partners.all())
        .exclude(kind__in=("partnership", "programme"))
        .order_by("name")
    )


def mandates_for(node: Node) -> QuerySet[Mandate]:
    """Return the mandates that a record of a partnership may need, those in force today."""
    of_it = Mandate.objects.filter(people.existing(timezone.localdate()), partnership__circle=node.within_id)
    return of_it.select_related("organisation", "body")


def needed(node: Node) -> list[Mandate]:
    """Return the mandates that a record needs."""
    of_it = Mandate.objects.filter(needs__node=node)
    return list(of_it.select_related("organisation", "body"))


@dataclass(frozen=True)
class Route:
    """One authority's way: by which mandate, and the cases and decisions of that authority that came of the record."""

    mandate: Mandate
    steps: list[Node]


@dataclass(frozen=True)
class Needs:
    """Whose authority a record needs, and where it stands with each."""

    node: Node
    says_two: str
    routes: list[Route]
    may: bool


def needs(actor: Actor, node: Node) -> Needs | None:
    """Return whose authority a record needs; None where there is nothing to show and nothing to say."""
    chosen = needed(node)
    may = policy.allows(actor, "need", "mandate", node) and mandates_for(node).exists()
    if not chosen:
        return Needs(node, "", [], may) if may else None

    trail = thread.trail(actor, node)
    political = kinds.with_trait("is_case_item") | kinds.with_trait("is_decision")
    after = [
        step
        for pk, step in sorted(trail.nodes.items(), key=lambda each: trail.depth[each[0]])
        if step is not None and trail.depth[pk] > 0 and step.kind in political
    ]
    routes = [
        Route(mandate, [step for step in after if step.organisation_id == mandate.organisation_id])
        for mandate in chosen
    ]
    return Needs(node, rules.says_two([mandate.organisation.name for mandate in chosen]), routes, may)


@dataclass(frozen=True)
class Problem:
    """One version of the problem; what changed it only where the reader may see that."""

    statement: ProblemStatement
    changed_by: Node | None


def problems(actor: Actor, partnership: Partnership) -> list[Problem]:
    """Return the problem's versions, the newest first. Two queries."""
    rows = list(partnership.problems.select_related("written_by"))
    seen = {node.pk: node for node in visibility.among(actor, [row.changed_by_id for row in rows])}
    return [Problem(row, seen.get(row.changed_by_id) if row.changed_by_id else None) for row in rows]


def reframers(actor: Actor, partnership: Partnership) -> QuerySet[Node]:
    """Return what may have changed the problem: voices, insights, activities and learning of the partnership."""
    of_it = frozenset[str]().union(
        *(kinds.with_trait(trait) for trait in ("is_voice", "is_insight", "is_activity", "is_learning"))
    )
    return visibility.nodes(actor).filter(within=partnership.circle_id, kind__in=of_it).order_by("-created_at")


def entries(partnership: Partnership) -> QuerySet[RegisterEntry]:
    """Return the lines of both lists, in the order of side and time. One query."""
    return partnership.register.select_related("organisation").order_by("register", "side", "said_on", "pk")
