"""The deeds that stand on the page of an amount."""

from django.utils.translation import gettext_lazy as _

from samspil.web.rights import Deed

DEEDS = (
    Deed(kind="appropriation", deed="move", label=_("Før beløbet videre"), url="funds:move"),
    Deed(kind="appropriation", deed="correct", label=_("Ret beløbet"), url="funds:edit", look="tertiary"),
)
