"""The weights of the grammar of minutes: one table of what each cue and each turn is worth, and why.

They are set by hand against the examples (docs/decisions/0002-minutes-grammar.md); the unit is one plain sign. Their order of
size carries the reading, not their last digit. What may follow what, and at what price, is in `steps`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def _w(value: float, reason: str) -> Any:
    """Declare one weight and why it is as it is."""
    return field(default=value, metadata={"reason": reason})


@dataclass(frozen=True, slots=True)
class Weights:
    """Every weight by name; code says `WEIGHTS.name` and never the number."""

    # Headings of sections
    heading_strong: float = _w(5.0, "words such as Sagsfremstilling name a section and little else")
    heading_weak: float = _w(
        1.5, "words such as Bemærkninger name a section in some houses and begin a sentence in others"
    )
    heading_referat: float = _w(2.0, "alone on its line it heads a decision, but the whole document has the same name")
    heading_recommends: float = _w(
        4.0, "an authority and its verb alone on a line head what it recommends, where no such heading stands above"
    )
    heading_of_office: float = _w(
        3.0, "an office's remarks (forvaltningens bemærkninger) are a section, under a name of their own"
    )
    heading_dated: float = _w(
        5.0, "body and date after Beslutning i are printed by a system, never written in a sentence"
    )
    heading_dated_bare: float = _w(
        2.5, "body, date and item number without the word decision may also refer to a decision"
    )
    heading_lower: float = _w(-2.0, "a heading begins with a capital")
    heading_stopped: float = _w(-3.0, "a heading ends without a full stop")
    heading_capitals: float = _w(0.5, "capitals are a sign of a heading, but not in houses that print all in capitals")
    heading_colon: float = _w(0.5, "a colon is a sign of a heading, but of a label too")
    heading_strong_inside: float = _w(-1.5, "text on the same line speaks against a heading")
    heading_weak_inside: float = _w(-0.8, "text on the same line speaks against a heading; a weak one has less to lose")
    heading_numbered: float = _w(-1.5, "a number before it makes it a chapter of a report as likely")
    heading_shouted: float = _w(2.0, "where known headings stand in capitals, an unknown line in capitals is one too")
    # Lines between title and sections
    openness_line: float = _w(2.0, "an openness mark alone on its line is printed beside the case number")
    case_line: float = _w(3.0, "a labelled case number that begins a line is printed by a system, once an item")
    case_inside: float = _w(2.5, "the same later in a line: a transcript lost its breaks")
    case_in_brackets: float = _w(2.5, "a case number in brackets stands below a title")
    item_number_line: float = _w(2.5, "a line that says only the item's number")
    other_label: float = _w(1.0, "labels such as Sagsbehandler stand below a title, and in letters that are quoted")
    # Furniture and closing words
    furniture_words: float = _w(3.0, "words of a web page's buttons are never said at a meeting")
    furniture_page: float = _w(2.5, "a page number; rarely the last words of a sentence broken by a line")
    furniture_running: float = _w(
        2.0, "a banner or page line that stood before is the head of a page, if it is no heading"
    )
    closing_line: float = _w(2.0, "Mødet sluttede begins a line after the last item")
    closing_inside: float = _w(1.0, "the same inside a line may tell of another meeting")
    # The meeting's head
    head_label: float = _w(2.5, "a known label with a colon (Mødested:) is the head's form")
    head_label_unknown: float = _w(1.5, "a label that says no field we know")
    head_label_time: float = _w(2.5, "date and clock need no colon after their label")
    head_label_bare: float = _w(1.0, "a label without a colon may begin a sentence")
    head_banner: float = _w(2.0, "Referat fra ... is how a document presents itself")
    head_banner_date: float = _w(1.0, "with a date it presents one meeting")
    head_date_and_body: float = _w(1.5, "a short line with date and body, or date and clock, is a banner")
    head_date: float = _w(0.5, "a short line with a date alone may be anything")
    head_place: float = _w(1.5, "a short line that is a place and no sentence")
    head_body: float = _w(0.8, "a short line that names a body: banner, or who decided")
    head_name: float = _w(0.3, "a short line with a name: who was there, or who wrote")
    head_plain: float = _w(-0.7, "running text is no head")
    head_plain_long: float = _w(-1.5, "and a paragraph still less")
    head_paragraph: float = _w(-1.5, "a whole line of more than 600 characters is a paragraph, whatever it begins with")
    head_value: float = _w(1.0, "what stands right below an empty label is its value")
    # The contents list
    contents_heading: float = _w(4.0, "Indholdsfortegnelse names the list and nothing else")
    entry_leader: float = _w(2.5, "dots that lead to a page number are printed in contents lists only")
    entry_paged: float = _w(0.8, "a number at the end may be a page, a year or an amount")
    entry_plain: float = _w(-0.3, "nothing speaks for an entry")
    entry_long: float = _w(-3.0, "an entry is a title; this is a paragraph")
    entry_recurs: float = _w(1.5, "an entry's words come again where the item begins")
    # The start of an item
    start_punkt: float = _w(5.0, "Punkt 4 is how an item begins, and how others refer to it")
    start_pkt: float = _w(4.5, "the short form is more often a reference")
    start_ad: float = _w(3.5, "Ad 4 begins an item in older minutes, and a remark to a point")
    start_sag: float = _w(2.0, "Sag 4 is a case as often as an item")
    start_nr: float = _w(2.0, "Nr. 4 counts anything")
    start_dot: float = _w(1.5, "a number with a mark: an item, or a point of a recommendation")
    start_glued: float = _w(0.8, "a number glued to a word was a cell of a table, or a note")
    start_bare: float = _w(0.8, "a bare number before a capital may be an amount")
    start_alone: float = _w(0.5, "a number alone on its line: the title is to come, or it is a page")
    start_closed: float = _w(4.0, "Lukket punkt: and a title: no house writes it inside a case presentation")
    start_unmarked: float = _w(-1.0, "Punkt 4 without a mark before the title is how a sentence refers")
    start_reference: float = _w(-5.0, "after Punkt 4, lower case goes on with a sentence")
    start_lower: float = _w(-3.5, "a title begins with a capital")
    start_at: float = _w(-6.0, "at ... is a point of a recommendation, in every house")
    start_sentence: float = _w(-0.5, "a short title may end in a full stop")
    start_stopped: float = _w(-1.5, "a long one that does is a sentence")
    start_long: float = _w(-1.5, "titles of more than 170 characters are rare")
    start_inside: float = _w(-1.0, "items begin their line, unless the breaks were lost")
    # A title without a number
    plain_case_below: float = _w(1.5, "a short line right above a case number is a title")
    plain_case_above: float = _w(0.5, "so it is after one on the same line, less surely where that began inside a line")
    plain_further: float = _w(-0.5, "each further line between the two makes it less likely")
    plain_gap: float = _w(0.5, "an empty line above it speaks for a title")
    plain_heading_below: float = _w(-2.0, "right above an opening section's heading it may be the last line of another")
    plain_after_case: float = _w(-1.0, "below a case number: a title, if nothing better is found")
    # What stands below a start
    ahead_meta: float = _w(3.0, "a case number or openness mark within a few lines: this is an item")
    ahead_strong: float = _w(2.5, "a section's heading within a few lines")
    ahead_weak: float = _w(1.0, "a weak heading within a few lines")
    ahead_bare: float = _w(1.5, "where nothing else marks items, a number must be enough")
    # Thresholds on the scores above
    is_meta: float = _w(2.0, "from openness_line up: printed, not written")
    is_head: float = _w(2.0, "from a banner or a known label up")
    is_banner: float = _w(1.5, "from a date with a body up")
    is_heading: float = _w(2.0, "what a heading must exceed to speak against other readings: a weak one at its best")
    is_opening: float = _w(3.0, "what an opening section's heading must exceed for a plain line above it to be a title")
    is_entry: float = _w(1.0, "from here an entry of the contents list is likelier than an item")
    is_start: float = _w(-2.0, "what a start must exceed for the next number to end the look ahead")
    is_start_below: float = _w(-1.6, "what a start must exceed to own the case number printed above it")
    # Turns of a reading
    no_item: float = _w(-6.0, "a document without one item is hardly minutes")
    orphan_line: float = _w(-0.2, "each line left to an item whose beginning is lost must be worth more elsewhere")
    orphan_heading: float = _w(0.5, "a heading inside such a tail is at home there, by half")
    meta_inside: float = _w(0.3, "more of the same line belongs with it")
    before_start: float = _w(0.5, "houses that print the case number above the item do so for all")
    lone_margin: float = _w(9.0, "nothing competes; more than any two readings have been apart")
    head_start: float = _w(-0.8, "a line that could begin an item is less surely head")
    head_case: float = _w(-1.5, "a case number belongs to an item")
    contents_numbered: float = _w(0.8, "entries are numbered as the items are")
    contents_heading_lost: float = _w(1.5, "how many times over a real heading counts against an entry")
    contents_unopened: float = _w(-2.5, "a list without its heading must look like one")
    contents_case: float = _w(-3.0, "entries carry no case numbers")
    contents_head: float = _w(-1.5, "labels of the head are no entries")
    group: float = _w(3.0, "Åbne punkter alone on its line parts the agenda")
    # A title's further lines
    title_after_number: float = _w(1.5, "after a lone number the title must come")
    title_lower: float = _w(-1.0, "but not in lower case")
    title_after_meta: float = _w(-2.0, "a title is rarely taken up after the case number")
    title_full: float = _w(0.6, "the line above was full, so the title goes on")
    title_short: float = _w(-2.2, "the line above had room left: the title was over")
    title_continues: float = _w(0.8, "lower case goes on with what stands above")
    title_gap: float = _w(-1.5, "an empty line ends a title")
    title_ended: float = _w(-2.0, "so does a full stop above")
    title_stopped: float = _w(-1.5, "a line that ends in a full stop is text")
    title_long: float = _w(-0.02, "for each character past 90: titles are short")
    title_repeats: float = _w(5.0, "the same words again, as web pages print a title twice")
    title_head: float = _w(-2.0, "a label of the head is no title")
    # A section inside an item
    annex_section: float = _w(-1.5, "headings after the annexes are titles of annexes")
    annex_recommendation: float = _w(-2.5, "and the recommendation is never after them")
    implied_annex: float = _w(-3.0, "no item begins with its annexes")
    implied_weak: float = _w(-1.0, "an item without a start of its own needs a heading that is sure")
    repeated_strong: float = _w(-6.0, "a strong heading stands once in an item")
    repeated_weak: float = _w(-2.0, "a weak one may be a subheading twice")
    next_unnumbered: float = _w(-3.0, "where items have no starts, a section that comes again begins the next")
    next_numbered: float = _w(-6.5, "where they have, it hardly does")
    # A start after another
    start_unsupported: float = _w(-1.5, "nothing below speaks for an item")
    start_listed: float = _w(-2.0, "the next number stands right below: this is a list")
    start_recurs: float = _w(-1.0, "the same words come later: this may be the contents list")
    start_gap: float = _w(0.4, "an empty line above speaks for an item")
    start_entry: float = _w(-2.0, "it looks like an entry of the contents list")
    start_under_heading: float = _w(-3.0, "a plain line right below a heading is the section's text")
    start_in_unnumbered: float = _w(
        -5.0, "where the items so far have no numbers, a number inside a section is one of its own points"
    )
    start_first: float = _w(1.0, "the first item is number 1")
    order_style: float = _w(1.0, "a document prints its numbers in one way")
    order_other_style: float = _w(-4.0, "another way of printing is a list inside an item")
    order_next: float = _w(3.0, "one above the last, and something below speaks for it")
    order_next_alone: float = _w(1.0, "one above the last, and nothing else: a list may be too")
    order_back: float = _w(-5.0, "numbers of items do not fall or stand still")
    order_leap: float = _w(-1.0, "closed items are left out, so a few numbers may be missing")
    order_leap_far: float = _w(-3.0, "but not many, and not without other signs")


WEIGHTS = Weights()
