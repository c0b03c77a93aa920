"""The deeds that stand on the page of a recommendation."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from samspil.web.rights import Deed, seen, unseen

deed = partial(Deed, kind="recommendation")
DEEDS = (
    deed(deed="publish", label=_("Offentliggør anbefalingen"), url="reports:publish", is_button=True, when=unseen),
    deed(deed="unpublish", label=_("Tag anbefalingen af nettet"), url="reports:unpublish", when=seen),
)
