"""Counts the steps that a backtracking matcher takes, so that growth is asserted by counting and never by a clock.

Walks the pattern as Python's own parser reads it. Slower than the real matcher by far, and without its shortcuts.
"""

from __future__ import annotations

import re
import re._constants as c  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import sys
from collections.abc import Iterator
from typing import Any

MOST = 3_000_000


class TooManyError(Exception):
    """More steps than any of these patterns may take."""


class Counter:
    """One pattern, and the steps of its searches."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.tree = list(parser.parse(pattern.pattern, pattern.flags))
        self.fold = bool(pattern.flags & re.IGNORECASE)
        self.lines = bool(pattern.flags & re.MULTILINE)
        self.all = bool(pattern.flags & re.DOTALL)
        self.steps = 0

    def every(self, text: str) -> int:
        """Count the steps of finding every match in a text, as `finditer` does."""
        sys.setrecursionlimit(20_000)
        text = text.lower() if self.fold else text
        at = 0
        while at <= len(text):
            end = next(self._seq(self.tree, 0, text, at), None)
            at = max(at + 1, end) if end is not None else at + 1
        return self.steps

    def here(self, text: str, at: int = 0) -> int:
        """Count the steps of trying at one place, as `match` does; gives all steps so far."""
        next(self._seq(self.tree, 0, text.lower() if self.fold else text, at), None)
        return self.steps

    def _seq(self, nodes: list[Any], nth: int, text: str, at: int) -> Iterator[int]:
        if nth == len(nodes):
            yield at
            return
        for end in self._node(nodes[nth], text, at):
            yield from self._seq(nodes, nth + 1, text, end)

    def _node(self, node: Any, text: str, at: int) -> Iterator[int]:
        self.steps += 1
        if self.steps > MOST:
            raise TooManyError

        op, told = node
        if op in (c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN):
            if at < len(text) and self._is(op, told, text[at]):
                yield at + 1
        elif op is c.BRANCH:
            for each in told[1]:
                yield from self._seq(list(each), 0, text, at)
        elif op is c.SUBPATTERN:
            yield from self._seq(list(told[3]), 0, text, at)
        elif op in (c.MAX_REPEAT, c.MIN_REPEAT):
            yield from self._repeat(told[0], told[1], list(told[2]), text, at, greedy=op is c.MAX_REPEAT)
        elif op in (c.ASSERT, c.ASSERT_NOT):
            width = told[1].getwidth()[1]
            places = [at] if told[0] > 0 else [at - width] if at >= width else []
            found = any(next(self._seq(list(told[1]), 0, text, place), None) is not None for place in places)
            if found == (op is c.ASSERT):
                yield at
        elif op is c.AT:
            if self._stands(told, text, at):
                yield at
        else:
            raise NotImplementedError(op)

    def _repeat(self, least: int, most: int, body: list[Any], text: str, at: int, *, greedy: bool) -> Iterator[int]:
        single = len(body) == 1 and body[0][0] in (c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN)
        if single:
            op, told = body[0]
            end = at
            ends = [at] if not least else []
            while end < len(text) and end - at < most and self._is(op, told, text[end]):
                end += 1
                self.steps += 1
                if end - at >= least:
                    ends.append(end)
                    if not greedy:
                        yield from ends
                        ends = []
            yield from reversed(ends) if greedy else ends
            return

        if least <= 0 and not greedy:
            yield at

        if most > 0:
            for end in self._seq(body, 0, text, at):
                if end > at or least > 0:
                    yield from self._repeat(least - 1, most - 1, body, text, end, greedy=greedy)

        if least <= 0 and greedy:
            yield at

    def _is(self, op: Any, told: Any, letter: str) -> bool:
        if op is c.LITERAL:
            return letter == (chr(told).lower() if self.fold else chr(told))
        if op is c.NOT_LITERAL:
            return letter != chr(told)
        if op is c.ANY:
            return self.all or letter != "\n"
        negated = told[0][0] is c.NEGATE
        return any(self._of(each, letter) for each in told[negated:]) != negated

    def _of(self, each: tuple[Any, Any], letter: str) -> bool:
        op, told = each
        if op is c.LITERAL:
            return letter == (chr(told).lower() if self.fold else chr(told))
        if op is c.RANGE:
            letters = (letter, letter.upper()) if self.fold else (letter,)
            return any(told[0] <= ord(one) <= told[1] for one in letters if len(one) == 1)

        word, digit, space = letter.isalnum() or letter == "_", letter.isdigit(), letter.isspace()
        return {
            c.CATEGORY_WORD: word,
            c.CATEGORY_NOT_WORD: not word,
            c.CATEGORY_DIGIT: digit,
            c.CATEGORY_NOT_DIGIT: not digit,
            c.CATEGORY_SPACE: space,
            c.CATEGORY_NOT_SPACE: not space,
        }[told]

    def _stands(self, told: Any, text: str, at: int) -> bool:
        before, here = text[at - 1 : at] if at else "", text[at : at + 1]
        if told in (c.AT_BEGINNING, c.AT_BEGINNING_STRING):
            return at == 0 or (self.lines and told is c.AT_BEGINNING and before == "\n")
        if told in (c.AT_END, c.AT_END_STRING):
            return at == len(text) or (told is c.AT_END and text[at:] == "\n") or (self.lines and here == "\n")
        edge = (before.isalnum() or before == "_") != (here.isalnum() or here == "_")
        return edge if told is c.AT_BOUNDARY else not edge
