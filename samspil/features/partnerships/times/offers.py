"""The deeds that stand on the page of an asking for times. The page says who has not answered (`waiting`)."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from samspil.web.rights import At, Deed

NEW_LINK = _("De får en mail med et nyt link. Det gamle virker ikke mere.")
OVER = _("Ingen kan svare mere, og der bliver ikke valgt en tid.")

run = partial(Deed, kind="time_request", deed="run")
press = partial(run, is_button=True)


def is_waiting(at: At) -> bool:
    """Tell whether somebody who still counts has not answered."""
    return bool(at.fact("waiting"))


DEEDS = (
    run(label=_("Se forslag til tider"), url="partnerships:time_proposals", look="primary"),
    press(label=_("Mind dem, der mangler, om det"), url="partnerships:remind_times", confirm=NEW_LINK, when=is_waiting),
    press(label=_("Luk uden en tid"), url="partnerships:close_times", look="tertiary", confirm=OVER),
)
