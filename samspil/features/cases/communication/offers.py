"""The deeds that stand on the page of a joint text. The page says whether the reader writes for a partner (`may`), and whether
the words are whole and not yet out (`ready`)."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from samspil.features.cases.communication import rules
from samspil.web.rights import At, Deed, Opened

BACK = _("I kan trække udmeldingen tilbage og skrive hvorfor. Det kan alle læse.")


def writes(at: At) -> bool:
    """Tell whether the reader writes for one of the partners, and the text stands: the policy knows one place of several."""
    return bool(at.fact("may"))


def opened(at: At) -> Opened:
    """Tell what becomes public: the newest words, and who stands behind them."""
    return Opened(words=at.fact("words") or [], names=at.fact("behind") or [], back=BACK)


page = partial(Deed, kind=rules.KIND, deed="write", also=writes)

DEEDS = (
    page(
        label=_("Offentliggør"),
        url="cases:publish_communication",
        look="primary",
        is_button=True,
        opens=opened,
        when=lambda at: writes(at) and at.fact("ready"),
    ),
    page(label=_("Ret udmeldingen"), url="cases:edit_communication", when=writes),
    page(label=_("Træk udmeldingen tilbage"), url="cases:withdraw_communication", look="tertiary", when=writes),
)
