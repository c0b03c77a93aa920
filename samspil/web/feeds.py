"""Atom feeds (RFC 4287): the same bytes for everybody, and no moment in them that is not of what they tell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

# Signs that no XML may hold, not even written as a number (XML 1.0, 2.2).
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One thing that a feed tells: where it stands, what it is called, what it says, since when and changed when."""

    address: str
    title: str
    words: str
    published: dt.datetime
    updated: dt.datetime
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feed:
    """A feed with its own address, the page that it follows, and who publishes."""

    address: str
    page: str
    title: str
    author: str
    began: dt.datetime
    entries: Sequence[Entry]

    @property
    def updated(self) -> dt.datetime:
        """When the newest entry changed; when the feed began, while it is empty."""
        return max([self.began, *(entry.updated for entry in self.entries)])


def atom(feed: Feed) -> bytes:
    """Write a feed as Atom. An entry's id is its address, which never changes."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="da">',
        f"<id>{_text(feed.address)}</id>",
        f"<title>{_text(feed.title)}</title>",
        f"<updated>{_moment(feed.updated)}</updated>",
        f"<author><name>{_text(feed.author)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href={_attribute(feed.address)}/>',
        f'<link rel="alternate" type="text/html" href={_attribute(feed.page)}/>',
    ]
    for entry in feed.entries:
        lines += [
            "<entry>",
            f"<id>{_text(entry.address)}</id>",
            f"<title>{_text(entry.title)}</title>",
            f"<published>{_moment(entry.published)}</published>",
            # Changed as a draft and published later: to readers it changed when it appeared.
            f"<updated>{_moment(max(entry.published, entry.updated))}</updated>",
            f'<link rel="alternate" type="text/html" href={_attribute(entry.address)}/>',
            *(f"<category term={_attribute(each)}/>" for each in entry.categories),
            f'<content type="text">{_text(entry.words)}</content>',
            "</entry>",
        ]

    return "\n".join([*lines, "</feed>", ""]).encode()


def _text(words: str) -> str:
    return escape(FORBIDDEN.sub("", words))


def _attribute(words: str) -> str:
    return quoteattr(FORBIDDEN.sub("", words))


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
