"""Kills the product at every write while minutes are published: afterwards they are published whole, or not at all.

The machinery is `drills.kill`'s; this is its deed of the committee's secretary. Linux with strace.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from drills import kill


def deed() -> Any:
    """Return the deed: minutes with an open and a closed item are published. Called when the house is set up."""
    import datetime as dt

    from django.utils import timezone

    from drills.kill_deeds import BY, Deed, noted
    from samspil.features.cases.agenda.actions import meetings
    from samspil.features.cases.editing.actions import items as editing_items
    from samspil.features.cases.editing.actions import statements
    from samspil.features.cases.minutes import actions as minutes_actions
    from samspil.features.cases.records.models import AgendaItem, ClosedNotice, Meeting
    from samspil.features.cases.seats import actions as seats_actions
    from samspil.features.cases.versions.models import MinutesVersion
    from samspil.spine import people
    from samspil.spine.models import Node

    home = people.add_organisation(by=BY, name="Øvelseskommunen", kind="municipality")
    circle = people.add_circle(by=BY, name="Øvelsesudvalget", kind="committee", organisation=home)
    body = seats_actions.add_body(by=BY, circle=circle, house="norddjurs")
    days = iter(range(1, 5000))

    def prepare(mark: str) -> Any:
        at = timezone.make_aware(dt.datetime(2026, 1, 1, 9)) + dt.timedelta(days=next(days))  # noqa: DTZ001 -- made aware here
        meeting = meetings.plan_meeting(by=BY, body=body, starts_at=at)
        items = [
            editing_items.add_item(by=BY, meeting=meeting, wording=editing_items.Wording(title=f"{mark} {name}"))
            for name in ("åbent", "lukket")
        ]
        editing_items.close_item(
            by=BY, item=items[1], reason="§ 10", public_title="Lukket", public_decision="Godkendt."
        )
        meetings.publish_agenda(by=BY, meeting=meeting)
        minutes_actions.begin_minutes(by=BY, meeting=meeting)
        for item in AgendaItem.objects.filter(meeting=meeting).select_related(
            "meeting__node", "meeting__body__circle", "node"
        ):
            statements.add_statement(by=BY, item=item, printed="Godkendt.", outcomes=["APPROVED"])
        return Meeting.objects.select_related("node__gathering", "body__circle").get(pk=meeting.pk)

    def facts(mark: str, meeting: Any) -> list[bool]:
        decided = Node.objects.filter(decision_statement__item__meeting=meeting.pk)
        return [
            Meeting.objects.get(pk=meeting.pk).state == "published",
            decided.filter(visibility="public", decision_statement__item__is_closed=False).count() == 1,
            ClosedNotice.objects.get(meeting=meeting.pk).decision == "Godkendt.",
            MinutesVersion.objects.filter(meeting=meeting.pk).count() == 1,
            noted("meeting.minutes_published", node_id=meeting.pk),
        ]

    def act(mark: str, meeting: Any) -> None:
        minutes_actions.publish_minutes(by=BY, meeting=meeting)

    return Deed("referat offentliggjort", prepare, act, facts)


def main() -> int:
    """Drill one database, or both in turn, and print each tally as JSON; 1 when anything was lost or half-written."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--database", default="both", help="sqlite, both, or a server: postgres://user@host:port")
    words.add_argument("--sample", type=int, default=0, help="only so many kill points")
    words.add_argument("--seed", type=int, default=1)
    asked = words.parse_args()
    if shutil.which("strace") is None:
        print("The drill needs strace: apt-get install strace", file=sys.stderr)
        return 2
    if asked.database == "both":
        again = [
            sys.executable,
            "-m",
            "drills.kill_publishing",
            "--sample",
            str(asked.sample),
            "--seed",
            str(asked.seed),
        ]
        return max(
            subprocess.run([*again, "--database", kind], check=False).returncode for kind in ("sqlite", kill.POSTGRES)
        )

    folder = Path(tempfile.mkdtemp(prefix="samspil-drill-"))
    try:
        with kill.database(asked.database, folder):
            made = deed()
            found = kill.points(made, "trace")
            chosen = random.Random(asked.seed).sample(found, min(asked.sample or len(found), len(found)))
            tally = kill.kill_in(made, chosen, 0)
    finally:
        shutil.rmtree(folder)

    print(json.dumps({**vars(tally), "points": len(found)}, ensure_ascii=False))
    return int(bool(tally.faults))


if __name__ == "__main__":
    sys.exit(main())
