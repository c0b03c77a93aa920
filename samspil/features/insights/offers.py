"""The deeds that stand on the page of an insight, and what becomes public with it."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from samspil.web.rights import At, Deed, Opened

deed = partial(Deed, kind="insight")


def is_grounded(at: At) -> bool:
    """Tell whether an insight rests on something."""
    return bool(at.fact("total"))


def opened(at: At) -> Opened:
    """Tell what becomes public: the sentence, and the quotes as the page shows them now."""
    quotes = at.fact("quotes") or ()
    told = [at.record.node.title, *(f"»{each}«" for each in quotes)]
    return Opened(words=told, back=_("Du kan tage indsigten af nettet igen, når du vil."))


DEEDS = (
    deed(
        deed="write",
        label=_("Vælg grundlag"),
        url="insights:evidence",
        look="primary",
        when=lambda at: not is_grounded(at),
    ),
    deed(
        deed="publish",
        label=_("Offentliggør"),
        url="insights:publish",
        look="primary",
        is_button=True,
        when=is_grounded,
        opens=opened,
    ),
    deed(deed="write", label=_("Vælg mere grundlag"), url="insights:evidence", when=is_grounded),
    deed(deed="write", label=_("Ret ordene"), url="insights:edit"),
    deed(deed="unpublish", label=_("Tag af nettet"), url="insights:unpublish", is_button=True),
)
