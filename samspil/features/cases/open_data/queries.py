"""What anybody may take away of the cases: the published objects in a fixed order, and everything that each is made of."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from samspil.features.cases.publication.models import Publication
from samspil.features.cases.records.models import AgendaItem, Annex, Body, ClosedNotice, DecisionStatement, Meeting
from samspil.features.cases.records.queries.rows import in_order, notices_for, visible_to
from samspil.features.cases.records.queries.sheets import Sheet, sheets
from samspil.paper import danish
from samspil.spine import visibility
from samspil.spine.models import Circle, Invitation, Link, Node, Organisation, Role, StoredFile
from samspil.spine.people import NOBODY

# A feed that tells nothing yet is as old as the feeds themselves.
BEGAN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
LATEST = 50  # entries of a feed
CHUNK = 500  # rows read at once of what is long
CALLED = dt.timedelta(days=366)  # how long a calendar keeps what has been


@dataclass(frozen=True)
class Span:
    """Which changes are asked for: made and changed since and until, both ends included."""

    created_since: dt.datetime | None = None
    created_until: dt.datetime | None = None
    modified_since: dt.datetime | None = None
    modified_until: dt.datetime | None = None

    def holds(self, created: dt.datetime, modified: dt.datetime) -> bool:
        """Tell whether an object with these dates is asked for."""
        return (
            (self.created_since is None or created >= self.created_since)
            and (self.created_until is None or created <= self.created_until)
            and (self.modified_since is None or modified >= self.modified_since)
            and (self.modified_until is None or modified <= self.modified_until)
        )

    @property
    def condition(self) -> Q:
        """The same as a condition on publications; without `modified_since` what is taken back is left out."""
        asked = {
            f"{name}_at__{sign}": value
            for name, sign, value in (
                ("created", "gte", self.created_since),
                ("created", "lte", self.created_until),
                ("modified", "gte", self.modified_since),
                ("modified", "lte", self.modified_until),
            )
            if value is not None
        }
        return Q(**asked) if self.modified_since else Q(**asked, withdrawn_at__isnull=True)


def authorities() -> QuerySet[Organisation]:
    """Return the authorities that have a body here, the first first."""
    return Organisation.objects.filter(circles__body__isnull=False).distinct().order_by("created_at", "pk")


def authority(pk: UUID) -> Organisation | None:
    """Return one authority that has a body here."""
    return authorities().filter(pk=pk).first()


def days_of(organisation: Organisation) -> tuple[dt.date | None, dt.date | None]:
    """Return the days of an authority's first and last public meeting."""
    seen = visibility.rows(Meeting.objects.filter(node__kind="meeting", node__organisation=organisation), NOBODY)
    days = seen.aggregate(first=Min("node__occurred_on"), last=Max("node__occurred_on"))
    return days["first"], days["last"]


@dataclass(frozen=True)
class ElectedBody:
    """A committee or council with its elected members' seats, past and present; no other role in it is open data."""

    circle: Circle
    seats: tuple[Role, ...]


def bodies_of(organisation: Organisation) -> list[ElectedBody]:
    """Return an authority's bodies with their elected members, past and present. Two queries."""
    return _bodies(organisation=organisation)


def body(pk: UUID) -> ElectedBody | None:
    """Return one body with its elected members."""
    return next(iter(_bodies(pk=pk)), None)


def _circles() -> QuerySet[Circle]:
    return Circle.objects.filter(body__isnull=False)


def _bodies(**which: Any) -> list[ElectedBody]:
    rows = _circles().filter(**which).select_related("body", "organisation", "heir__body")
    circles = list(rows.order_by("created_at", "pk"))

    seats: dict[UUID | None, list[Role]] = defaultdict(list)
    for seat in elected().filter(circle__in=circles):
        seats[seat.circle_id].append(seat)

    return [ElectedBody(circle, tuple(seats[circle.pk])) for circle in circles]


def elected() -> QuerySet[Role]:
    """Return the elected members' seats in bodies. Nobody else's role is open data."""
    return (
        Role.objects.filter(role=Role.Kind.POLITICIAN, circle__body__isnull=False)
        .select_related("person", "circle__body", "circle__organisation")
        .order_by("from_on", "pk")
    )


def published(kind: str, span: Span, *, organisation: UUID | None = None) -> QuerySet[Publication]:
    """Return the published objects of a kind in the order in which they were first published."""
    rows = Publication.objects.filter(span.condition, kind=kind)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    return rows.order_by("pk")


def meetings_of(circle: UUID, span: Span) -> QuerySet[Publication]:
    """Return a body's published meetings in the same order."""
    return published("Meeting", span).filter(key__in=Meeting.objects.filter(body=circle).values("pk"))


def publication(kind: str, key: UUID) -> Publication | None:
    """Return one object that is, or once was, published."""
    return Publication.objects.filter(kind=kind, key=key).first()


def latest_change() -> dt.datetime | None:
    """Return when something published last changed."""
    return Publication.objects.aggregate(latest=Max("modified_at"))["latest"]


@dataclass
class Contents:
    """Everything that some published objects are made of, as anybody may see it."""

    meetings: dict[UUID, Meeting] = field(default_factory=dict)
    sheets: dict[UUID, Sheet] = field(default_factory=dict)
    notices: dict[UUID, ClosedNotice] = field(default_factory=dict)
    lines: dict[UUID, list[Sheet | ClosedNotice]] = field(default_factory=lambda: defaultdict(list))
    papers: dict[UUID, list[Sheet]] = field(default_factory=lambda: defaultdict(list))
    files: dict[UUID, tuple[StoredFile, Annex, Sheet]] = field(default_factory=dict)
    present: dict[UUID, list[Invitation]] = field(default_factory=lambda: defaultdict(list))
    stamps: dict[tuple[str, UUID], Publication] = field(default_factory=dict)


def contents_of(kind: str, keys: Collection[UUID]) -> Contents:
    """Return what some published objects of a kind are made of. A fixed number of queries."""
    if kind in {"Meeting", "Location"}:
        return _of_meetings(keys)
    if kind == "Paper":
        items = visible_to(NOBODY).filter(Q(case_file__in=keys) | Q(pk__in=keys, case_file__isnull=True))
        return _of_items(items)
    if kind == "File":
        # An annex that is closed on an open item keeps its files to itself.
        annexes = visibility.rows(Annex.objects.filter(node__files__in=keys), NOBODY)
        return _of_items(visible_to(NOBODY).filter(annexes__in=annexes).distinct())
    notices = notices_for(NOBODY).filter(pk__in=keys if kind == "AgendaItem" else ())
    return _of_items(visible_to(NOBODY).filter(pk__in=keys), notices)


def _of_items(items: Iterable[AgendaItem], notices: Iterable[ClosedNotice] = ()) -> Contents:
    contents = Contents(notices={notice.pk: notice for notice in notices})
    _add(contents, sheets(NOBODY, items))
    _stamp(contents)
    return contents


def _of_meetings(keys: Collection[UUID]) -> Contents:
    contents = Contents()
    seen = visibility.rows(Meeting.objects.filter(pk__in=keys), NOBODY)
    contents.meetings = {each.pk: each for each in seen.select_related("node__gathering", "body__circle")}
    _add(contents, sheets(NOBODY, visible_to(NOBODY).filter(meeting__in=contents.meetings)))
    for notice in notices_for(NOBODY).filter(meeting__in=contents.meetings).select_related("meeting__node"):
        contents.notices[notice.pk] = notice
        contents.lines[notice.meeting_id].append(notice)

    for lines in contents.lines.values():
        lines.sort(key=lambda line: line.item.order if isinstance(line, Sheet) else line.order)

    here = Invitation.objects.filter(gathering__in=contents.meetings, presence=Invitation.Presence.PRESENT)
    seats = elected().filter(person__invitations__gathering__in=contents.meetings)
    members = {(seat.person_id, seat.circle_id) for seat in seats}
    for invitation in here.select_related("person").order_by("pk"):
        meeting = contents.meetings[invitation.gathering_id]
        if meeting.state == "published" and (invitation.person_id, meeting.body_id) in members:
            contents.present[meeting.pk].append(invitation)

    _stamp(contents)
    return contents


def _add(contents: Contents, made: Iterable[Sheet]) -> None:
    for sheet in made:
        contents.sheets[sheet.item.pk] = sheet
        contents.lines[sheet.item.meeting_id].append(sheet)
        contents.papers[sheet.item.case_file_id or sheet.item.pk].append(sheet)
        for annex in sheet.annexes:
            for file in annex.node.files.all():
                contents.files[file.pk] = (file, annex, sheet)
    for of_case in contents.papers.values():
        of_case.sort(key=lambda sheet: (str(sheet.item.node.day), sheet.item.order))


def _stamp(contents: Contents) -> None:
    """Bring in when each was published; what has no record of that is no open data, and is left out everywhere."""
    keys = {*contents.meetings, *contents.sheets, *contents.notices, *contents.papers, *contents.files}
    contents.stamps = {(row.kind, row.key): row for row in Publication.objects.filter(key__in=keys)}
    contents.meetings = {key: each for key, each in contents.meetings.items() if ("Meeting", key) in contents.stamps}
    contents.files = {key: each for key, each in contents.files.items() if ("File", key) in contents.stamps}
    for key, lines in contents.lines.items():
        contents.lines[key] = [line for line in lines if ("AgendaItem", _key(line)) in contents.stamps]


def _key(line: Sheet | ClosedNotice) -> UUID:
    return line.item.pk if isinstance(line, Sheet) else line.pk


@dataclass(frozen=True)
class Decided:
    """One treatment of a case as a feed tells it."""

    key: UUID
    url_name: str
    title: str
    body: str
    day: str
    words: str
    outcomes: tuple[str, ...]
    created: dt.datetime
    modified: dt.datetime


def called(body: Body) -> QuerySet[Meeting]:
    """Return a body's public meetings of the last year and those to come, the first first."""
    since = timezone.localdate() - CALLED
    held = Meeting.objects.filter(node__within=body.pk, node__kind="meeting", node__occurred_on__gte=since)
    return visibility.rows(held.select_related("node__gathering__node"), NOBODY).order_by("node__occurred_on", "pk")


def decided(body: Body | None = None) -> list[Decided]:
    """Return the latest items that were decided, the newest first; of one body when it is named."""
    stated = visibility.rows(DecisionStatement.objects.filter(item=OuterRef("pk"), withdrawn_at__isnull=True), NOBODY)
    items = in_order(NOBODY).filter(Exists(stated))
    if body is not None:
        items = items.filter(meeting__node__within=body.pk)
    return _told(list(items[:LATEST]))


def case_of(pk: UUID) -> list[Decided]:
    """Return every public treatment of the case that an item belongs to, the newest first; else NotFound."""
    item = visibility.get(AgendaItem.objects.all(), NOBODY, pk)
    of_case = Q(case_file=item.case_file_id) if item.case_file_id else Q(pk=pk)
    return _told(list(in_order(NOBODY).filter(of_case)[:LATEST]))


def _told(items: list[AgendaItem]) -> list[Decided]:
    made = sheets(NOBODY, items)
    stamps = {
        row.key: row for row in Publication.objects.filter(kind="AgendaItem", key__in=[item.pk for item in items])
    }

    return [
        Decided(
            key=sheet.item.pk,
            url_name="cases:detail",
            title=sheet.item.node.title,
            body=sheet.item.meeting.body.circle.name,
            day=danish.date(sheet.item.node.day) if sheet.item.node.day else "",
            words=sheet.decision.strip() or "På dagsordenen.",
            outcomes=tuple(each.get_outcome_display() for each in sheet.outcomes),
            created=stamps[sheet.item.pk].created_at,
            modified=stamps[sheet.item.pk].modified_at,
        )
        for sheet in made
        if sheet.item.pk in stamps
    ]


def public_nodes() -> Iterator[Node]:
    """Yield every record that anybody may see, in the order of their keys."""
    nodes = visibility.nodes(NOBODY).select_related("organisation").order_by("pk")
    return nodes.iterator(chunk_size=CHUNK)


def public_links() -> Iterator[Link]:
    """Yield every standing link between two records that anybody may see, in the order of their keys."""
    return _links().order_by("pk").iterator(chunk_size=CHUNK)


def _links() -> QuerySet[Link]:
    standing = visibility.rows(Link.objects.filter(withdrawn_at__isnull=True), NOBODY, through="earlier")
    return visibility.rows(standing, NOBODY, through="later")


def stamp() -> str:
    """Return words that differ whenever what is public has changed."""
    nodes = visibility.nodes(NOBODY).aggregate(number=Count("pk"), latest=Max("modified_at"))
    links = _links().aggregate(number=Count("pk"), latest=Max("at"))
    people = (
        elected().order_by().aggregate(number=Count("pk"), latest=Max("modified_at"), named=Max("person__modified_at"))
    )
    circles = _circles().aggregate(latest=Max("modified_at"), of=Max("organisation__modified_at"))
    return repr([latest_change(), *(sorted(each.items()) for each in (nodes, links, people, circles))])
