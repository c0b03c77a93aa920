"""The deed that stands on the page of how the parties work together. The page says whether it is asked now (`is_asking`)."""

from django.utils.translation import gettext_lazy as _

from samspil.web.rights import Deed

DEEDS = (
    Deed(
        kind="partnership",
        deed="measure",
        row="measure",
        label=_("Spørg alle"),
        url="partnerships:new_round",
        look="primary",
        when=lambda at: not at.fact("is_asking"),
    ),
)
