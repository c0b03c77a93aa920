"""A proposal as the rules see it: which of the director's approvals it has, and what it is until then."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from samspil.features.cases.records.rules.standing import Standing
from samspil.paper import languages
from samspil.spine import states
from samspil.spine.policy import Placed

APPROVAL = states.register(
    states.table(
        "approval of a proposal (godkendelse)",
        {
            "draft": "Udkast, ikke godkendt",
            "submitted": "Udkast, ikke godkendt: venter på direktøren",
            "approved": "Godkendt af direktøren",
            "sent_back": "Udkast, ikke godkendt: sendt tilbage",
        },
        {
            "draft": "submitted:submit",
            "sent_back": "submitted:submit",
            "submitted": "draft:recall approved:approve sent_back:send_back",
            "approved": "submitted:take_approval_back",
        },
    )
)
APPROVALS = languages.words({"": "Kræver ikke godkendelse", **APPROVAL.labels})
# Nobody but those who prepare it has seen it: not the committee it is meant for, nor the rest of the house.
UNAPPROVED = frozenset({"draft", "submitted", "sent_back"})
DRAFT_HEADING = "Udkast, ikke godkendt"


class Proposal(Protocol):
    """An item as these rules see it."""

    @property
    def node(self) -> Placed: ...
    @property
    def meeting(self) -> Standing: ...
    @property
    def approval(self) -> str: ...
    @property
    def is_on(self) -> bool: ...
    @property
    def withdrawn_at(self) -> dt.datetime | None: ...


def shown_state(item: Proposal) -> str:
    """Return the state of the meeting that decides who sees an item: what is not on stays inside the house."""
    return item.meeting.state if item.is_on else "planned"


def is_draft(item: Proposal) -> bool:
    """Tell whether an item is a proposal that no director has approved."""
    return item.approval in UNAPPROVED


def heading(printed: str, key: str, *, is_draft: bool) -> str:
    """Return a section's heading; a recommendation that nobody has approved says so, for its words read as the director's."""
    return f"{languages.told(DRAFT_HEADING)}: {printed}" if is_draft and key == "recommendation" else printed
