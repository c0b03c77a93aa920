"""The deeds on the pages of an item, a decision and an annex: what the policy says of an item, as far as its meeting is."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from samspil.features.cases.editing import rules as editing_rules
from samspil.spine import policy
from samspil.web.rights import At, Deed

ITEM = "case_item"
SEEN = _("Alle kan se det hele, når punktet er åbent.")
ANNEX_SEEN = _("Alle, der kan se punktet, kan se bilaget, når det er åbent.")

item = partial(Deed, kind=ITEM, look="tertiary", state_of=lambda item: item.meeting.state)
edited = partial(Deed, kind=ITEM, deed="edit", look="tertiary", state_of=editing_rules.edit_state)
decision = partial(
    Deed, kind="decision", of=ITEM, look="tertiary", state_of=lambda statement: statement.item.meeting.state
)
annex = partial(Deed, kind="annex", of=ITEM, look="tertiary", state_of=lambda annex: annex.item.meeting.state)


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


DEEDS = (
    item(deed="decide", label=_("Skriv beslutningen"), url="cases:new_statement", look="primary", when=stands),
    item(deed="decide", label=_("Inhabil ved punktet"), url="cases:recuse", when=stands),
    edited(label=_("Kopiér til FirstAgenda"), url="cases:copy"),
    edited(label=_("Ret punktet"), url="cases:edit", look="secondary"),
    edited(label=_("Nyt bilag"), url="cases:new_annex"),
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
        confirm=ANNEX_SEEN,
        when=lambda at: at.record.is_closed,
    ),
    annex(deed="close", label=_("Luk bilaget"), url="cases:close_annex", when=lambda at: not at.record.is_closed),
)
