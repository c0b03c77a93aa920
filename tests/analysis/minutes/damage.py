"""Damages a text as exports, scanners and copying do, from a seed: the same seed always gives the same damage."""

import random
import re
from collections.abc import Callable

HEADING = re.compile(
    r"(?mi)^\s*(?:resumé?|indstilling|sagsfremstilling|beslutning(?:er)?|bilag|beslutningspunkter|sagsforløb):?[ \t]*$"
)
MOJIBAKE = {letter: letter.encode().decode("latin-1") for letter in "æøåÆØÅéö"}


def join_lines(text: str, dice: random.Random) -> str:
    share = dice.random()
    return "".join(" " if letter == "\n" and dice.random() < share else letter for letter in text)


def drop_headings(text: str, dice: random.Random) -> str:
    return HEADING.sub(lambda match: "" if dice.random() < 0.6 else match[0], text)


def replace_danish_letters(text: str, dice: random.Random) -> str:
    way = dice.choice(("ascii", "?", "\ufffd", "", "mojibake"))
    table = {"ascii": {"æ": "ae", "ø": "oe", "å": "aa", "Æ": "AE", "Ø": "OE", "Å": "AA"}, "mojibake": MOJIBAKE}
    return text.translate(str.maketrans(table.get(way, dict.fromkeys("æøåÆØÅ", way))))


def halve(text: str, dice: random.Random) -> str:
    cut = dice.randrange(len(text) + 1)
    return text[:cut] if dice.random() < 0.5 else text[cut:]


def reorder(text: str, dice: random.Random) -> str:
    blocks = text.split("\n\n")
    dice.shuffle(blocks)
    return "\n\n".join(blocks)


def double_blanks(text: str, dice: random.Random) -> str:
    return re.sub(r"[ \n]", lambda match: match[0] * dice.choice((1, 2, 3)), text)


def windows_breaks(text: str, dice: random.Random) -> str:
    return text.replace("\n", dice.choice(("\r\n", "\r", "\u2028", "\x0b")))


def mark_bytes(text: str, dice: random.Random) -> str:
    return "\ufeff" * dice.choice((1, 2)) + text


def break_pages(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    for page in range(dice.randrange(1, 6)):
        lines.insert(dice.randrange(len(lines) + 1), f"\f\nSide {page + 1} af 5\nReferat")
    return "\n".join(lines)


def sprinkle(text: str, dice: random.Random) -> str:
    strange = "?\u00ad\u200b\u00a0\uf0b7\x00\x07|_•–…\U0001f600́"
    return "".join(letter + dice.choice(strange) if dice.random() < 0.02 else letter for letter in text)


def repeat(text: str, dice: random.Random) -> str:
    begin, end = sorted(dice.randrange(len(text) + 1) for _ in range(2))
    return text[:end] + text[begin:end] + text[end:]


DAMAGES: tuple[Callable[[str, random.Random], str], ...] = (
    join_lines,
    drop_headings,
    replace_danish_letters,
    halve,
    reorder,
    double_blanks,
    windows_breaks,
    mark_bytes,
    break_pages,
    sprinkle,
    repeat,
)


def damaged(text: str, seed: int) -> str:
    """Return the text after one to four damages, chosen by the seed."""
    dice = random.Random(seed)
    for damage in dice.sample(DAMAGES, dice.randrange(1, 5)):
        text = damage(text, dice)
    return text
