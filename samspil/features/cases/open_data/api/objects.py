"""The twelve objects of OParl 1.1 (chapter 3), made of what anybody may see; what OParl lacks stands under `samspil:`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from samspil.features.cases.open_data.api.wording import VERSION, Json, filled, moment, seat_key, terms_of
from samspil.features.cases.open_data.queries import Contents, ElectedBody
from samspil.features.cases.publication.models import Publication
from samspil.features.cases.records.models import Annex, ClosedNotice, Meeting, RouteStep
from samspil.features.cases.records.queries.attendance import Worded
from samspil.features.cases.records.queries.sheets import Sheet
from samspil.features.cases.records.rules import standing
from samspil.spine.models import Organisation, Person, Role, StoredFile


@dataclass(frozen=True)
class Writer:
    """Writes objects with addresses under one origin, such as `https://samspil.example`."""

    origin: str

    def page(self, name: str, *arguments: object) -> str:
        """Return the address of one of the product's own pages."""
        return f"{self.origin}{reverse(name, args=arguments)}"

    def address(self, kind: str, key: object) -> str:
        """Return an object's address, which is also its id."""
        return f"{self.origin}{reverse('oparl:system')}{kind.lower()}/{key}/"

    def listing(self, organisation: UUID, kind: str) -> str:
        """Return the address of an authority's list of objects."""
        return f"{self.address('Body', organisation)}{kind.lower()}/"

    def _head(self, kind: str, key: object, created: dt.datetime, modified: dt.datetime) -> Json:
        return {
            "id": self.address(kind, key),
            "type": f"{VERSION}{kind}",
            "created": moment(created),
            "modified": moment(max(created, modified)),
        }

    def _stamped(self, kind: str, key: UUID, contents: Contents) -> Json:
        row = contents.stamps[kind, key]
        return self._head(kind, key, row.created_at, row.modified_at)

    def deleted(self, row: Publication) -> Json:
        """Write what remains of an object that was taken back (2.8)."""
        at = max(row.modified_at, row.withdrawn_at or row.modified_at)
        return self._head(row.kind, row.key, row.created_at, at) | {"deleted": True}

    def system(self, contact: str, license_address: str, began: dt.datetime, changed: dt.datetime) -> Json:
        """Write the entry point. The licence stands for everything below it."""
        own = f"{self.origin}{reverse('oparl:system')}"

        return filled(
            {
                "id": own,
                "type": f"{VERSION}System",
                "oparlVersion": VERSION,
                "body": f"{own}body/",
                "name": "Samspil",
                "license": license_address,
                "contactEmail": contact if "@" in contact else "",
                "website": f"{self.origin}/",
                "vendor": f"{self.origin}/om/",
                "product": f"{self.origin}/om/",
                "web": self.page("cases:open_data"),
                "created": moment(began),
                "modified": moment(max(began, changed)),
                "samspil:download": self.page("cases:download"),
            }
        )

    def body(self, organisation: Organisation, days: tuple[dt.date | None, dt.date | None]) -> Json:
        """Write an authority."""
        key = organisation.pk

        return (
            self._head("Body", key, organisation.created_at, organisation.modified_at)
            | filled(
                {
                    "system": f"{self.origin}{reverse('oparl:system')}",
                    "name": organisation.name,
                    "classification": organisation.get_kind_display(),
                    "organization": self.listing(key, "Organization"),
                    "person": self.listing(key, "Person"),
                    "meeting": self.listing(key, "Meeting"),
                    "paper": self.listing(key, "Paper"),
                    "agendaItem": self.listing(key, "AgendaItem"),
                    "consultation": self.listing(key, "Consultation"),
                    "file": self.listing(key, "File"),
                    "locationList": self.listing(key, "Location"),
                    "legislativeTermList": self.listing(key, "LegislativeTerm"),
                    "membership": self.listing(key, "Membership"),
                    "web": self.page("cases:bodies"),
                    "samspil:invented": organisation.is_invented or None,
                }
            )
            | {
                "legislativeTerm": [
                    self.term(organisation, *term, embedded=True) for term in terms_of(organisation, days)
                ]
            }
        )

    def term(self, organisation: Organisation, first: dt.date, last: dt.date, *, embedded: bool = False) -> Json:
        """Write an electoral term of an authority."""
        key = f"{organisation.pk}/{first.year}"
        # A term is of the law, not of our records: it is as old as the authority's own page.
        written = self._head("LegislativeTerm", key, organisation.created_at, organisation.created_at)
        own = {} if embedded else {"body": self.address("Body", organisation.pk)}

        return (
            written
            | own
            | {
                "name": f"{first.year}–{last.year}",
                "startDate": first.isoformat(),
                "endDate": last.isoformat(),
            }
        )

    def organization(self, body: ElectedBody) -> Json:
        """Write a committee or council."""
        circle, seats = body.circle, body.seats
        changed = max([circle.modified_at, *(seat.modified_at for seat in seats)])
        heir = circle.heir if circle.heir is not None and hasattr(circle.heir, "body") else None

        return self._head("Organization", circle.pk, circle.created_at, changed) | filled(
            {
                "body": self.address("Body", circle.organisation_id),
                "name": circle.name,
                "shortName": circle.body.shorthand,
                "organizationType": "Gremium",
                "classification": circle.get_kind_display(),
                "startDate": circle.valid_from.isoformat() if circle.valid_from else "",
                "endDate": circle.valid_until.isoformat() if circle.valid_until else "",
                "membership": [self.address("Membership", seat_key(seat)) for seat in seats],
                "meeting": f"{self.address('Organization', circle.pk)}meeting/",
                "web": self.page("cases:body", circle.pk),
                "samspil:heir": self.address("Organization", heir.pk) if heir else "",
                "samspil:calendar": self.page("cases:body_calendar", circle.pk),
                "samspil:decisions": self.page("cases:body_feed", circle.pk),
                "samspil:invented": circle.is_invented or None,
            }
        )

    def person(self, person: Person, seats: list[Role]) -> Json:
        """Write an elected member with the seats held here; nothing else of the person is open data."""
        changed = max([person.modified_at, *(seat.modified_at for seat in seats)])
        circle = seats[0].circle
        assert circle is not None
        return self._head("Person", person.pk, person.created_at, changed) | filled(
            {
                "body": self.address("Body", circle.organisation_id),
                "name": person.name,
                "membership": [self.membership(seat, embedded=True) for seat in seats],
                "samspil:invented": person.is_invented or None,
            }
        )

    def membership(self, seat: Role, *, embedded: bool = False) -> Json:
        """Write a seat."""
        own = {} if embedded else {"person": self.address("Person", seat.person_id)}

        return (
            self._head("Membership", seat_key(seat), seat.created_at, seat.modified_at)
            | own
            | filled(
                {
                    "organization": self.address("Organization", seat.circle_id),
                    "role": "Medlem",
                    "votingRight": True,
                    "startDate": seat.from_on.isoformat(),
                    "endDate": seat.until_on.isoformat() if seat.until_on else "",
                }
            )
        )

    def meeting(self, meeting: Meeting, contents: Contents, *, omit: bool = False) -> Json:
        """Write a meeting with its agenda; `omit` leaves the agenda out (2.5, `omit_internal`)."""
        gathering = meeting.gathering
        lines = [] if omit else contents.lines[meeting.pk]

        return self._stamped("Meeting", meeting.pk, contents) | filled(
            {
                "name": meeting.node.title,
                "meetingState": standing.STATES[meeting.state],
                "cancelled": gathering.cancelled_at is not None,
                "start": moment(gathering.starts_at) if gathering.starts_at else "",
                "end": moment(gathering.ends_at) if gathering.ends_at else "",
                "location": self.location(meeting, contents, embedded=True) if gathering.place else None,
                "organization": [self.address("Organization", meeting.body_id)],
                "participant": [self.address("Person", each.person_id) for each in contents.present[meeting.pk]],
                "agendaItem": [self.line(line, contents, embedded=True) for line in lines],
                "web": self.page("cases:meeting", meeting.pk),
                "samspil:date": meeting.node.day.isoformat() if meeting.node.day else "",
                "samspil:invented": meeting.node.is_invented or None,
            }
        )

    def location(self, meeting: Meeting, contents: Contents, *, embedded: bool = False) -> Json:
        """Write where a meeting is held."""
        own = {} if embedded else {"meetings": [self.address("Meeting", meeting.pk)]}
        return self._stamped("Location", meeting.pk, contents) | own | {"description": meeting.gathering.place}

    def line(
        self, line: Sheet | ClosedNotice, contents: Contents, *, embedded: bool = False, omit: bool = False
    ) -> Json:
        """Write an item of an agenda, or the notice of a closed one."""
        if isinstance(line, ClosedNotice):
            return self._notice(line, contents, embedded=embedded)

        item = line.item
        own = {} if embedded else {"meeting": self.address("Meeting", item.meeting_id)}
        return (
            self._stamped("AgendaItem", item.pk, contents)
            | own
            | filled(
                {
                    "number": item.number,
                    "order": item.order,
                    "name": item.node.title,
                    "public": True,
                    "consultation": self.address("Consultation", item.pk),
                    "result": ", ".join(each.get_outcome_display() for each in line.outcomes),
                    "resolutionText": line.decision.strip(),
                    "auxiliaryFile": []
                    if omit
                    else [self.file(*each, contents, embedded=True) for each in _files(line, contents)],
                    "web": self.page("cases:detail", item.pk),
                    "samspil:caseNumber": item.case_number,
                    "samspil:recommendedBy": item.recommended_by,
                    "samspil:sections": [
                        {"key": each.key, "heading": each.heading, "text": each.words}
                        for each in line.sections
                        if each.words
                    ],
                    "samspil:clauses": [{"order": each.order, "text": each.words} for each in line.clauses],
                    "samspil:statements": [self._statement(each) for each in line.statements],
                    "samspil:route": [self._step(each) for each in line.steps],
                    "samspil:annexes": [self._annex(each, contents) for each in line.annexes],
                    "samspil:invented": item.node.is_invented or None,
                }
            )
        )

    def _notice(self, notice: ClosedNotice, contents: Contents, *, embedded: bool) -> Json:
        own = {} if embedded else {"meeting": self.address("Meeting", notice.meeting_id)}

        return (
            self._stamped("AgendaItem", notice.pk, contents)
            | own
            | filled(
                {
                    "number": notice.number,
                    "order": notice.order,
                    "name": notice.node.title,
                    "public": False,
                    "resolutionText": notice.decision,
                    "web": self.page("cases:closed", notice.pk),
                    "samspil:invented": notice.node.is_invented or None,
                }
            )
        )

    def _statement(self, said: Worded) -> Json:
        statement = said.row
        return filled(
            {
                "web": self.page("cases:decision", statement.pk),
                "order": statement.order,
                "text": said.shown,
                "outcomes": sorted(each.outcome for each in statement.outcomes.all()),
                "stance": statement.stance,
                "answers": sorted(clause.order for clause in statement.answers.all()),
            }
        )

    def _step(self, step: RouteStep) -> Json:
        there = step.seen_next_id is not None
        return filled(
            {
                "to": step.to_text,
                "state": standing.STEP_STATES[step.state],
                "sentOn": step.sent_on.isoformat() if step.sent_on else "",
                "endedOn": step.ended_on.isoformat() if step.ended_on else "",
                "endedHow": step.ended_how,
                "agendaItem": self.address("AgendaItem", step.next_item_id) if there else "",
            }
        )

    def _annex(self, annex: Annex, contents: Contents) -> Json:
        return filled(
            {
                "web": self.page("cases:annex", annex.pk),
                "name": annex.node.title,
                "documentNumber": annex.document_number,
                "reference": annex.reference,
                "file": [self.address("File", each.pk) for each in annex.node.files.all() if each.pk in contents.files],
            }
        )

    def paper(self, key: UUID, contents: Contents, *, omit: bool = False) -> Json:
        """Write a case as a paper: where it was treated, its number at each, its open annexes."""
        of_case = contents.papers[key]
        first, last = of_case[0].item, of_case[-1].item
        numbers = dict.fromkeys(each.item.case_number for each in of_case if each.item.case_number)

        return self._stamped("Paper", key, contents) | filled(
            {
                "body": self.address("Body", first.node.organisation_id),
                "name": first.node.title,
                "reference": ", ".join(numbers),
                "date": first.node.day.isoformat() if first.node.day else "",
                "paperType": "Sag",
                "auxiliaryFile": []
                if omit
                else [
                    self.file(*each, contents, embedded=True) for sheet in of_case for each in _files(sheet, contents)
                ],
                "underDirectionOf": list(
                    dict.fromkeys(self.address("Organization", each.item.meeting.body_id) for each in of_case)
                ),
                "consultation": [self.consultation(each, contents, embedded=True) for each in of_case],
                "web": self.page("cases:detail", last.pk),
                "samspil:feed": self.page("cases:case_feed", last.pk),
                "samspil:invented": first.node.is_invented or None,
            }
        )

    def consultation(self, sheet: Sheet, contents: Contents, *, embedded: bool = False) -> Json:
        """Write that a case was treated at a meeting; it has the last word where it sends nothing on."""
        item = sheet.item
        own = {} if embedded else {"paper": self.address("Paper", item.case_file_id or item.pk)}

        return (
            self._stamped("Consultation", item.pk, contents)
            | own
            | filled(
                {
                    "agendaItem": self.address("AgendaItem", item.pk),
                    "meeting": self.address("Meeting", item.meeting_id),
                    "organization": [self.address("Organization", item.meeting.body_id)],
                    "authoritative": not sheet.steps if sheet.statements else None,
                    "role": "Beslutning" if sheet.statements else "Behandling",
                }
            )
        )

    def file(self, file: StoredFile, annex: Annex, sheet: Sheet, contents: Contents, *, embedded: bool = False) -> Json:
        """Write a file of an open annex."""
        item = sheet.item

        own = (
            {}
            if embedded
            else {
                "agendaItem": [self.address("AgendaItem", item.pk)],
                "paper": [self.address("Paper", item.case_file_id or item.pk)],
            }
        )
        return (
            self._stamped("File", file.pk, contents)
            | own
            | filled(
                {
                    "name": annex.node.title,
                    "fileName": file.name,
                    "mimeType": file.media_type,
                    "date": timezone.localdate(file.stored_at).isoformat(),
                    "size": file.size,
                    "accessUrl": f"{self.address('File', file.pk)}indhold/",
                    "downloadUrl": self.page("web:file", file.pk),
                    "web": self.page("cases:annex", annex.pk),
                    "samspil:sha256": file.sha256,
                }
            )
        )


def _files(sheet: Sheet, contents: Contents) -> Iterable[tuple[StoredFile, Annex, Sheet]]:
    own = (file.pk for annex in sheet.annexes for file in annex.node.files.all())
    return (contents.files[key] for key in own if key in contents.files)
