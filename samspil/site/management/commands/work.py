"""`samspil work`: the worker that sends what waits in the outbox, makes the spine's rounds and runs queued tasks."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from samspil.site.management.commands import digest
from samspil.spine import outbox, rounds

PAUSE = 5.0  # seconds between looks into the outbox


class Command(BaseCommand):
    """Works until it is told to stop."""

    help = "Send det, der venter i udbakken, og kør opgaver i køen."

    def handle(self, **options: Any) -> None:
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        rounds.begin()
        while not stop.is_set():
            digest.weekly()
            outbox.send_waiting()
            call_command("db_worker", batch=True, reload=False, startup_delay=False, verbosity=0)
            stop.wait(PAUSE)
