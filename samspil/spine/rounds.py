"""What the worker does every minute for the spine's safety: anchor the journal, finish erasures that a crash cut short,
and let nothing deleted stay behind in SQLite's log."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from samspil.spine import journal, search, secrets
from samspil.spine.journal import anchors

PAUSE = dt.timedelta(minutes=1)
KEPT = dt.timedelta(days=1)  # how long the queue remembers that a round was made


@task()
def make() -> None:
    """This function will make one round and ask for the next, also when this one fails."""
    try:
        secrets.apply_erasures()
        journal.anchor(anchors.MINUTE)
        search.empty_log()
    finally:
        begin(after=PAUSE)


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
