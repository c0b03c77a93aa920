"""The deeds that stand on a programme's page: what its sources tell, each beside the others."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from samspil.web.rights import Deed

tell = partial(Deed, kind="programme", deed="add")
DEEDS = (
    tell(label=_("Skriv hovedspor"), url="partnerships:tell_tracks"),
    tell(label=_("Skriv fokusområder"), url="partnerships:tell_focus"),
    tell(label=_("Tilføj en deltager"), url="partnerships:name_actor"),
)
