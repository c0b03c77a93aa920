"""The deeds that stand on the page of a recommendation."""

from django.utils.translation import gettext_lazy as _

from samspil.web.rights import Deed, unseen

PUBLISH = _("Offentliggør anbefalingen")
DEEDS = (
    Deed(kind="recommendation", deed="publish", label=PUBLISH, url="reports:publish", is_button=True, when=unseen),
)
