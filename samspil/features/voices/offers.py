"""The deeds that stand on a voice's page, and on the person's own page behind a paper code."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from samspil.features.voices.rules import fates
from samspil.web import steps
from samspil.web.rights import At, Deed

GONE = _("Bidraget forsvinder fra nettet med det samme, og samtykket til at vise det ophører.")
ONCE = _("Koden vises kun denne ene gang. Har personen allerede en kode, holder den op med at virke.")
FEW = _("Så kan kun dem, der arbejder med sagen, læse det.")

page = partial(Deed, kind="voice")
press = partial(Deed, kind="voice", is_button=True)
own = partial(Deed, kind="voice", row="own")


def is_answered(at: At) -> bool:
    """Tell whether the person has had an answer, or one is written and waits to be delivered."""
    return bool(at.fact("is_answered") or at.fact("is_written"))


def is_ready(at: At) -> bool:
    """Tell whether an answer is written and waits to be delivered."""
    return bool(at.record.state == "ready")


STEPS = (steps.counted("voice", fates.STEPS, at=lambda voice: str(voice.state), beside=fates.BESIDE),)
# Whoever owes the answer, or the follow-up on danger, may give it whatever their role: the page knows (`may`).
ANSWER = partial(page, deed="answer", url="voices:answer", also=lambda at: at.fact("may")["answer"])
DEEDS = (
    ANSWER(label=_("Giv svar"), look="primary", when=lambda at: not is_answered(at)),
    ANSWER(label=_("Giv et svar mere"), when=is_answered),
    page(deed="review", label=_("Gennemgå før offentliggørelse"), url="voices:review"),
    press(deed="issue_code", label=_("Lav en kodeseddel"), url="voices:slip", confirm=ONCE),
    page(deed="correct", label=_("Ret ordene"), url="voices:edit"),
    page(
        deed="answer_danger",
        label=_("Er nogen i fare?"),
        url="voices:danger",
        look="tertiary",
        also=lambda at: at.fact("may")["answer_danger"],
    ),
    page(deed="close", label=_("Ikke ført videre"), url="voices:close", look="tertiary"),
    page(deed="withdraw", label=_("Træk tilbage"), url="voices:withdraw", look="tertiary"),
    page(deed="take_copy", label=_("Indsigt til personen"), url="voices:insight", look="tertiary"),
    press(deed="unpublish", label=_("Tag af nettet"), url="voices:unpublish", confirm=GONE),
    press(
        deed="close",
        label=_("Før bidraget videre alligevel"),
        url="voices:reopen",
        when=lambda at: bool(at.record.not_taken_further_because),
    ),
    Deed(
        kind="answer",
        deed="deliver",
        label=_("Nåede frem"),
        url="voices:delivered",
        is_button=True,
        when=is_ready,
        also=lambda at: at.fact("may_answer"),
    ),
    Deed(
        kind="answer",
        deed="deliver",
        label=_("Ikke nået frem"),
        url="voices:not_reached",
        look="tertiary",
        also=lambda at: at.fact("may_answer"),
    ),
    own(deed="unpublish", label=_("Tag mit bidrag af nettet"), url="voices:unpublish", is_button=True, confirm=FEW),
    own(deed="write_us", label=_("Skriv til os, eller bed os ringe"), url="voices:write_us"),
    own(deed="take_copy", label=_("Se alt, hvad I gemmer om mig"), url="voices:insight"),
    own(deed="change_yes", label=_("Ret det, jeg har sagt ja til"), url="voices:yes"),
    own(deed="withdraw", label=_("Træk mit bidrag tilbage"), url="voices:withdraw"),
)
