"""The steps and deeds on the pages of an item, a decision and an annex: as the policy says, and as far as the meeting is."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from samspil.features.cases.agenda.queries import Agenda
from samspil.features.cases.editing import rules as editing_rules
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.pages import rules
from samspil.features.cases.records.models import AgendaItem
from samspil.features.cases.records.queries import rows
from samspil.features.cases.records.queries.sheets import Sheet
from samspil.features.cases.records.rules import standing
from samspil.paper import danish
from samspil.spine import happened, policy, undoing
from samspil.web import steps
from samspil.web.rights import At, Deed, Opened

ITEM = "case_item"
MEETING = "meeting"
SEEN = _("Alle kan se det hele, når punktet er åbent.")
ANNEX_SEEN = _("Alle, der kan se punktet, kan se bilaget, når det er åbent.")

CLOSED_AGAIN = _("Det kan lukkes igen. Det, andre har læst eller hentet imens, kan ikke kaldes tilbage.")
TAKEN_BACK = _("Alle kan se det nu. Det, andre har hentet eller fået sendt imens, kan ikke kaldes tilbage.")

item = partial(Deed, kind=ITEM, look="tertiary", state_of=lambda item: item.meeting.state)
edited = partial(Deed, kind=ITEM, deed="edit", look="tertiary", state_of=editing_rules.edit_state)
decision = partial(
    Deed, kind="decision", of=ITEM, look="tertiary", state_of=lambda statement: statement.item.meeting.state
)
annex = partial(Deed, kind="annex", of=ITEM, look="tertiary", state_of=lambda annex: annex.item.meeting.state)

meeting = partial(Deed, kind=MEETING, look="tertiary")
done = partial(meeting, is_button=True)


def is_ahead(at: At) -> bool:
    """Tell whether a meeting is not called off."""
    return at.record.node.gathering.cancelled_at is None


def has_come(at: At) -> bool:
    """Tell whether a meeting's day has come, so that it may be written what happened at it."""
    return happened.has(at.record.node.when)


def has_standing_items(at: At) -> bool:
    """Tell whether a house puts the same items on each of its agendas, and the reader may put them on."""
    held = at.record
    may = policy.allows(at.actor, "propose", ITEM, held.node, held.state)
    return may and bool(houses.of(held.body.house).standing_items)


def opens_agenda(at: At) -> Opened:
    """Tell what the public sees of an agenda: its items, those that are closed by their public titles, and their open files."""
    lines = (at.fact("agenda") or Agenda(at.record)).lines
    items = [line.item for line in lines if isinstance(line, Sheet)]
    files = [
        annex.node.title for line in lines if isinstance(line, Sheet) for annex in line.annexes if not annex.is_closed
    ]
    words = [each.public_title if each.is_closed else each.node.title for each in items]
    return Opened(
        words=words,
        files=files,
        back=_("Du kan fortryde i ti minutter. Hvad andre har hentet imens, kan ikke kaldes tilbage."),
    )


def opens_minutes(at: At) -> Opened:
    """Tell what the public sees of minutes: what was decided, and who took part."""
    agenda = at.fact("agenda") or Agenda(at.record)
    sheets = [line for line in agenda.lines if isinstance(line, Sheet)]
    words = [
        f"{each.item.number}. {each.item.public_title} {each.item.public_decision}"
        if each.item.is_closed
        else f"{each.item.number}. {each.item.node.title}: {danish.listing([str(o.get_outcome_display()) for o in each.outcomes])}"
        for each in sheets
    ]
    names = [str(each.person or each.name) for each in agenda.attendance]
    return Opened(
        words=words,
        names=names,
        back=_(
            "Du kan fortryde i ti minutter. Bagefter kan en beslutning rettes med en begrundelse, som alle kan læse."
        ),
    )


def opens_item(at: At) -> Opened | None:
    """Tell what becomes public of a closed item where its agenda is: its own title and texts, and the decision with the minutes."""
    item = at.record
    if item.meeting.state == "planned" or not item.is_on:
        return None
    texts = (
        _("Punktets tekster, beslutningen og de bilag, der ikke selv er lukket.")
        if item.meeting.state == "published"
        else _("Punktets tekster og de bilag, der ikke selv er lukket.")
    )
    return Opened(words=[item.node.title, texts], back=CLOSED_AGAIN)


def opens_annex(at: At) -> Opened | None:
    """Tell what becomes public of a closed annex where its item is: its title and its file."""
    annex = at.record
    if annex.item.is_closed or annex.item.meeting.state == "planned" or not annex.item.is_on:
        return None
    return Opened(files=[annex.node.title], back=CLOSED_AGAIN)


def stands(at: At) -> bool:
    """Tell whether an item stands on the agenda, so that it can be decided, or taken off."""
    on = at.record if at.record.node.kind == ITEM else at.record.item
    return bool(on.is_on and on.withdrawn_at is None)


def is_edited(at: At) -> bool:
    """Tell whether the reader may edit the item of an annex: whoever proposed the item may, whoever added the annex."""
    on = at.record.item
    return policy.allows(at.actor, "edit", ITEM, on.node, editing_rules.edit_state(on))


def has_ballot(at: At) -> bool:
    """Tell whether there was a vote on a statement."""
    return hasattr(at.record, "ballot")


def step_of(item: AgendaItem) -> str:
    """Return how far an item has come."""
    return rules.standing_of(item, is_decided=rows.is_decided(item), may_decide=False).step


STEPS = (
    steps.of_table("meeting", standing.MEETING, "planned agenda_published minutes_draft published"),
    steps.counted(ITEM, rules.ITEM_STEPS, at=step_of, beside=rules.ITEM_BESIDE),
)
DEEDS = (
    done(
        deed="publish_agenda",
        label=_("Offentliggør dagsordenen"),
        url="cases:publish_agenda",
        when=is_ahead,
        opens=opens_agenda,
    ),
    done(
        deed="unpublish_agenda",
        label=_("Fortryd offentliggørelsen"),
        url="cases:unpublish_agenda",
        confirm=TAKEN_BACK,
        when=lambda at: undoing.is_fresh(at.record.agenda_published_at) and not at.record.node.is_sourced,
    ),
    done(
        deed="unpublish_minutes",
        label=_("Fortryd offentliggørelsen"),
        url="cases:unpublish_minutes",
        confirm=TAKEN_BACK,
        when=lambda at: undoing.is_fresh(at.record.minutes_published_at) and not at.record.node.is_sourced,
    ),
    done(
        deed="begin_minutes",
        label=_("Begynd på referatet"),
        url="cases:begin_minutes",
        when=lambda at: is_ahead(at) and has_come(at),
    ),
    meeting(
        deed="decide",
        of=ITEM,
        label=_("Skriv beslutningerne"),
        url="cases:decisions",
        look="secondary",
        when=lambda at: at.record.state == "minutes_draft" and at.fact("agenda") and at.fact("agenda").lines,
    ),
    done(
        deed="publish_minutes",
        label=_("Offentliggør referatet"),
        url="cases:publish_minutes",
        when=has_come,
        opens=opens_minutes,
    ),
    done(
        deed="approve_minutes",
        label=_("Godkend referatet"),
        url="cases:approve_minutes",
        look="primary",
        when=lambda at: at.fact("may_approve"),
    ),
    done(
        deed="call",
        label=_("Indkald medlemmerne"),
        url="cases:call",
        look="secondary",
        when=lambda at: is_ahead(at) and at.record.called_at is None,
    ),
    meeting(deed="plan", label=_("Fremmøde"), url="cases:attendance"),
    done(deed="order", of=ITEM, label=_("Sæt faste punkter på"), url="cases:standing", when=has_standing_items),
    meeting(deed="note_approval", label=_("Skriv, hvem der har godkendt"), url="cases:note_minutes_approval"),
    meeting(deed="plan", label=_("Mødets start og slut"), url="cases:held", when=has_come),
    meeting(deed="plan", label=_("Ret mødet"), url="cases:edit_meeting"),
    done(
        deed="call",
        label=_("Indkald igen"),
        url="cases:call",
        when=lambda at: is_ahead(at) and at.record.called_at is not None,
    ),
    meeting(deed="call", label=_("Aflys mødet"), url="cases:cancel", when=is_ahead),
    meeting(
        deed="import",
        label=_("Ord, der ikke er placeret"),
        url="cases:unplaced",
        when=lambda at: at.fact("unplaced"),
    ),
    item(deed="decide", label=_("Skriv beslutningen"), url="cases:new_statement", look="primary", when=stands),
    edited(label=_("Ret punktet"), url="cases:edit", look="secondary"),
    edited(label=_("Nyt bilag"), url="cases:new_annex"),
    item(deed="decide", label=_("Inhabil ved punktet"), url="cases:recuse", when=stands),
    edited(label=_("Kopiér til FirstAgenda"), url="cases:copy"),
    edited(label=_("Saml med et andet punkt"), url="cases:join"),
    item(deed="take_off", label=_("Tag af dagsordenen"), url="cases:take_off", when=stands),
    item(
        deed="postpone",
        label=_("Flyt til et andet møde"),
        url="cases:postpone",
        when=lambda at: not at.record.is_on or at.record.meeting.state == "planned",
    ),
    item(deed="present", label=_("Oplæg på et andet møde"), url="cases:new_presentation"),
    item(of="access_package", deed="prepare", label=_("Aktindsigt"), url="cases:new_access"),
    item(
        deed="close",
        label=_("Åbn punktet"),
        url="cases:open",
        look="secondary",
        is_button=True,
        opens=opens_item,
        confirm=SEEN,
        when=lambda at: at.record.is_closed,
    ),
    item(deed="close", label=_("Luk punktet"), url="cases:close", when=lambda at: not at.record.is_closed),
    decision(deed="decide", label=_("Ret beslutningen"), url="cases:edit_statement", look="secondary", when=stands),
    decision(deed="decide", label=_("Fjern udtalelsen"), url="cases:withdraw_statement", when=stands),
    decision(
        deed="decide",
        label=_("Ret afstemningen"),
        url="cases:votes",
        when=lambda at: stands(at) and has_ballot(at),
    ),
    decision(
        deed="decide",
        label=_("Afstemning"),
        url="cases:votes",
        when=lambda at: stands(at) and not has_ballot(at),
    ),
    decision(
        deed="decide",
        label=_("Tag afstemningen ud"),
        url="cases:forget_votes",
        when=lambda at: stands(at) and has_ballot(at),
    ),
    decision(deed="decide", label=_("Mindretal eller protokoltilførsel"), url="cases:dissent", when=stands),
    decision(
        deed="stay",
        label=_("Bring for kommunalbestyrelsen"),
        url="cases:stay",
        when=lambda at: at.fact("may_stay"),
        also=lambda at: at.fact("may_stay"),
    ),
    decision(deed="forward", label=_("Send sagen videre"), url="cases:send_on"),
    decision(of="authorisation", deed="add", label=_("Skriv en bemyndigelse"), url="cases:new_authorisation"),
    decision(
        row="follow_up", deed="follow_up", label=_("Giv opgaven til nogen"), url="cases:give_duty", look="secondary"
    ),
    decision(
        row="follow_up",
        deed="follow_up",
        label=_("Skriv, hvorfor ingen skal"),
        url="cases:no_duty",
        when=lambda at: at.fact("unasked"),
    ),
    annex(
        deed="edit",
        also=is_edited,
        look="secondary",
        label=_("Læg en ny udgave op"),
        url="cases:new_version",
        row="version",
        when=lambda at: is_edited(at) and at.fact("has_file"),
    ),
    annex(
        deed="edit",
        also=is_edited,
        look="secondary",
        label=_("Læg filen op"),
        url="cases:new_version",
        row="version",
        when=lambda at: is_edited(at) and not at.fact("has_file"),
    ),
    annex(
        deed="close",
        label=_("Åbn bilaget"),
        url="cases:open_annex",
        look="secondary",
        is_button=True,
        opens=opens_annex,
        confirm=ANNEX_SEEN,
        when=lambda at: at.record.is_closed,
    ),
    annex(deed="close", label=_("Luk bilaget"), url="cases:close_annex", when=lambda at: not at.record.is_closed),
)
