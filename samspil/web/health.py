"""How the installation fares, for whoever watches over it: does the database answer, does the worker work, is mail sent.

Times and names of work only, nothing about anybody. Few and small look-ups, so that it may be asked every few seconds.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samspil.paper import danish
from samspil.spine import rounds
from samspil.spine.models import JournalAnchor, JournalEntry, Message, Round
from samspil.web.request import Request

# A round is made every minute, and the worker waits at most a minute after a failure.
WORKER_SILENT = dt.timedelta(minutes=5)
# Mail goes within seconds when the worker and the mail server are there.
MAIL_UNTRIED = dt.timedelta(minutes=15)
# What is journaled is anchored by the next round.
UNANCHORED = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class State:
    """What was found. A time is None when there is none: no round yet, no mail waiting, no anchor made."""

    database: bool
    worker_at: dt.datetime | None = None
    oldest_mail_at: dt.datetime | None = None
    oldest_untried_at: dt.datetime | None = None
    anchor_at: dt.datetime | None = None
    newest_entry_at: dt.datetime | None = None
    failing: tuple[Round, ...] = ()

    @property
    def wrong(self) -> tuple[str, ...]:
        """What is not as it should be, in words of code."""
        if not self.database:
            return ("database",)

        now = timezone.now()
        entry = self.newest_entry_at
        unanchored = (
            entry is not None and entry < now - UNANCHORED and (self.anchor_at is None or self.anchor_at < entry)
        )
        faults = {
            "worker": self.worker_at is None or self.worker_at < now - WORKER_SILENT,
            "mail": self.oldest_untried_at is not None and self.oldest_untried_at < now - MAIL_UNTRIED,
            "anchor": unanchored,
            "work": bool(self.failing),
        }
        return tuple(name for name, is_wrong in faults.items() if is_wrong)


def look() -> State:
    """Look at the installation. Six small queries."""
    try:
        known = {each.name: each for each in Round.objects.all()}
        waiting = Message.objects.filter(sent_at__isnull=True, channel=Message.Channel.MAIL).order_by("created_at")
        whole = known.get(rounds.WHOLE)
        return State(
            database=True,
            worker_at=whole.done_at if whole else None,
            oldest_mail_at=waiting.values_list("created_at", flat=True).first(),
            oldest_untried_at=waiting.filter(attempts=0).values_list("created_at", flat=True).first(),
            anchor_at=JournalAnchor.objects.order_by("-pk").values_list("at", flat=True).first(),
            newest_entry_at=JournalEntry.objects.order_by("-pk").values_list("at", flat=True).first(),
            failing=tuple(
                each
                for each in sorted(known.values(), key=lambda each: each.name)
                if each.failed_at and (each.done_at is None or each.done_at < each.failed_at)
            ),
        )
    except (DatabaseError, InterfaceError):
        return State(database=False)


@require_safe
@never_cache
def health(request: Request) -> HttpResponse:
    """Tell how the installation fares: 200 when all is well, else 503. JSON for machines that ask for it."""
    state = look()
    status = 503 if state.wrong else 200
    if (
        request.GET.get("format") == "json"
        or request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    ):
        return HttpResponse(json.dumps(_plain(state), indent=1) + "\n", content_type="application/json", status=status)

    rows = [
        (_("Databasen"), _("svarer") if state.database else _("svarer ikke"), "database" in state.wrong),
        (_("Mails og frister er sidst set efter"), _when(state.worker_at, _("aldrig")), "worker" in state.wrong),
        (_("Ældste mail, der ikke er sendt"), _when(state.oldest_mail_at, _("ingen venter")), "mail" in state.wrong),
        (_("Journalen er sidst forankret"), _when(state.anchor_at, _("aldrig")), "anchor" in state.wrong),
    ]
    return render(request, "web/health.html", {"state": state, "rows": rows}, status=status)


def _plain(state: State) -> dict[str, object]:
    def at(moment: dt.datetime | None) -> str | None:
        return moment.isoformat() if moment else None

    return {
        "ok": not state.wrong,
        "wrong": list(state.wrong),
        "database": state.database,
        "worker_last_round_at": at(state.worker_at),
        "mail_oldest_unsent_at": at(state.oldest_mail_at),
        "anchor_last_at": at(state.anchor_at),
        "failing": [
            {
                "work": each.name,
                "failed_at": at(each.failed_at),
                "failure": each.failure,
                "last_done_at": at(each.done_at),
            }
            for each in state.failing
        ],
    }


def _when(moment: dt.datetime | None, otherwise: str) -> str:
    if moment is None:
        return otherwise
    here = timezone.localtime(moment)
    return f"{danish.date(here.date())} {danish.clock(here)}"
