"""The deed that stands on the page of an answer to a request. The page says how many documents nobody has decided (`left`)."""

from django.utils.translation import gettext_lazy as _

from samspil.web.rights import Deed

DEEDS = (
    Deed(
        kind="access_package",
        deed="prepare",
        label=_("Udlevér"),
        url="cases:hand_out",
        look="primary",
        when=lambda at: at.record.state == "open" and not at.fact("left"),
    ),
)
