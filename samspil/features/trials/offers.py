"""The deeds that stand on the pages of trials and ideas. A trial's page says whether its rule is reached (`stop`)."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from samspil.web.rights import At, Deed

UNSEEN = _("Prøvehandlingen og dens læring kan så kun ses af samarbejdets egne.")

page = partial(Deed, kind="trial")
public = partial(Deed, kind="trial", row="public", deed="publish", is_button=True)
idea = partial(Deed, kind="idea")


def goes_on(at: At) -> bool:
    """Tell whether a trial's own rule has not stopped it."""
    return not at.fact("stop")


def is_shown(at: At) -> bool:
    """Tell whether everybody may see a trial."""
    return bool(at.record.node.visibility == "public")


def is_gathered(at: At) -> bool:
    """Tell whether an idea is gathered in another."""
    return at.record.merged_into_id is not None


DEEDS = (
    page(row="stop", deed="move", label=_("Slut prøvehandlingen"), url="trials:end", look="primary"),
    page(row="stop", deed="go_on", label=_("Gå videre alligevel"), url="trials:go_on"),
    page(
        row="round",
        deed="round",
        label=_("Planlæg næste omgang"),
        url="trials:plan_round",
        look="primary",
        when=goes_on,
    ),
    page(row="reach", deed="reach", label=_("Skriv, om det kendes"), url="trials:reach"),
    page(deed="learn", label=_("Skriv, hvad I lærte"), url="trials:learn", look="primary"),
    page(deed="move", label=_("Skift status"), url="trials:move"),
    page(deed="move", label=_("Slut"), url="trials:end", when=goes_on),
    page(deed="publish", label=_("Fortæl alle, hvad I prøver"), url="trials:describe"),
    page(deed="edit", label=_("Ret"), url="trials:edit", look="tertiary"),
    public(label=_("Tag af nettet"), url="trials:unpublish", confirm=UNSEEN, when=is_shown),
    public(label=_("Vis for alle"), url="trials:publish", when=lambda at: not is_shown(at)),
    idea(
        deed="merge", label=_("Læg sammen med en anden"), url="trials:merge_idea", when=lambda at: not is_gathered(at)
    ),
    idea(deed="edit", label=_("Ret"), url="trials:edit_idea", look="tertiary"),
    idea(
        row="apart",
        deed="merge",
        label=_("Skil idéerne ad igen"),
        url="trials:split_idea",
        is_button=True,
        when=is_gathered,
    ),
)
