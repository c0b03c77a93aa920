"""The deeds that stand on the pages of what the partners agree. The charter's page says whether there is one (`newest`)."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from samspil.web.rights import At, Deed

agreed = partial(Deed, kind="partnership", deed="charter")
problem = partial(Deed, kind="partnership", deed="reframe", row="problem", url="partnerships:reframe", look="primary")


def is_written(at: At) -> bool:
    """Tell whether there is an earlier version."""
    return bool(at.fact("newest"))


def is_first(at: At) -> bool:
    """Tell whether it is the first version."""
    return not is_written(at)


DEEDS = (
    agreed(
        row="ask",
        label=_("Send personligt link til dem, der mangler"),
        url="partnerships:ask_charter",
        is_button=True,
    ),
    agreed(row="charter", label=_("Skriv en ny udgave"), url="partnerships:write_charter", when=is_written),
    agreed(row="charter", label=_("Skriv rollekortet"), url="partnerships:write_charter", when=is_first),
    agreed(row="milestone", label=_("Sæt en milepæl"), url="partnerships:new_milestone"),
    agreed(row="post", label=_("Tilføj en ansvarlig"), url="partnerships:new_post"),
    Deed(
        kind="partnership",
        deed="map",
        row="mandates",
        label=_("Skriv, hvad en myndighed kan afgøre"),
        url="partnerships:new_mandate",
        look="primary",
    ),
    problem(label=_("Skriv problemet om"), when=is_written),
    problem(label=_("Skriv problemet"), when=is_first),
    Deed(
        kind="partnership",
        deed="register",
        row="register",
        label=_("Skriv på listen"),
        url="partnerships:new_entry",
        look="primary",
    ),
)
