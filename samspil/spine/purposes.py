"""What duties are for: each feature declares its purposes once, and whether a record or words show that they are done."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from samspil.paper.refusal import Refused
from samspil.spine.models import Duty


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """One purpose: its name in code and in Danish, and how its duties are done.

    With `records` (kinds) they are done only by such a record: `button` is the way to make one, at `url_name` of the duty's own
    record, and `until` says when it is done, as the end of "Opgaven er udført, når ...". Without, they are done with words.
    """

    name: str
    label: str
    records: frozenset[str] = frozenset()
    button: str = ""
    url_name: str = ""
    until: str = ""
    # The purpose that a duty goes on with when what it was about is erased; without one it lapses.
    outlives: str = ""

    @property
    def is_by_record(self) -> bool:
        """Whether only a record does it."""
        return bool(self.records)

    def url(self, duty: Duty) -> str:
        """Return the address at which the record that does a duty is made."""
        return reverse(self.url_name, args=[duty.node_id])

    def check_words_will_do(self) -> None:
        """Refuse that words do what only a record does."""
        if self.is_by_record:
            raise Refused(
                "Opgaven er udført, når {until}. Den kan ikke meldes udført med ord: brug knappen »{button}«.",
                until=self.until,
                button=self.button,
            )


_known: dict[str, Purpose] = {}


def register(*declared: Purpose) -> None:
    """Declare purposes; called once from a feature's `apps.py`. ValueError for a name declared twice, or declared by half."""
    for each in declared:
        if _known.get(each.name, each) != each:
            message = f"the purpose {each.name!r} is declared twice"
            raise ValueError(message)
        if each.is_by_record and not (each.button and each.url_name and each.until):
            message = f"the purpose {each.name!r} is done by a record, and does not say where one makes it"
            raise ValueError(message)
        _known[each.name] = each


def get(name: str) -> Purpose:
    """Return a declared purpose; ValueError when no feature declared it."""
    if name not in _known:
        message = f"no feature has declared the purpose {name!r} (purposes.register in its apps.py)"
        raise ValueError(message)
    return _known[name]


def of(duty: Duty) -> Purpose:
    """Return the purpose of a duty that stands; words do one whose purpose no feature declares any more."""
    return _known.get(duty.purpose) or Purpose(name=duty.purpose, label=duty.purpose)


def everyone() -> tuple[Purpose, ...]:
    """Return every declared purpose, by name."""
    return tuple(_known[name] for name in sorted(_known))
