"""What a person may do to a record, drawn as one row: each feature registers its deeds once, and the policy judges them.

A page that wrote its buttons by hand would have to ask the policy for each; here a deed names its word in the policy, and
nobody meets a button for what they may not do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samspil.spine import policy
from samspil.spine.models import Node
from samspil.spine.people import Actor

LOOKS = frozenset({"primary", "secondary", "tertiary", "warning"})
EVERYBODY = _("Alle på nettet, også uden at logge ind.")
# Of a form on a record that everybody may read: what is saved is read at once.
WRITTEN = _("Det, du skriver her, når du gemmer.")
MENDED = _("Du kan rette det bagefter. Det, andre har læst eller hentet imens, kan ikke kaldes tilbage.")
TEN_MINUTES = _("Du kan fortryde i ti minutter.")
STAYS = _(
    "Du kan fortryde i ti minutter. Derefter bliver det stående. Det, andre har læst imens, kan ikke kaldes tilbage."
)


@dataclass(frozen=True)
class At:
    """What `when` judges: who stands before which record, and what the page knows already (`{% rights_row trial stop=stop %}`)."""

    actor: Actor
    record: Any
    facts: Mapping[str, Any]

    def fact(self, name: str) -> Any:
        """Return what the page knows by a name; nothing when it said nothing."""
        return self.facts.get(name)


def always(at: At) -> bool:
    """Let a deed stand whenever the policy allows it."""
    return True


def unseen(at: At) -> bool:
    """Let a deed stand while not everybody may see the record."""
    return bool(at.record.node.visibility != Node.Visibility.PUBLIC)


def seen(at: At) -> bool:
    """Let a deed stand while everybody may see the record."""
    return not unseen(at)


def nobody(at: At) -> bool:
    """Open a deed to nobody beyond the policy."""
    return False


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a deed makes public, told before it is done: which words, whose names, which files, who may then read, and the way back."""

    words: Sequence[str | Promise] = ()
    names: Sequence[str] = ()
    files: Sequence[str] = ()
    readers: str | Promise = EVERYBODY
    back: str | Promise = TEN_MINUTES


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One deed on a kind of record.

    `deed` is its word in the policy, and `of` the kind that the policy says it of where that is another (a statement is
    written by the right to decide its item). `url` is the name of its address, which takes the record's key. `when` is what
    must be true of the record itself; `also` opens it to whom the policy does not name (who owes it). `state_of` gives the state by which
    the policy judges, where that is no column `state`. `is_button` is a deed done by one press, else a link to a form;
    `confirm` is a question to open first, and `opens` what the deed makes public, told there too (none where it makes nothing so).
    `row` tells apart several rows of one page.
    """

    kind: str
    deed: str
    label: str | Promise
    url: str
    look: str = "secondary"
    confirm: str | Promise = ""
    row: str = ""
    of: str = ""
    is_button: bool = False
    when: Callable[[At], object] = always
    also: Callable[[At], object] = nobody
    state_of: Callable[[Any], str] | None = None
    opens: Callable[[At], Opened | None] | None = None

    def __post_init__(self) -> None:
        if self.look not in LOOKS:
            message = f"{self.url}: look {self.look!r} is none of {sorted(LOOKS)}"
            raise ValueError(message)
        if (self.confirm or self.opens) and not self.is_button:
            message = f"{self.url}: only a button is confirmed; a form asks by itself"
            raise ValueError(message)


@dataclass(frozen=True)
class Standing:
    """A deed that stands open to somebody, with its address: what the row draws."""

    label: str
    url: str
    look: str
    confirm: str
    is_link: bool
    name: str = ""
    opens: Opened | None = None


_deeds: list[Deed] = []


def register(*deeds: Deed) -> None:
    """Add a feature's deeds, each once, in the order in which a row shows them."""
    for each in deeds:
        if each not in _deeds:
            _deeds.append(each)


def registered() -> tuple[Deed, ...]:
    """Return every deed, for documents and tests."""
    return tuple(_deeds)


def open_to(actor: Actor, record: Any, *, row: str = "", **facts: Any) -> list[Standing]:
    """Return the deeds of one row that the actor may do to a record as it stands.

    Asks the database for nothing, but for what a deed that stands open would make public. A record whose
    state is counted out and no column is judged by the fact `state`.
    """
    node = record if isinstance(record, Node) else record.node
    at = At(actor, record, facts)
    state = facts.get("state", getattr(record, "state", ""))

    return [
        Standing(
            str(each.label),
            reverse(each.url, args=[node.pk]),
            each.look,
            str(each.confirm),
            not each.is_button,
            each.url,
            each.opens(at) if each.opens is not None else None,
        )
        for each in _deeds
        if each.kind == node.kind
        and each.row == row
        and each.when(at)
        and (policy.allows(actor, each.deed, each.of or node.kind, node, _state(each, record, state)) or each.also(at))
    ]


def _state(deed: Deed, record: Any, state: str) -> str:
    return deed.state_of(record) if deed.state_of is not None else state
