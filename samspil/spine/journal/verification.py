"""Verifying the journal: every row against its neighbour and its key, every chain against its head and its anchors."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from samspil.spine import secrets
from samspil.spine.journal import anchors
from samspil.spine.journal.chain import INSTALLATION, mac_of
from samspil.spine.models import JournalAnchor, JournalChain, JournalEntry

PAGE = 2000  # rows held in memory at once


@dataclass(frozen=True)
class Finding:
    """One break: in which chain (empty: in the anchors), at which sequence (0: none in particular), said in Danish."""

    chain: str
    sequence: int
    sentence: str


@dataclass
class Report:
    """What a verification saw. Whole exactly when there are no findings; remarks break nothing."""

    chains: int = 0
    rows: int = 0
    anchors: int = 0
    findings: list[Finding] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.findings


@dataclass
class _Known:
    """What the anchors know: chain -> sequence -> mac, and the same as given up when the database was restored."""

    expected: dict[str, dict[int, str]]
    given_up: dict[str, dict[int, str]]


def verify(organisation: UUID | None = None) -> Report:
    """Verify one organisation's chain, or all of them, while others go on writing.

    It finds rows that were changed, removed, put in, moved, taken from another chain or written without the key, and heads
    or tails that no longer agree with the anchors outside the database. Each chain tells its first break only.
    """
    report = Report()
    keys = secrets.journal_keys()
    known = _anchored(keys, report)
    if organisation is None:
        # A chain whose head or rows were removed still stands in the others, or in the anchors.
        names = set(JournalChain.objects.values_list("name", flat=True))
        names |= set(JournalEntry.objects.order_by().values_list("chain", flat=True).distinct())
        names |= known.expected.keys()
    else:
        names = {str(organisation)}

    for name in sorted(names, key=lambda name: (name != INSTALLATION, name)):
        report.chains += 1
        _verify_chain(name, keys, known, report)

    return report


def _verify_chain(name: str, keys: dict[str, bytes], known: _Known, report: Report) -> None:
    expected, given_up = dict(known.expected.get(name, {})), dict(known.given_up.get(name, {}))
    before, previous = 0, ""
    rows = _Rows(name)
    for row in rows:
        report.rows += 1
        sentence = _fault(row, before, previous, keys)
        # A row that no anchor tells of agrees with itself.
        anchored = expected.pop(row.sequence, row.mac)
        if sentence is None and anchored != row.mac:
            sentence = f"række {row.sequence} er en anden end den, der er forankret uden for databasen"
        if sentence is not None:
            report.findings.append(Finding(name, min(row.sequence, before + 1), sentence))
            return
        if given_up.get(row.sequence) == row.mac:
            del given_up[row.sequence]
        before, previous = row.sequence, row.mac

    head = rows.head or (0, "")
    if expected:
        last = max(expected)
        sentence = f"rækkerne {before + 1} til {last} er forankret uden for databasen, men findes ikke mere"
        report.findings.append(Finding(name, before + 1, sentence))
    elif head != (before, previous):
        sentence = f"kædens hoved siger række {head[0]}, men den sidste hele række er {before}"
        report.findings.append(Finding(name, min(before, head[0]) + 1, sentence))

    if given_up:
        report.remarks.append(f"Kæden {name}: {len(given_up)} forankrede rækker er opgivet ved en gendannelse.")


def _fault(row: JournalEntry, before: int, previous: str, keys: dict[str, bytes]) -> str | None:
    if row.sequence > before + 1:
        return f"rækkerne {before + 1} til {row.sequence - 1} mangler"
    if row.sequence != before + 1:
        return f"række {row.sequence} hører ikke til, hvor den står"
    key = keys.get(row.key_id)
    if key is None:
        return f"række {row.sequence} er skrevet med nøglen »{row.key_id}«, som ikke findes"
    if not hmac.compare_digest(mac_of(row, key), row.mac):
        return f"række {row.sequence} er ændret, flyttet eller skrevet uden nøglen"
    if row.previous != previous:
        return f"række {row.sequence} bygger ikke på rækken før"
    return None


class _Rows:
    """A chain's rows in order, and its head as it stood when the last of them was read.

    The head is read after the rows, and committed with them: while it is ahead and there are more rows, they are read too.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.head: tuple[int, str] | None = None

    def __iter__(self) -> Iterator[JournalEntry]:
        last = (0, 0)
        while True:
            # From the last number on, not after it: a row put in under a number that is taken must be met too.
            unread = JournalEntry.objects.filter(chain=self.name, sequence__gte=last[0]).exclude(
                sequence=last[0], pk__lte=last[1]
            )
            page = list(unread.order_by("sequence", "pk")[:PAGE])
            yield from page
            if page:
                last = (page[-1].sequence, page[-1].pk)
                continue
            # Others write meanwhile: an empty page ends it only when the head says that there is no more.
            self.head = JournalChain.objects.filter(name=self.name).values_list("sequence", "head").first()
            if self.head is None or self.head[0] <= last[0] or not unread.exists():
                return


def _anchored(keys: dict[str, bytes], report: Report) -> _Known:
    known = _Known(defaultdict(dict), defaultdict(dict))
    number, previous, macs = 0, "", set()
    for line in anchors.written():
        if line is None:
            report.remarks.append(f"En linje efter anker {number} blev aldrig skrevet færdig. Den tæller ikke med.")
            continue
        report.anchors += 1
        if not line.is_genuine(keys) or line.number != number + 1 or line.previous != previous:
            sentence = f"anker {number + 1} er ændret, fjernet eller skrevet uden nøglen"
            report.findings.append(Finding("", number + 1, sentence))
            return known
        number, previous = line.number, line.mac
        macs.add(line.mac)
        # What the older anchors know beyond the backup is owned up to, in this and every later verification.
        if line.reason == anchors.RESTORE:
            report.remarks.append(f"Databasen blev gendannet fra sikkerhedskopi (anker {line.number}, {line.at[:16]}).")
            for name, heads in known.expected.items():
                known.given_up[name].update(heads)
            known.expected.clear()
        for name, (sequence, mac) in line.heads.items():
            known.expected[name][sequence] = mac

    # An anchor cut from the end of the file breaks no chain in it; the database still lists it.
    for row in JournalAnchor.objects.order_by("pk").iterator():
        if row.heads.get("mac") not in macs:
            sentence = f"anker {row.heads.get('number')} står i databasen, men ikke i ankerfilerne"
            report.findings.append(Finding("", int(row.heads.get("number") or 0), sentence))
            break

    return known
