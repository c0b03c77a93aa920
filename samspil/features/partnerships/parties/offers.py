"""The deeds that stand on the page of who is in a partnership."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from samspil.web.rights import Deed

gather = partial(Deed, kind="partnership", deed="gather", row="parties")
DEEDS = (
    gather(label=_("Tilføj flere på én gang"), url="partnerships:add_members", look="primary"),
    gather(label=_("Tilføj en person"), url="partnerships:add_member"),
    gather(label=_("Tilføj en part"), url="partnerships:add_party"),
)
