"""The deeds of a proposal's way to the agenda, with the director and the secretary, and of its place there."""

from collections.abc import Callable
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samspil.features.cases.agenda import rules
from samspil.features.cases.editing import rules as editing_rules
from samspil.web.rights import At, Deed, Opened


def opened_late(at: At) -> Opened | None:
    """Tell what becomes public with an item that is put on an agenda which is; nothing while the agenda is not."""
    item = at.record
    if item.meeting.state == "planned":
        return None
    title = item.public_title if item.is_closed else item.node.title
    return Opened(
        words=[title] if item.is_closed else [title, _("Punktets tekster og de bilag, der ikke er lukket.")],
        back=editing_rules.LATE_TAKEN_BACK,
    )


def step(
    deed: str,
    label: str | Promise,
    look: str,
    *,
    is_button: bool = True,
    opens: Callable[[At], Opened | None] | None = None,
) -> Deed:
    """Return a deed on a proposal, which is offered when it is its turn."""
    return Deed(
        kind="case_item",
        row="proposal",
        deed=deed,
        label=label,
        url=f"cases:{deed}",
        look=look,
        is_button=is_button,
        opens=opens,
        when=lambda at: rules.stands_open(deed, at.record),
        state_of=partial(rules.state_for, deed),
    )


place = partial(
    Deed,
    kind="case_item",
    row="order",
    deed="order",
    look="tertiary",
    is_button=True,
    state_of=partial(rules.state_for, "order"),
)

DEEDS = (
    step("approve", _("Godkend"), "primary"),
    step("send_back", _("Send tilbage"), "secondary", is_button=False),
    step("submit", _("Send til godkendelse"), "primary"),
    step("recall", _("Tag tilbage"), "tertiary"),
    step("put_on", _("Sæt på dagsordenen"), "primary", opens=opened_late),
    place(label=_("Op"), url="cases:up", when=lambda at: not at.fact("is_first")),
    place(label=_("Ned"), url="cases:down", when=lambda at: not at.fact("is_last")),
)
