"""The grammar of minutes: what may follow what and at what price, and the search for the best reading of all segments.

A beam search over readings; a reading's score is the sum of its cues and of the prices of its steps. See
docs/decisions/0002-minutes-grammar.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samspil.analysis.minutes import clauses
from samspil.analysis.minutes.cues import Cues, Start
from samspil.analysis.minutes.segments import Segment
from samspil.analysis.minutes.steps import (
    BEFORE,
    BEGIN,
    CHROME,
    CLOSING,
    CONTENTS,
    FOLLOWS,
    GROUP,
    HEAD,
    HEADING,
    META,
    ORPHAN,
    READY,
    READY_OTHER,
    START,
    TEXT,
    TITLE,
)
from samspil.analysis.minutes.weights import WEIGHTS

BEAM = 24  # readings kept at each segment
PLAIN_RUN = frozenset({TEXT, ORPHAN})


@dataclass(slots=True)
class Step:
    """One step of a reading: the segment at `index` gets `label`, and keeps it over the plain segments that follow."""

    score: float
    index: int
    label: str
    back: Step | None
    section: str = ""
    style: str = ""
    number: int | None = None
    seen: frozenset[str] = frozenset()
    items: int = 0
    lines: int = 0  # of the title so far; -1 while it is still to come
    held: str = ""

    @property
    def state(self) -> str:
        """The label that the next step follows from: furniture leaves the state as it was."""
        return self.held or self.label

    def key(self) -> tuple[object, ...]:
        return (self.state, self.section, self.style, self.number, (self.lines > 0) - (self.lines < 0), self.items > 0)


@dataclass(frozen=True, slots=True)
class Reading:
    """The best reading: a label and a section for each segment, whether a new item begins there, and the margin per segment."""

    labels: list[str]
    sections: list[str]
    begins: list[bool]
    margin: list[float]


def best(segments: list[Segment], cues: list[Cues]) -> Reading:
    """Return the best reading of the segments; its time is linear in their number."""
    beam = [Step(0.0, -1, BEGIN, None)]
    margin = [0.0] * len(segments)
    for index, (segment, cue) in enumerate(zip(segments, cues, strict=True)):
        if cue.is_plain and all(step.state in PLAIN_RUN for step in beam):
            for step in beam:
                step.score += WEIGHTS.orphan_line * (step.state == ORPHAN)
            continue
        best_by_key: dict[tuple[object, ...], Step] = {}
        for step in beam:
            for made in _steps(step, index, segment, cue, segments, cues):
                key = made.key()
                kept = best_by_key.get(key)
                if kept is None or made.score > kept.score:
                    best_by_key[key] = made
        beam = sorted(best_by_key.values(), key=lambda step: -step.score)[:BEAM]
        margin[index] = beam[0].score - beam[1].score if len(beam) > 1 else WEIGHTS.lone_margin

    ends = [(step.score + (WEIGHTS.no_item if not step.items else 0.0), nth) for nth, step in enumerate(beam)]
    return _trace(beam[max(ends, key=lambda pair: (pair[0], -pair[1]))[1]], len(segments), margin)


def _trace(last: Step, count: int, margin: list[float]) -> Reading:
    labels, sections, begins = [""] * count, [""] * count, [False] * count
    step: Step | None = last
    until = count
    while step is not None and step.index >= 0:
        for index in range(step.index, until):
            labels[index], sections[index] = (
                (step.label, step.section) if index == step.index or not step.held else (step.held, step.section)
            )
        begins[step.index] = step.back is not None and step.items > step.back.items
        until = step.index
        step = step.back
    return Reading(labels, sections, begins, margin)


def _steps(
    step: Step, index: int, segment: Segment, cue: Cues, segments: list[Segment], cues: list[Cues]
) -> Iterator[Step]:
    state = step.state
    follows = FOLLOWS[state]
    if cue.chrome and state != BEGIN:
        yield _next(step, index, CHROME, cue.chrome, held=state)

    yield from _running(step, index, cue, follows)
    yield from _outside(step, index, segment, cue, follows)
    if TITLE in follows:
        yield from _title(step, index, segment, cue, follows[TITLE], segments)

    if META in follows and cue.meta:
        yield _next(step, index, META, cue.meta + follows[META])
    elif META in follows and state == META and not segment.first and not _is_sentence(segment.words):
        yield _next(step, index, META, WEIGHTS.meta_inside)

    if cue.heading and HEADING in follows and cue.heading.score > 0:
        yield from _heading(step, index, cue, follows[HEADING], cues)

    if (
        BEFORE in follows
        and (cue.case or cue.closed is not None or cue.meta >= WEIGHTS.is_meta)
        and _start_below(index, cues)
    ):
        yield _next(step, index, BEFORE, follows[BEFORE] + WEIGHTS.before_start)

    if START in follows:
        yield from _start(step, index, segment, cue, follows[START])


def _is_sentence(words: str) -> bool:
    return words.endswith(".") and words[:1].isupper() and len(words.split()) > 2


def _running(step: Step, index: int, cue: Cues, follows: dict[str, float]) -> Iterator[Step]:
    """Yield the steps to running text: of a section, or of an item whose beginning was cut off."""
    state = step.state
    # Inside an item a line such as "Fraværende: ..." is text, and as good text as it would be head.
    told = max(0.0, cue.head) if cue.label in {None, "absent", "present"} else 0.0
    if state == ORPHAN:
        inside = WEIGHTS.orphan_heading * max(0.0, cue.heading.score if cue.heading else 0.0)
        yield _next(step, index, ORPHAN, inside + WEIGHTS.orphan_line)
    elif state == TEXT:
        yield _next(step, index, TEXT, told)
    elif TEXT in follows:
        section = step.section if state in {HEADING, CLOSING} else ""
        yield _next(step, index, TEXT, follows[TEXT] + told, section=section)

    if ORPHAN in follows and state == BEGIN:
        yield _next(step, index, ORPHAN, follows[ORPHAN])


def _outside(step: Step, index: int, segment: Segment, cue: Cues, follows: dict[str, float]) -> Iterator[Step]:
    """Steps to what belongs to no item: the meeting's head, the contents list, groups of items, the closing words."""
    strong = max(0.0, cue.heading.score - WEIGHTS.is_heading) if cue.heading else 0.0
    if HEAD in follows and (step.state in {BEGIN, HEAD, CONTENTS, GROUP} or cue.head >= WEIGHTS.is_head):
        starts = cue.start is not None and cue.start.score > 0 and cue.start.style != "alone"
        score = follows[HEAD] + cue.head - strong + WEIGHTS.head_start * starts
        yield _next(step, index, HEAD, score + WEIGHTS.head_case * (cue.case is not None))

    if CONTENTS in follows:
        listed = step.state == CONTENTS
        if listed or cue.contents or cue.entry > 0:
            numbered = WEIGHTS.contents_numbered if cue.start and cue.start.value is not None else 0.0
            score = follows[CONTENTS] + (cue.contents or cue.entry + numbered)
            score -= strong * WEIGHTS.contents_heading_lost
            score += 0.0 if listed or cue.contents else WEIGHTS.contents_unopened
            score += WEIGHTS.contents_case * bool(cue.case) + WEIGHTS.contents_head * (cue.head >= WEIGHTS.is_head)
            yield _next(step, index, CONTENTS, score)

    if GROUP in follows and cue.group is not None:
        yield _next(step, index, GROUP, WEIGHTS.group + follows[GROUP])

    if CLOSING in follows and cue.closing:
        yield _next(step, index, CLOSING, cue.closing + max(0.0, cue.head) + follows[CLOSING])


def _title(
    step: Step, index: int, segment: Segment, cue: Cues, price: float, segments: list[Segment]
) -> Iterator[Step]:
    """A title's further line: after a lone number it must come; else only where the line above was full or repeats."""
    if cue.case or not segment.first or step.lines >= 3:
        return

    state, words = step.state, segment.words
    if step.lines < 0:
        score = WEIGHTS.title_lower if words[:1].islower() else WEIGHTS.title_after_number
    elif state == META:
        score = WEIGHTS.title_after_meta
    else:
        score = _continued(segment, segments[index - 1].words)

    strong = cue.heading.score if cue.heading and cue.heading.score > WEIGHTS.is_heading else 0.0
    score = price + score - strong + WEIGHTS.title_head * (cue.head >= WEIGHTS.is_head)
    yield _next(step, index, TITLE, score, lines=max(step.lines, 0) + 1)


def _continued(segment: Segment, above: str) -> float:
    """Score a line as the further line of a title whose last line was `above`."""
    words = segment.words
    if len(words) > 5 and clauses.bare(above).endswith(clauses.bare(words)):
        return WEIGHTS.title_repeats

    score = WEIGHTS.title_full if len(above) >= 55 else WEIGHTS.title_short
    score += WEIGHTS.title_continues * words[:1].islower() + WEIGHTS.title_gap * (segment.gap > 0)
    score += WEIGHTS.title_ended * above.endswith(".") + WEIGHTS.title_stopped * words.endswith(".")
    return score + WEIGHTS.title_long * max(0, len(words) - 90)


def _heading(step: Step, index: int, cue: Cues, price: float, cues: list[Cues]) -> Iterator[Step]:
    heading = cue.heading
    if heading is None:
        return

    implied = step.state in {BEGIN, HEAD, CONTENTS, ORPHAN, GROUP}
    score = heading.score + price
    repeated = heading.name in step.seen and not heading.dated
    if step.section == "bilag" and not implied:
        score += WEIGHTS.annex_section + WEIGHTS.annex_recommendation * (heading.name == "indstilling")

    if implied:
        score += WEIGHTS.implied_annex * (heading.name == "bilag") + WEIGHTS.implied_weak * (not heading.strong)
        yield _next(
            step,
            index,
            HEADING,
            score,
            section=heading.name,
            items=step.items + 1,
            seen=frozenset({heading.name}),
            style="none",
        )
        return

    yield _next(
        step,
        index,
        HEADING,
        score + (WEIGHTS.repeated_strong if heading.strong else WEIGHTS.repeated_weak) * repeated,
        section=heading.name,
        seen=step.seen | {heading.name + " dated" if heading.dated else heading.name},
    )
    if (
        repeated
        and heading.name in {"sagsfremstilling", "resume", "indstilling", "sagsgang", "beslutningstema"}
        and not step.seen.isdisjoint({"beslutning", "beslutning dated"})
        and READY.get(step.section, 0) >= 0
        and not (step.section == "bilag" and heading.name == "indstilling")
    ):
        price = WEIGHTS.next_unnumbered if step.style == "none" else WEIGHTS.next_numbered
        yield _next(
            step,
            index,
            HEADING,
            score + price,
            section=heading.name,
            items=step.items + 1,
            seen=frozenset({heading.name}),
            style="none",
        )


def _start(step: Step, index: int, segment: Segment, cue: Cues, price: float) -> Iterator[Step]:
    """An item begins: by the look of its number, by what stands below, by the number before, by how ready the last one was."""
    start = cue.start
    if start is None:
        return

    lacks = start.title >= len(segment.words)
    if lacks and not cue.titled and not (start.style.startswith("punkt") and cue.ahead):
        return

    score = start.score + price + (cue.ahead or WEIGHTS.start_unsupported)
    score += WEIGHTS.start_listed * cue.listed + WEIGHTS.start_recurs * cue.recurs
    score += WEIGHTS.start_gap * (segment.gap > 0)
    if cue.entry > WEIGHTS.is_entry:
        score += WEIGHTS.start_entry

    if step.state == HEADING and start.style == "plain":
        score += WEIGHTS.start_under_heading

    if step.state == TEXT:
        score += READY.get(step.section, READY_OTHER.score)

    if step.style in {"none", "plain"} and step.section and cue.ahead <= 0 and start.value is not None:
        score += WEIGHTS.start_in_unnumbered

    evident = cue.ahead > 0 or start.style.startswith("punkt")
    if step.items and step.style not in {"", "none"} and start.style != "closed":
        score += _order(step, start, evident=evident)
    elif start.value == 1:
        score += WEIGHTS.start_first

    number = start.value if start.value is not None else step.number
    yield _next(
        step,
        index,
        START,
        score,
        section="",
        style=step.style if start.style == "closed" and step.style else start.style,
        number=number,
        seen=frozenset(),
        items=step.items + 1,
        lines=-1 if lacks else 0,
    )


def _order(step: Step, start: Start, *, evident: bool) -> float:
    """Return what the number says after the one before, and what the way of printing it says."""
    score = WEIGHTS.order_style if start.style == step.style else WEIGHTS.order_other_style
    if start.value is None or step.number is None:
        return score
    leap = start.value - step.number
    if leap == 1:
        return score + (WEIGHTS.order_next if evident else WEIGHTS.order_next_alone)
    if leap == 0 and start.number and start.number[-1].isalpha():
        return score + WEIGHTS.order_next_alone
    if leap <= 0:
        return score + WEIGHTS.order_back
    return score + (WEIGHTS.order_leap if leap <= 5 and evident else WEIGHTS.order_leap_far)


def _start_below(index: int, cues: list[Cues]) -> bool:
    for below in cues[index + 1 : index + 4]:
        if below.start and below.start.score > WEIGHTS.is_start_below and below.start.style != "alone":
            return True
        if below.heading or not (below.meta or below.closed is not None):
            return False
    return False


def _next(
    step: Step,
    index: int,
    label: str,
    score: float,
    *,
    section: str | None = None,
    style: str | None = None,
    number: int | None = None,
    seen: frozenset[str] | None = None,
    items: int | None = None,
    lines: int | None = None,
    held: str = "",
) -> Step:
    return Step(
        step.score + score,
        index,
        label,
        step,
        step.section if section is None else section,
        step.style if style is None else style,
        step.number if number is None else number,
        step.seen if seen is None else seen,
        step.items if items is None else items,
        step.lines if lines is None else lines,
        held,
    )
