"""Every write of cases, by what it concerns: meetings, items, decisions, and a whole meeting read in from its minutes."""

from samspil.features.cases.actions.decisions import (
    add_statement,
    correct_statement,
    end_step,
    name_carrier,
    send_on,
    withdraw_statement,
)
from samspil.features.cases.actions.importing import import_meeting
from samspil.features.cases.actions.items import (
    add_annex,
    add_item,
    close_annex,
    close_item,
    edit_item,
    join_case,
    open_annex,
    open_item,
)
from samspil.features.cases.actions.meetings import (
    add_body,
    begin_minutes,
    move_meeting,
    note_attendance,
    plan_meeting,
    publish_agenda,
    publish_minutes,
)
from samspil.features.cases.actions.routes import recognise, take_up, treat_arrivals, turn_down

__all__ = [
    "add_annex", "add_body", "add_item", "add_statement", "begin_minutes", "close_annex", "close_item",
    "correct_statement", "edit_item", "end_step", "import_meeting", "join_case", "move_meeting", "name_carrier",
    "note_attendance", "open_annex", "open_item", "plan_meeting", "publish_agenda", "publish_minutes", "recognise",
    "send_on", "take_up", "treat_arrivals", "turn_down", "withdraw_statement",
]  # fmt: skip
