"""A body with a meeting, and the words that only the committee may ever see."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest

from samspil.features.cases.agenda.actions import meetings
from samspil.features.cases.editing.actions import annexes, items, statements
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.records.models import AgendaItem, Annex, Body, DecisionStatement, Meeting
from samspil.features.cases.routes import actions as routes_actions
from samspil.features.cases.seats import actions as seats_actions
from tests.kit.cast import Cast

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
STARTS = dt.datetime(2026, 3, 3, 14, 0, tzinfo=COPENHAGEN)

# Each closed field holds its own canary, so that a leak says where it came from.
CANARIES = {
    "title": "kanariefuglen",
    "case_number": "99-77-canarysag",
    "text": "dompapperne",
    "clause": "gærdesmutten",
    "statement": "stillitsen",
    "annex": "vendehalsen",
    "annex_number": "canarydok-4711",
    "file": "isfuglen",
    "reason": "rødkælken",
    "open_annex_closed": "natravnen",
    "route": "hærfuglen",
}


@pytest.fixture
def body(cast: Cast) -> Body:
    return seats_actions.add_body(by=cast.secretary, circle=cast.committee, house="norddjurs", shorthand="EU")


@pytest.fixture
def meeting(cast: Cast, body: Body) -> Meeting:
    return meetings.plan_meeting(by=cast.secretary, body=body, starts_at=STARTS, place="Mødelokale 1")


@dataclass(frozen=True)
class Secret:
    """A meeting with an open item, which has a closed annex, and a closed item full of canaries."""

    meeting: Meeting
    open_item: AgendaItem
    closed_item: AgendaItem
    statement: DecisionStatement
    annex: Annex
    closed_annex: Annex


def closed_meeting(cast: Cast, meeting: Meeting) -> Secret:
    """Make the meeting whole up to draft minutes; the tests publish it."""
    by = cast.secretary
    open_item = items.add_item(
        by=by,
        meeting=meeting,
        wording=items.Wording(
            title="Åbent punkt om væresteder",
            clauses=["forslaget godkendes"],
            sections={"case_presentation": "Om væresteder i kommunen."},
        ),
    )
    closed_annex = annexes.add_annex(
        by=by,
        item=open_item,
        title=f"Bilag om {CANARIES['open_annex_closed']}",
        closed_reason="Forvaltningslovens § 27",
        name=f"{CANARIES['open_annex_closed']}.txt",
        stream=io.BytesIO(b"lukket bilag"),
    )
    closed_item = items.add_item(
        by=by,
        meeting=meeting,
        wording=items.Wording(
            title=f"Køb af {CANARIES['title']}",
            case_number=CANARIES["case_number"],
            clauses=[f"{CANARIES['clause']} købes"],
            sections={"case_presentation": f"Sagen om {CANARIES['text']}."},
        ),
    )
    items.close_item(
        by=by,
        item=closed_item,
        reason=f"Styrelseslovens § 10, {CANARIES['reason']}",
        public_title="Køb af ejendom",
        public_decision="Godkendt.",
    )
    annex = annexes.add_annex(
        by=by,
        item=closed_item,
        title=f"Tilbud på {CANARIES['annex']}",
        document_number=CANARIES["annex_number"],
        name=f"{CANARIES['file']}.txt",
        stream=io.BytesIO(b"hemmeligt"),
    )
    meetings.publish_agenda(by=by, meeting=meeting)
    minutes_actions.begin_minutes(by=by, meeting=meeting)
    statements.add_statement(
        by=by,
        item=open_item,
        printed="Forslaget blev godkendt.",
        outcomes=["APPROVED"],
        answers=open_item.clauses.all(),
    )
    closed_item = AgendaItem.objects.get(pk=closed_item.pk)
    statement = statements.add_statement(
        by=by,
        item=closed_item,
        printed=f"Udvalget godkendte købet af {CANARIES['statement']}.",
        outcomes=["APPROVED"],
        answers=closed_item.clauses.all(),
    )
    routes_actions.send_on(by=by, statement=statement, to_text=f"Byrådet om {CANARIES['route']}")

    return Secret(meeting, open_item, closed_item, statement, annex, closed_annex)
