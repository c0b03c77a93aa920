"""Anchors: the chains' heads written outside the database, in monthly files that only grow and are chained themselves.

Whoever can rewrite the database, even with the keys, cannot make it agree with an anchor that lies elsewhere.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from samspil.spine import lines, secrets
from samspil.spine.journal.chain import canonical
from samspil.spine.models import JournalAnchor, JournalChain

MINUTE, RESTORE = "minute", "restore"
FIELDS = frozenset({"number", "at", "reason", "whole", "heads", "key_id", "previous", "mac"})


@dataclass(frozen=True)
class Anchor:
    """One line: the heads (chain -> sequence, mac) that had moved since the line before, or all of them when `is_whole`."""

    number: int
    at: str
    reason: str
    is_whole: bool
    heads: dict[str, tuple[int, str]]
    key_id: str
    previous: str
    mac: str

    def signed(self) -> dict[str, Any]:
        """Return what the line's mac covers."""
        heads = {name: list(head) for name, head in self.heads.items()}
        return {
            "number": self.number,
            "at": self.at,
            "reason": self.reason,
            "whole": self.is_whole,
            "heads": heads,
            "key_id": self.key_id,
            "previous": self.previous,
        }

    def is_genuine(self, keys: dict[str, bytes]) -> bool:
        """Tell whether the line was written with one of our keys and not changed since."""
        key = keys.get(self.key_id)
        return key is not None and hmac.compare_digest(self.mac, _mac(self, key))


def anchor(reason: str) -> bool:
    """Write the heads that have moved to SAMSPIL_ANCHORS, durable on return, and tell whether any had.

    Called every minute (`MINUTE`), by whatever must be provable later, such as a payment, and with `RESTORE` after the
    database was restored: then what the older anchors know beyond it is given up, and every verification says so.
    The file comes first: a crash in between leaves an anchor that the database does not mention, which harms nothing.
    RuntimeError inside a transaction, which could still be undone: a deed calls it by `transaction.on_commit`.
    """
    made: list[Anchor] = []
    now = timezone.now()
    file = Path(settings.SAMSPIL_ANCHORS) / f"heads-{now:%Y-%m}.jsonl"

    def line() -> dict[str, Any] | None:
        before = _latest()
        last = before[-1] if before else None
        is_whole = reason == RESTORE or last is None or not file.exists() or file.stat().st_size == 0
        known = {name: head for each in before for name, head in each.heads.items()}
        with transaction.atomic(durable=True):
            rows = list(JournalChain.objects.order_by("name").values_list("name", "sequence", "head"))

        now_at = {name: (number, mac) for name, number, mac in rows}
        heads = now_at if is_whole else {name: head for name, head in now_at.items() if known.get(name) != head}
        if not heads and reason == MINUTE:
            return None

        key_id, key = secrets.journal_key()
        unsigned = Anchor(
            number=last.number + 1 if last else 1,
            at=now.isoformat(),
            reason=reason,
            is_whole=is_whole,
            heads=heads,
            key_id=key_id,
            previous=last.mac if last else "",
            mac="",
        )
        made.append(replace(unsigned, mac=_mac(unsigned, key)))
        return {**unsigned.signed(), "mac": made[0].mac}

    # One lock from reading the last line to writing the next: two processes would sign the same number.
    with lines.locked(Path(settings.SAMSPIL_ANCHORS) / "lock"):
        lines.append(file, line)
        for each in made:
            JournalAnchor.objects.create(
                reason=reason[:60], heads={"number": each.number, "mac": each.mac, "heads": each.signed()["heads"]}
            )
    return bool(made)


def written() -> Iterator[Anchor | None]:
    """Yield every anchor line, oldest first; None for a line that cannot be read."""
    for file in _files():
        yield from (_read(line) for line in lines.read(file))


def _files() -> list[Path]:
    return sorted(Path(settings.SAMSPIL_ANCHORS).glob("heads-*.jsonl"))


def _latest() -> list[Anchor]:
    """Return the readable lines of the newest file, from its last whole line on. Every month begins with one."""
    latest: list[Anchor] = []
    for file in reversed(_files()):
        for each in (_read(line) for line in lines.read(file)):
            if each is not None:
                latest = [each] if each.is_whole else [*latest, each]
        if latest:
            break
    return latest


def _read(line: dict[str, Any] | None) -> Anchor | None:
    if line is None or line.keys() != FIELDS:
        return None
    heads = {name: (int(head[0]), str(head[1])) for name, head in line["heads"].items()}
    return Anchor(
        line["number"], line["at"], line["reason"], line["whole"], heads, line["key_id"], line["previous"], line["mac"]
    )


def _mac(line: Anchor, key: bytes) -> str:
    return hmac.digest(key, b"anchor\0" + canonical(line.signed()), "sha256").hex()
