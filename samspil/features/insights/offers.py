"""The deeds that stand on the page of an insight."""

from django.utils.translation import gettext_lazy as _

from samspil.web.rights import Deed

DEEDS = (
    Deed(kind="insight", deed="write", label=_("Vælg grundlag"), url="insights:evidence", look="primary"),
    Deed(kind="insight", deed="write", label=_("Ret ordene"), url="insights:edit"),
    Deed(kind="insight", deed="publish", label=_("Offentliggør"), url="insights:publish", is_button=True),
    Deed(kind="insight", deed="unpublish", label=_("Tag af nettet"), url="insights:unpublish", is_button=True),
)
