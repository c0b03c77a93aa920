"""The deeds that stand on an activity's page, where the plan and the day meet."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from samspil.web.rights import Deed

activity = partial(Deed, kind="activity")
DEEDS = (
    activity(deed="gather", label=_("Hvem skal med?"), url="partnerships:guests", look="primary"),
    activity(deed="attend", label=_("Hvem kom?"), url="partnerships:attendance", look="primary"),
    activity(deed="attend", label=_("Skriv en note"), url="partnerships:note"),
    activity(deed="attend", label=_("Gem et billede"), url="partnerships:photo"),
    activity(deed="land", label=_("Skriv, hvor vi landede"), url="partnerships:land", look="primary"),
    activity(deed="move", label=_("Blev den holdt?"), url="partnerships:move_activity"),
    activity(deed="edit", label=_("Ret"), url="partnerships:edit_activity", look="tertiary"),
    activity(
        row="rate",
        deed="ask",
        label=_("Vis koden til at vurdere inddragelsen"),
        url="partnerships:ask",
        is_button=True,
        when=lambda at: bool(at.record.level),
    ),
)
