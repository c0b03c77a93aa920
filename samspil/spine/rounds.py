"""What the worker does every minute for the spine's safety: anchor the journal, finish erasures that a crash cut short,
and let nothing deleted stay behind in SQLite's log; and what features have to do when their day comes."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from samspil.spine import erasure, journal, search
from samspil.spine.journal import anchors

PAUSE = dt.timedelta(minutes=1)
KEPT = dt.timedelta(days=1)  # how long the queue remembers that a round was made
MORNING = 6  # mail written by the day's work arrives in the morning

_log = logging.getLogger(__name__)
_each_round: list[Callable[[], object]] = []
_days_work: dict[str, Callable[[dt.date], object]] = {}
_done_on: dict[str, dt.date] = {}


def add(work: Callable[[], object]) -> None:
    """This function will let each round do a feature's work too; called once from its `apps.py`. Twice changes nothing."""
    if work not in _each_round:
        _each_round.append(work)


def daily(name: str, work: Callable[[dt.date], object]) -> None:
    """This function will have some work done once a day by the worker; called from an `apps.py`.

    The work is given the day. It may be called again for the same day, after a restart, and must then change nothing.
    """
    _days_work[name] = work


@task()
def make() -> None:
    """This function will make one round and ask for the next, also when this one fails.

    What one feature's work stumbles over is logged, and keeps nothing else from being done.
    """
    try:
        erasure.again(everything=False)
        journal.anchor(anchors.MINUTE)
        search.empty_log()
        for work in _each_round:
            try:
                work()
            except Exception:  # noqa: BLE001 -- whatever it is, the rest of the round is done all the same
                _log.exception("%s failed in its round", work.__name__)
        do_days_work(timezone.localtime())
    finally:
        begin(after=PAUSE)


def do_days_work(now: dt.datetime) -> list[str]:
    """This function will do what is left of the day's work, from six in the morning, and name what was done.

    One work that fails is logged and tried again at the next round; the others are done all the same.
    """
    done = []
    for name, work in _days_work.items():
        if now.hour >= MORNING and _done_on.get(name) != now.date():
            try:
                work(now.date())
            except Exception:  # noqa: BLE001 -- whatever it is, the day's other work is done all the same
                _log.exception("the day's work %r failed", name)
            else:
                _done_on[name] = now.date()
                done.append(name)
    return done


def begin(*, after: dt.timedelta = dt.timedelta()) -> bool:
    """This function will see that one round is waiting in the queue, and forget old ones. Tells whether it had to ask for it.

    Called when the worker starts; calling it again changes nothing.
    """
    mine = DBTaskResult.objects.filter(task_path=make.module_path)
    now = timezone.now()
    mine.filter(finished_at__lt=now - KEPT).delete()
    if mine.filter(status=TaskResultStatus.READY).exists():
        return False
    make.using(run_after=now + after).enqueue()
    return True
