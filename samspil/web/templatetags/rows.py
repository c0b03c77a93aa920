"""Tables and rows of deeds: markup that pages would otherwise copy from each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.base import Node as TemplateNode
from django.template.context import Context
from django.utils.safestring import SafeString

from samspil.spine.people import NOBODY
from samspil.web import rights

register = template.Library()

FLAGS = frozenset({"head", "number", "plain"})
TABLE_OPTIONS = frozenset({"caption", "absent", "phone", "label", "is_heard"})
# What a table does on a phone: it moves sideways, or each row becomes a compact card.
PHONES = {
    "scroll": "table",
    "cards": "table table-cards",
}


@dataclass(frozen=True)
class Heading:
    """One column's heading, and how its cells stand."""

    label: str
    is_head: bool
    is_number: bool
    is_plain: bool


@dataclass(frozen=True)
class Cell:
    """One cell, drawn, with its column."""

    heading: Heading
    drawn: SafeString

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it that a card need show."""
        return self.drawn in {"", "–", "-"}


class _Column(TemplateNode):
    def __init__(
        self, label: FilterExpression, flags: frozenset[str], when: FilterExpression | None, body: NodeList
    ) -> None:
        self.label, self.flags, self.when, self.nodelist = label, flags, when, body

    def stands(self, context: Context) -> bool:
        return self.when is None or bool(self.when.resolve(context))

    def heading(self, context: Context) -> Heading:
        return Heading(str(self.label.resolve(context)), *(flag in self.flags for flag in ("head", "number", "plain")))

    def headings(self, context: Context) -> list[Heading]:
        return [self.heading(context)]

    def cells(self, context: Context) -> list[SafeString]:
        return [self.drawn(context)]

    def drawn(self, context: Context) -> SafeString:
        return SafeString(self.nodelist.render(context).strip())


class _Columns(_Column):
    """As many columns as there are labels: what a page does not know before it is drawn."""

    def __init__(self, label: FilterExpression, flags: frozenset[str], of: FilterExpression, body: NodeList) -> None:
        super().__init__(label, flags, None, body)
        self.of = of

    def headings(self, context: Context) -> list[Heading]:
        labels = self.label.resolve(context) or ()
        return [Heading(str(each), *(flag in self.flags for flag in ("head", "number", "plain"))) for each in labels]

    def cells(self, context: Context) -> list[SafeString]:
        cells = []
        for each in self.of.resolve(context) or ():
            with context.push(cell=each):
                cells.append(self.drawn(context))
        return cells


class _Table(TemplateNode):
    def __init__(
        self, rows: FilterExpression, name: str, options: Mapping[str, FilterExpression], columns: list[_Column]
    ) -> None:
        self.rows, self.name, self.options, self.columns = rows, name, options, columns

    def render(self, context: Context) -> SafeString:
        options = {key: value.resolve(context) for key, value in self.options.items()}
        rows = list(self.rows.resolve(context) or ())
        columns = [(each, each.headings(context)) for each in self.columns if each.stands(context)]

        drawn = []
        for row in rows:
            with context.push(**{self.name: row}):
                drawn.append(
                    [
                        Cell(heading, words)
                        for column, headings in columns
                        for heading, words in zip(headings, column.cells(context), strict=True)
                    ]
                )

        phone = options.get("phone", "scroll")
        shown = {
            "headings": [heading for _column, headings in columns for heading in headings],
            "rows": drawn,
            "caption": options.get("caption", ""),
            "label": options.get("label") or options.get("caption", ""),
            "is_heard": options.get("is_heard", False),
            "absent": options.get("absent", ""),
            "look": PHONES[phone],
            "scrolls": phone == "scroll",
            "is_cards": phone == "cards",
        }
        with context.push(**shown):
            found = context.template.engine.get_template("web/_table.html")  # type: ignore[union-attr]
            return SafeString(found.render(context))


@register.tag
def table(parser: Parser, token: Token) -> _Table:
    """Draw rows as a table, from its columns: `{% table page as trial caption=title absent=none %}`.

    Between it and `endtable` stand only columns. `absent` is said where there are no rows (`{% absent %}` gives the word of
    an open world); `phone` is "scroll" (the whole table moves sideways, shows that it does, and can be reached by keyboard),
    or "cards" (each row a compact card: its head first, empty cells left out);
    `label` names it where it has no caption, and `is_heard` keeps the caption for those who hear.
    """
    _tag, *words = token.split_contents()
    options = token_kwargs(rest := words[3:], parser)
    if len(words) < 3 or words[1] != "as" or rest or options.keys() - TABLE_OPTIONS:
        message = f"table: {token.contents!r}: rows as name, and then {', '.join(sorted(TABLE_OPTIONS))}"
        raise template.TemplateSyntaxError(message)

    body = parser.parse(("endtable",))
    parser.delete_first_token()
    columns = [each for each in body if isinstance(each, _Column)]
    stray = [each for each in body if not isinstance(each, _Column) and str(getattr(each, "s", each)).strip()]
    if stray or not columns:
        message = f"table: {token.contents!r}: only columns stand in a table, and at least one"
        raise template.TemplateSyntaxError(message)
    return _Table(parser.compile_filter(words[0]), words[2], options, columns)


@register.tag
def column(parser: Parser, token: Token) -> _Column:
    """Draw one column of a table: `{% column amount number %}{{ row.amount|kroner }}{% endcolumn %}`.

    `head` makes its cells the headings of their rows; `number` sets it to the right; `plain` spares a card the heading, where
    the cell says what it is by itself; `when=` leaves it out of the page.
    """
    _tag, label, *rest = token.split_contents()
    flags = frozenset(each for each in rest if "=" not in each)
    options = token_kwargs([each for each in rest if "=" in each], parser)
    if flags - FLAGS or options.keys() - {"when"}:
        message = f"column: {token.contents!r}: {sorted((flags - FLAGS) | (options.keys() - {'when'}))}"
        raise template.TemplateSyntaxError(message)

    body = parser.parse(("endcolumn",))
    parser.delete_first_token()
    return _Column(parser.compile_filter(label), flags, options.get("when"), body)


@register.tag
def columns(parser: Parser, token: Token) -> _Columns:
    """Draw as many columns as there are labels: `{% columns matrix.organisations of=row.cells number %}{{ cell }}{% endcolumns %}`.

    `of` is a row's cells under them, in the same order; each is `cell` in the body. The flags as `column` has them.
    """
    _tag, labels, *rest = token.split_contents()
    flags = frozenset(each for each in rest if "=" not in each)
    options = token_kwargs([each for each in rest if "=" in each], parser)
    if flags - FLAGS or options.keys() != {"of"}:
        message = f"columns: {token.contents!r}: the labels, of= the cells, and then {', '.join(sorted(FLAGS))}"
        raise template.TemplateSyntaxError(message)

    body = parser.parse(("endcolumns",))
    parser.delete_first_token()
    return _Columns(parser.compile_filter(labels), flags, options["of"], body)


@register.inclusion_tag("web/_rights.html", takes_context=True)
def rights_row(
    context: Context, record: Any, row: str = "", *, look: str = "buttons", about: str = "", **facts: Any
) -> dict[str, Any]:
    """Draw what the reader may do to a record, as the features have registered it: `{% rights_row trial stop=story.stop %}`.

    Nothing at all where there is nothing to do. `row` is one of several rows of the page, `look` the class of what is around
    it, `about` names the record where a page has several; the rest are facts that the deeds ask for.
    """
    standing = rights.open_to(context.get("actor") or NOBODY, record, row=row, **facts)
    return {
        "standing": standing,
        "wrap": "p" if all(each.is_link for each in standing) else "div",
        "look": look,
        "about": about,
    }
