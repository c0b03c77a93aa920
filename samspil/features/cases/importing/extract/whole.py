"""Accounts for every printed character of a source: what no field of the draft holds is unplaced, or named page furniture.

What is placed is found by the parser's spans; a last count over all characters proves it, and shows what it still misses.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from samspil.analysis.minutes import Minutes, Span, clauses, lexicon
from samspil.features.cases.importing import rules

_TOKEN = re.compile(r"\w+|[^\w\s]")
_ONLY_MARKS = re.compile(r"[\W_\d]*")
_LEADER = re.compile(r"(?:\.{3,}|…|\t|_{3,}|\s{3,})\s*\w{0,5}$")
_LONGEST_NAMED = 60
_SENTENCE = 8
# A longer line is a whole page on one line, in which the parser has found its pieces.
_LINE = 600


def account(text: str, read: Minutes, draft: rules.Meeting) -> rules.Meeting:
    """Return the draft with all that its fields do not hold, as unplaced words and as furniture."""
    left = _Left()
    open_tokens = [_tokens_of(item) for item in draft.items]
    titles = [clauses.bare(item.title) for item in draft.items]
    for span in read.spans:
        words = text[span.start : span.end]
        if span.item is None:
            left.add(_outside(span, words, titles), words)
        elif span.kind in {"number", "head", "heading"}:
            kind = "heading" if span.kind == "heading" else "label"
            left.add("unplaced" if _is_prose(words) else kind, words)
        else:
            _inside(left, span, words, open_tokens[span.item], draft.items[span.item])

    return _proved(text, dataclasses.replace(draft, unplaced=tuple(left.unplaced), rest=tuple(left.rest)))


def account_fields(fields: Iterable[tuple[str, str]], draft: rules.Meeting) -> rules.Meeting:
    """Return the draft of a structured source (name and words of each of its fields, in order) with what it does not hold."""
    fields = list(fields)
    placed = Counter(token for piece in rules.held(draft) for token in _TOKEN.findall(piece))
    left = _Left()
    for name, words in fields:
        missing = _taken(placed, words)
        if missing:
            # Whole sentences are words somebody wrote; a code or a date is what the system says of itself.
            is_text = len(missing.split()) > 3 or len(missing) > _LONGEST_NAMED
            left.add("unplaced" if is_text else "field", missing if is_text else f"{name}: {missing}")

    return _proved(
        "\n".join(words for _, words in fields),
        dataclasses.replace(draft, unplaced=(*draft.unplaced, *left.unplaced), rest=(*draft.rest, *left.rest)),
    )


def _is_prose(words: str) -> bool:
    """Tell whether words are sentences somebody wrote, not labels and names."""
    if len(words.split()) < _SENTENCE or lexicon.FIELD.match(words[:160]) or lexicon.BANNER.match(words[:160]):
        return False
    return bool(re.search(r"[a-zæøå)]{2}[.!?](?:\s|$)", words))


class _Left:
    """What is left over, neighbours of one kind on one piece."""

    def __init__(self) -> None:
        self.unplaced: list[str] = []
        self.rest: list[rules.Rest] = []
        self.last = ""

    def add(self, kind: str, words: str) -> None:
        if kind == "unplaced":
            self.unplaced.append(words)
        elif self.rest and self.last == kind and len(self.rest[-1].words) < 2_000:
            self.rest[-1] = rules.Rest(kind, f"{self.rest[-1].words}\n{words}")
        else:
            self.rest.append(rules.Rest(kind, words))
        self.last = kind


def _outside(span: Span, words: str, titles: list[str]) -> str:
    if span.section == "indholdsfortegnelse":
        bare = clauses.bare(words)
        is_entry = len(bare) < _LONGEST_NAMED and " " not in bare
        is_entry = (
            is_entry
            or len(words) > _LINE
            or bool(_LEADER.search(words[-60:]))
            or any(bare in title or (title and title in bare) for title in titles)
        )
        return "contents" if is_entry and not (len(words) <= _LINE and _is_prose(words)) else "unplaced"

    if span.kind == "head":
        return "unplaced" if _is_prose(words) and len(words) <= _LINE else "head"

    is_page = lexicon.CHROME.fullmatch(words) or lexicon.PAGE.match(words) or _ONLY_MARKS.fullmatch(words)
    return "page" if is_page else "unplaced"


def _tokens_of(item: rules.Item) -> dict[str, Counter[str]]:
    """Count the tokens of each part of an item, so that its spans can take them one by one."""
    annexes = " ".join(f"{each.title} {each.document_number} {each.reference}" for each in item.annexes)
    return {
        "title": Counter(_TOKEN.findall(item.title)),
        "text": Counter(
            token
            for piece in (*(section.words for section in item.sections), *(said.printed for said in item.statements))
            for token in _TOKEN.findall(piece)
        ),
        "annexes": Counter(_TOKEN.findall(annexes)),
    }


def _inside(left: _Left, span: Span, words: str, tokens: dict[str, Counter[str]], item: rules.Item) -> None:
    if span.kind == "title":
        missing = _taken(tokens["title"], words)
        is_mark = _ONLY_MARKS.fullmatch(missing) or "".join(missing.split()) in "".join(item.title.split())
        left.add("label" if is_mark else "unplaced", missing) if missing else None
    elif span.section == "bilag":
        missing = _taken(tokens["annexes"], words)
        left.add("annex", missing) if missing else None
    else:
        missing = _taken(tokens["text"], words)
        left.add("unplaced", missing) if missing else None


def _taken(tokens: Counter[str], words: str) -> str:
    """Take the words' tokens out of a count, and give those that were not there, in order."""
    missing: list[str] = []
    at = 0
    for match in _TOKEN.finditer(words):
        if tokens[match[0]] > 0:
            tokens[match[0]] -= 1
            at = 0
        else:
            joined = missing and at == match.start()
            missing.append(match[0] if joined else f" {match[0]}")
            at = match.end()
    return "".join(missing).strip()


def _proved(text: str, draft: rules.Meeting) -> rules.Meeting:
    """Return the draft; where characters of the source are still missing, they are shown as unplaced."""
    lost = missing(text, draft)
    if not lost:
        return draft
    return dataclasses.replace(draft, unplaced=(*draft.unplaced, "".join(lost.elements())))


def missing(text: str, draft: rules.Meeting) -> Counter[str]:
    """Count the printed characters of a source that a draft does not hold."""
    return rules.printed([text]) - rules.printed(rules.held(draft))


def fitted(title: str, most: int = 480) -> str:
    """Return as much of a title as its field takes, cut between words; the rest is accounted for as unplaced."""
    if len(title) <= most:
        return title
    cut = title.rfind(" ", 0, most)
    return title[: cut if cut > 0 else most]


def numbered(keys: Sequence[str], longest: int) -> list[str]:
    """Return names of sections, each once: a second of the same name is numbered, so that no text replaces another."""
    met: set[str] = set()
    given: list[str] = []
    for key in keys:
        name, nth = key, 1
        while name in met:
            nth += 1
            name = f"{key[: longest - 5]} ({nth})"
        met.add(name)
        given.append(name)
    return given
