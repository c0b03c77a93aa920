"""The deeds that stand on the page of a recommendation."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from samspil.web.rights import Deed, Opened, seen, unseen

deed = partial(Deed, kind="recommendation")
DEEDS = (
    deed(
        deed="publish",
        label=_("Offentliggør anbefalingen"),
        url="reports:publish",
        is_button=True,
        when=unseen,
        opens=lambda at: Opened(
            words=[at.record.node.title], back=_("Du kan tage den af nettet igen og skrive hvorfor.")
        ),
    ),
    deed(deed="unpublish", label=_("Tag anbefalingen af nettet"), url="reports:unpublish", when=seen),
)
