"""`samspil work`: the worker that sends what waits in the outbox, makes the spine's rounds and runs queued tasks.

Nothing that happens to the database ends it: it waits, longer each time, and goes on.
"""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from samspil.site.management.commands import digest
from samspil.spine import outbox, rounds

PAUSE = 5.0  # seconds between looks into the outbox
LONGEST_PAUSE = 60.0  # seconds between tries while something fails


class Command(BaseCommand):
    """Works until it is told to stop."""

    help = "Send mails, forankr journalen, gør dagens opgaver (kører til den stoppes)."

    def handle(self, **options: Any) -> None:
        stop = threading.Event()
        queue = _Queue()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: queue.shut(stop))

        pause = PAUSE
        while not stop.is_set():
            # Each is done whatever became of the others: a mail server that is away holds no anchor back.
            went = [
                rounds.step("next round", rounds.begin),
                rounds.step("digest", digest.weekly),
                rounds.step("outbox", outbox.send_waiting),
                rounds.step("queue", queue.empty),
            ]
            # Django closes a connection that is too old or broken only between requests, and the worker has none.
            close_old_connections()
            pause = PAUSE if all(went) else min(pause * 2, LONGEST_PAUSE)
            stop.wait(pause)


class _Queue:
    """The tasks that wait, run one after the other until none is left."""

    def __init__(self) -> None:
        self.name = get_random_string(32)
        self.worker: Worker | None = None

    def empty(self) -> None:
        """Run what waits. Signals stay the command's own."""
        self.worker = Worker(
            queue_names=["default"],
            interval=1,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=self.name,
            excluded_queue_names=[],
        )
        self.worker.run()

    def shut(self, stop: threading.Event) -> None:
        """Let the task that runs be the last, and the command end after it."""
        stop.set()
        if self.worker is not None:
            self.worker.running = False
