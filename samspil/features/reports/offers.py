"""The deeds that stand on the page of a recommendation."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from samspil.web.rights import At, Deed, Opened, seen, unseen


def opened(at: At) -> Opened:
    """Tell what becomes public: the recommendation's words, as the page shows them, and whom they are for."""
    said = at.fact("words")
    to = [each.name for each in at.record.addressees.all()]
    words = [f"»{said}«"] if said else [at.record.node.title]
    return Opened(words=words, names=to, back=_("Du kan tage den af nettet igen og skrive hvorfor."))


deed = partial(Deed, kind="recommendation")
DEEDS = (
    deed(
        deed="publish",
        label=_("Offentliggør anbefalingen"),
        url="reports:publish",
        is_button=True,
        when=unseen,
        opens=opened,
    ),
    deed(deed="unpublish", label=_("Tag anbefalingen af nettet"), url="reports:unpublish", when=seen),
)
