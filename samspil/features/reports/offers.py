"""The deeds that stand on the page of a recommendation."""

from django.utils.translation import gettext_lazy as _

from samspil.web.rights import Deed

PUBLISH = Deed(
    kind="recommendation",
    deed="publish",
    label=_("Offentliggør anbefalingen"),
    url="reports:publish",
    is_button=True,
    when=lambda at: at.record.node.visibility != "public",
)
DEEDS = (PUBLISH,)
