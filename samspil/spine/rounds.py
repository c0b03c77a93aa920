"""What the worker does again and again: anchor the journal, finish erasures that a crash cut short, let nothing deleted stay in
SQLite's log, and do what features have to do when their day comes. Each by itself: what fails is told, and stops nothing else.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.db import connections
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from samspil.paper import faults
from samspil.spine import erasure, journal, search
from samspil.spine.journal import anchors
from samspil.spine.models import Round

PAUSE = dt.timedelta(minutes=1)
KEPT = dt.timedelta(days=1)  # how long the queue remembers that a round was made
MORNING = 6  # mail written by the day's work arrives in the morning
WHOLE = "round"  # the name of a round as a whole

_log = logging.getLogger(__name__)
_each_round: list[Callable[[], object]] = []
_days_work: dict[str, Callable[[dt.date], object]] = {}
_done_on: dict[str, dt.date] = {}
_told: dict[str, dt.datetime] = {}  # when each piece of work was last written down as done, by this process


def add(work: Callable[[], object]) -> None:
    """Let each round do a feature's work too; called once from its `apps.py`. Twice changes nothing."""
    if work not in _each_round:
        _each_round.append(work)


def daily(name: str, work: Callable[[dt.date], object]) -> None:
    """Have some work done once a day by the worker; called from an `apps.py`.

    The work is given the day. It may be called again for the same day, after a restart, and must then change nothing.
    """
    _days_work[name] = work


def step(name: str, work: Callable[[], object]) -> bool:
    """Do a piece of work and tell whether it went well. What fails is logged, written down for the health page, and no more.

    A connection that broke is let go, so that the next step gets a whole one.
    """
    try:
        work()
    except Exception as error:  # noqa: BLE001 -- whatever it is, the worker goes on with the next
        fault = faults.of(error)
        _log.exception("%s failed: %s", name, faults.sentence(error, for_the_runner=True) or type(error).__name__)
        for connection in connections.all(initialized_only=True):
            if not connection.in_atomic_block:
                connection.close()
        _write_down(name, failed_at=timezone.now(), failure=fault.value if fault else type(error).__name__[:80])
        _told.pop(name, None)
        return False

    now = timezone.now()
    if name not in _told or now - _told[name] >= PAUSE:
        _write_down(name, done_at=now)
        _told[name] = now

    return True


def _write_down(name: str, **fields: object) -> None:
    try:
        Round.objects.update_or_create(name=name[:80], defaults=fields)
    except Exception:  # noqa: BLE001 -- what tells of failures is none itself
        # The log has it. A database that is away has no page to show it on either.
        _log.warning("%s could not be written down", name)


@task()
def make() -> None:
    """Make one round and ask for the next, also when this one fails.

    What one feature's work stumbles over is logged, and keeps nothing else from being done.
    """
    try:
        # First of all: after a restore nothing may be sent from what was erased.
        step("erasures", lambda: erasure.again(everything=False))
        step("anchor", lambda: journal.anchor(anchors.MINUTE))
        step("emptied log", search.empty_log)
        for work in _each_round:
            step(f"{work.__module__.rpartition('features.')[2].partition('.')[0]}.{work.__name__}", work)

        do_days_work(timezone.localtime())
        _write_down(WHOLE, done_at=timezone.now())
    finally:
        step("next round", lambda: begin(after=PAUSE))


def do_days_work(now: dt.datetime) -> list[str]:
    """Do what is left of the day's work, from six in the morning, and name what was done.

    One work that fails is logged and tried again at the next round; the others are done all the same.
    """
    done = []
    for name, work in _days_work.items():
        # Bound now: a lambda reads the loop's variable when it runs.
        if now.hour >= MORNING and _done_on.get(name) != now.date() and step(name, lambda work=work: work(now.date())):  # type: ignore[misc]
            _done_on[name] = now.date()
            done.append(name)
    return done


def begin(*, after: dt.timedelta = dt.timedelta()) -> bool:
    """See that one round is waiting in the queue, and forget old ones. Tells whether it had to ask for it.

    Called by the worker again and again, so that no outage ends the rounds; calling it once more changes nothing.
    """
    mine = DBTaskResult.objects.filter(task_path=make.module_path)
    now = timezone.now()
    mine.filter(finished_at__lt=now - KEPT).delete()
    # A round whose worker died in the middle of it is never finished.
    mine.filter(status=TaskResultStatus.RUNNING, started_at__lt=now - KEPT).delete()
    if mine.filter(status=TaskResultStatus.READY).exists():
        return False
    make.using(run_after=now + after).enqueue()
    return True
