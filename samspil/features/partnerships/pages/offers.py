"""The deeds that stand on the pages of a partnership and an activity, where plan and day meet, and how far each has come."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from samspil.features.partnerships.core import rules as core_rules
from samspil.features.partnerships.pages import queries
from samspil.spine import undoing
from samspil.spine.models import Node
from samspil.web import steps
from samspil.web.rights import At, Deed


def is_empty(at: At) -> bool:
    """Tell whether the plan has nothing in it."""
    return bool(at.fact("is_empty"))


def lacks_letters(at: At) -> bool:
    """Tell whether somebody lacks the newest invitation to what has its time."""
    return bool(at.fact("lacking"))


def is_without_day(at: At) -> bool:
    """Tell whether an activity that is planned has no clock yet, so that people can be asked."""
    return at.record.state == "planned" and at.record.gathering.starts_at is None


def is_just_public(at: At) -> bool:
    """Tell whether an activity has been public for no more than ten minutes."""
    node = at.record.node
    return node.visibility == Node.Visibility.PUBLIC and not node.is_sourced and undoing.is_fresh(node.created_at)


SURE = _("De får en mail med tiden, som deres kalender kan læse.")
activity = partial(Deed, kind="activity")
now = partial(Deed, kind="partnership", row="now")
DEEDS = (
    now(deed="charter", label=_("Kom i gang"), url="partnerships:start", when=is_empty),
    now(
        deed="add", of="activity", label=_("Læg en aktivitet i planen"), url="partnerships:new_activity", look="primary"
    ),
    now(deed="gather", label=_("Tilføj flere på én gang"), url="partnerships:add_members"),
    now(deed="add", of="time_request", label=_("Find en tid"), url="partnerships:ask_times"),
    now(deed="edit", label=_("Læs en projektbeskrivelse ind"), url="partnerships:import", when=is_empty),
    now(deed="edit", label=_("Ret beskrivelsen"), url="partnerships:edit"),
    activity(deed="gather", label=_("Hvem skal med?"), url="partnerships:guests", look="primary"),
    activity(deed="add", of="time_request", label=_("Find en tid"), url="partnerships:ask_time", when=is_without_day),
    activity(
        deed="invite",
        label=_("Send indbydelserne"),
        url="partnerships:invite",
        is_button=True,
        confirm=SURE,
        when=lacks_letters,
    ),
    activity(deed="attend", label=_("Hvem kom?"), url="partnerships:attendance", look="primary"),
    activity(deed="land", label=_("Skriv, hvor vi landede"), url="partnerships:land", look="primary"),
    activity(deed="attend", label=_("Skriv en note"), url="partnerships:note"),
    activity(deed="attend", label=_("Gem et billede"), url="partnerships:photo"),
    activity(deed="edit", label=_("Ret"), url="partnerships:edit_activity", look="tertiary"),
    activity(
        deed="edit",
        label=_("Fortryd, at den er offentlig"),
        url="partnerships:take_back_activity",
        is_button=True,
        look="tertiary",
        confirm=_("Kun partnerskabet ser den derefter, som aflyst. Det kan ikke gøres om; læg den i planen igen."),
        when=is_just_public,
    ),
    activity(deed="move", label=_("Blev den holdt?"), url="partnerships:move_activity"),
    activity(
        row="rate",
        deed="ask",
        label=_("Vis koden til at vurdere inddragelsen"),
        url="partnerships:ask",
        is_button=True,
        when=lambda at: bool(at.record.level),
    ),
)
STEPS = (
    steps.counted(
        "partnership",
        {"begun": _("Begyndt"), "planned": _("Planlagt"), "running": _("I gang"), "ended": _("Afsluttet")},
        at=queries.step_of,
    ),
    steps.of_table("activity", core_rules.STATES, "planned held closed"),
)
