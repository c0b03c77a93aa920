"""The deeds that stand on the pages of trials and ideas. A trial's page says whether its rule is reached (`stop`)."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from samspil.features.trials import rules
from samspil.web import steps
from samspil.web.rights import At, Deed, Opened

UNSEEN = _("Prøvehandlingen og dens læring kan så kun ses af samarbejdets egne.")

page = partial(Deed, kind="trial")
public = partial(Deed, kind="trial", deed="publish", is_button=True)
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


def is_running(at: At) -> bool:
    """Tell whether a trial is under way."""
    return bool(at.record.state == "running")


def opened(at: At) -> Opened:
    """Tell what everybody sees of a trial once it is shown: its plain words, its rounds with rounded numbers, what it taught."""
    trial = at.record
    words = [trial.public_words] if trial.public_words else []
    rest = _("Omgangene med afrundede tal, hvordan det endte, og det, I lærte. Ikke hvem der er med.")
    return Opened(words=[*words, rest], back=_("Du kan tage den af nettet igen, når du vil."))


# What the sources do not tell of a trial stands in its word alone, beside the path.
STEPS = (steps.of_table("trial", rules.STATES, "idea planned running ended"),)
DEEDS = (
    page(
        deed="move", label=_("Slut prøvehandlingen"), url="trials:end", look="primary", when=lambda at: at.fact("stop")
    ),
    page(deed="go_on", label=_("Gå videre alligevel"), url="trials:go_on", when=lambda at: at.fact("stop")),
    page(
        deed="round",
        label=_("Planlæg næste omgang"),
        url="trials:plan_round",
        look="primary",
        when=lambda at: goes_on(at) and not at.fact("open_round"),
    ),
    page(
        deed="learn",
        label=_("Skriv, hvad I lærte"),
        url="trials:learn",
        look="primary",
        when=lambda at: not at.fact("learned"),
    ),
    page(deed="learn", label=_("Skriv mere, I lærte"), url="trials:learn", when=lambda at: at.fact("learned")),
    page(deed="edit", label=_("Skriv mere, og ret"), url="trials:edit", look="primary"),
    page(deed="move", label=_("Skift status"), url="trials:move", when=lambda at: at.record.state != "running"),
    page(
        deed="move", label=_("Slut prøvehandlingen"), url="trials:end", when=lambda at: is_running(at) and goes_on(at)
    ),
    page(deed="reach", label=_("Skriv, om det kendes"), url="trials:reach"),
    page(deed="publish", label=_("Fortæl alle, hvad I prøver"), url="trials:describe"),
    public(label=_("Tag af nettet"), url="trials:unpublish", confirm=UNSEEN, when=is_shown),
    public(label=_("Vis for alle"), url="trials:publish", when=lambda at: not is_shown(at), opens=opened),
    idea(
        deed="merge", label=_("Læg sammen med en anden"), url="trials:merge_idea", when=lambda at: not is_gathered(at)
    ),
    idea(deed="edit", label=_("Ret"), url="trials:edit_idea", look="tertiary"),
    idea(
        deed="merge",
        label=_("Skil idéerne ad igen"),
        url="trials:split_idea",
        is_button=True,
        when=is_gathered,
    ),
)
