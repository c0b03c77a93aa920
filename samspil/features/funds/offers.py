"""The deeds that stand on the page of an amount."""

from django.utils.translation import gettext_lazy as _

from samspil.features.funds import rules
from samspil.web import steps
from samspil.web.rights import Deed

STEPS = (
    steps.of_table("effort", rules.EFFORT, "planned running ended"),
    steps.counted("appropriation", rules.STEPS, at=lambda _amount: "set_aside"),
)
DEEDS = (
    Deed(kind="appropriation", deed="move", label=_("Før beløbet videre"), url="funds:move", look="primary"),
    Deed(kind="appropriation", deed="correct", label=_("Ret beløbet"), url="funds:edit", look="tertiary"),
)
