"""Every write of cases, by what it concerns: meetings, items, decisions, and a whole meeting read in from its minutes."""

from samspil.features.cases.actions.communication import (
    approve_communication,
    begin_communication,
    note_approval,
    publish_communication,
    withdraw_communication,
    write_communication,
)
from samspil.features.cases.actions.decisions import (
    add_statement,
    correct_statement,
    end_step,
    name_carrier,
    send_on,
    withdraw_statement,
)
from samspil.features.cases.actions.following import explain_none, give_duty, tell_overdue, tell_status
from samspil.features.cases.actions.heirs import hand_over, name_body_heir, name_heir
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
from samspil.features.cases.actions.own import close_calendar, forget_notes, keep_note, mark_seen, open_calendar
from samspil.features.cases.actions.routes import recognise, take_up, treat_arrivals, turn_down

__all__ = [
    "add_annex", "add_body", "add_item", "add_statement", "approve_communication", "begin_communication",
    "begin_minutes", "close_annex", "close_calendar", "close_item", "correct_statement", "edit_item", "end_step",
    "explain_none", "forget_notes", "give_duty", "hand_over", "import_meeting", "join_case", "keep_note",
    "mark_seen", "move_meeting", "name_body_heir", "name_carrier", "name_heir", "note_approval", "note_attendance",
    "open_annex", "open_calendar", "open_item", "plan_meeting", "publish_agenda", "publish_communication",
    "publish_minutes", "recognise", "send_on", "take_up", "tell_overdue", "tell_status", "treat_arrivals",
    "turn_down", "withdraw_communication", "withdraw_statement", "write_communication",
]  # fmt: skip
