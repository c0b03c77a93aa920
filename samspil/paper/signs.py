"""Which signs words may hold where they are kept, drawn and printed: none that breaks a file or turns the reading about."""

from __future__ import annotations

import re

# What is not printed, half signs (surrogates), and codes that stand for no sign at all: XML and PDF cannot hold them.
_UNPRINTED = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_NO_SIGN = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff" + "".join(
    chr(plane * 0x10000 + last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF)
)
_NOT_IN_FILES = re.compile(f"[{_UNPRINTED}\t\r{_NO_SIGN}]")
_NOT_TYPED = re.compile(f"[{_UNPRINTED}{_NO_SIGN}]")
_LINE_ENDS = re.compile("[\x0b\x0c\x85]")
# What forces a direction on the words after it: a title so written is read as another one.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Put a space for each sign that a file cannot hold, and take out what turns the reading about; new lines stay."""
    return _TURNS.sub("", _NOT_IN_FILES.sub(" ", text))


def typed(text: str) -> str:
    """Take the same out of what was typed or pasted in a field: its tabs and line ends stay, and a page's end is one."""
    return _TURNS.sub("", _NOT_TYPED.sub("", _LINE_ENDS.sub("\n", text)))
