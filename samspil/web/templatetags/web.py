"""What templates may ask for: words and icons, forms and deeds, and what hangs on a record."""

from __future__ import annotations

import json
from typing import Any

from django import forms, template
from django.template.base import Node as TemplateNode
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from samspil.paper import danish, languages
from samspil.paper.document import Figure
from samspil.paper.document.inline import plain
from samspil.spine import kinds, policy
from samspil.spine.models import Node
from samspil.spine.people import NOBODY, Actor
from samspil.web import charted, linking, pages, second_factor, story
from samspil.web.forms import DateInput
from samspil.web.templatetags import told

register = template.Library()

SPRITE = "dkfds/img/all-svg-icons.svg"
# How many letters the design system's narrow lines hold, and how many digits a number has room for.
WIDTHS = (4, 8, 11, 27)
DIGITS = 8
STATUSES = {"success", "warning", "error", "info"}


class _Capture(TemplateNode):
    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: Context) -> SafeString:
        context[self.name] = SafeString(self.nodelist.render(context).strip())
        return SafeString("")


@register.tag
def capture(parser: Parser, token: Token) -> _Capture:
    """Keep what stands up to `endcapture` under a name: `{% capture as page_title %}`."""
    name = token.split_contents()[-1]
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return _Capture(nodelist, name)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw one of the design system's icons: decoration, unless it is given a label of its own."""
    if label:
        return format_html(
            '<svg class="icon-svg" focusable="false" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
            label,
            static(SPRITE),
            name,
        )
    return format_html(
        '<svg class="icon-svg" focusable="false" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static(SPRITE),
        name,
    )


@register.simple_tag
def status(word: str, kind: str = "info") -> SafeString:
    """Show a state as a word with a colour: success, warning, error or info."""
    if kind not in STATUSES:
        message = f"status {kind!r} is none of {sorted(STATUSES)}"
        raise ValueError(message)
    return format_html('<span class="badge badge-{}">{}</span>', kind, word)


@register.simple_tag
def qr(text: str, label: str) -> SafeString:
    """Draw a QR code as SVG, with words for those who cannot see it."""
    import segno

    drawn = segno.make_qr(text, error="m")
    size = drawn.symbol_size()[0]
    squares = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(drawn.matrix_iter()) for x, dark in enumerate(row) if dark
    )
    return format_html(
        '<svg class="qr-code" role="img" aria-label="{}" width="240" height="240" viewBox="0 0 {} {}">'
        '<rect width="{}" height="{}" fill="#fff"/><path d="{}"/></svg>',
        label,
        size,
        size,
        size,
        size,
        squares,
    )


@register.simple_tag(takes_context=True)
def takes_passkeys(context: Context) -> bool:
    """Tell whether a passkey can be used at the address of this page: `{% takes_passkeys as can %}`."""
    return second_factor.takes_passkeys(context["request"])


@register.simple_tag
def passkey_start(form: str, **ids: str) -> SafeString:
    """Tell allauth's script which form asks for a passkey, and the ids of its parts: data, no script."""
    # Escaped as Django's json_script does: `</script>` in a word would end the element.
    told = json.dumps({"ids": ids}).translate({ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"})
    return format_html(
        '<script data-allauth-onload="allauth.webauthn.forms.{}" type="application/json">{}</script>',
        form,
        SafeString(told),
    )


@register.filter
def listed(words: Any) -> str:
    """Join words as a sentence does: `a, b og c`."""
    return danish.listing([str(word) for word in words])


@register.filter
def at(row: dict[Any, Any] | None, key: Any) -> Any:
    """Return a row's value at a key, nothing when either is not there: `{{ row.years|at:year }}`."""
    return (row or {}).get(key)


@register.inclusion_tag("web/_figure.html")
def figure(drawn: Figure) -> dict[str, Any]:
    """Show a chart with its caption and the table of its numbers. The SVG is drawn by `paper.charts`."""
    table = drawn.table
    return {
        "svg": SafeString(charted.themed(drawn.svg)),
        "alt": drawn.alt,
        "caption": drawn.caption,
        "header": [plain(cell) for cell in table.header] if table else [],
        "rows": [[plain(cell) for cell in row] for row in table.rows] if table else [],
        "table_caption": table.caption if table else "",
    }


@register.simple_tag
def drawing(drawn: Figure) -> SafeString:
    """Show a picture alone, where its table stands on the page already. The SVG is drawn by `paper`."""
    return SafeString(charted.themed(drawn.svg))


@register.filter
def words(cell: Any) -> str:
    """Give a document's words without their marks."""
    return plain(cell)


def _actor(context: Context) -> Actor:
    return context.get("actor") or NOBODY


@register.simple_tag(takes_context=True)
def may(context: Context, action: str, record: Any) -> bool:
    """Tell whether the reader may do something to a record: `{% may "publish" voice as can %}`."""
    node = record if isinstance(record, Node) else record.node
    return policy.allows(_actor(context), action, node.kind, node, getattr(record, "state", ""))


@register.filter
def node_url(node: Node) -> str:
    """Return the address of a record's own page."""
    return story.url_of(node)


@register.filter
def kind_label(node: Node | None) -> str:
    """Return the Danish word for what a record is."""
    return story.label(node)


@register.simple_tag(takes_context=True)
def node_link(context: Context, node: Node | None) -> SafeString:
    """Link to a record by its title, and say that it is invented where the page does not say so of itself.

    A record that may not be seen is a nameless step.
    """
    if node is None:
        return _nameless()
    return format_html('<a href="{}">{}</a>{}', story.url_of(node), node.title, told.mark_of(node, context))


def _nameless() -> SafeString:
    return format_html('<span class="nameless">{}</span>', _("Et led, der ikke er offentligt"))


@register.inclusion_tag("web/_thread.html", takes_context=True)
def thread(context: Context, node: Node) -> dict[str, Any]:
    """Show what a record came from and what came of it, with the gaps said."""
    actor = _actor(context)
    gathers = kinds.gathers(node.kind).lower()
    near, may_add = story.nearest(actor, node), linking.may_add(actor, node)
    begins = kinds.begins_threads(node.kind)
    return {"node": node, "near": near, "may_add": may_add, "gathers": gathers, "begins": begins}


@register.simple_tag(takes_context=True)
def panels(context: Context, node: Node) -> SafeString:
    """Show what other features hang on a record; a panel without rows is left out."""
    actor, drawn = _actor(context), []
    for panel in kinds.panels_for(node.kind):
        rows = panel.rows(actor, node)
        if rows:
            found = context.template.engine.get_template(panel.template)  # type: ignore[union-attr]
            with context.push(rows=rows, panel_node=node):
                drawn.append(found.render(context))
    return SafeString("".join(drawn))


@register.inclusion_tag("web/_starts.html", takes_context=True)
def starts(context: Context, node: Node) -> dict[str, Any]:
    """Offer what may begin from a record, to those who may begin it."""
    actor = _actor(context)
    if why := kinds.held(node):
        return {"offers": [], "held": why}
    offers = [
        {"label": languages.told(start.label), "url": f"{reverse(start.url_name)}?fra={node.pk}"}
        for start in kinds.starts_from(node.kind)
        if (start.may(actor, node) if start.may else _may_add(actor, start, node))
    ]
    return {"offers": offers}


def _may_add(actor: Actor, start: kinds.Start, node: Node) -> bool:
    return policy.allows(actor, "add", start.kind, node, start.state(node) if start.state else None)


@register.inclusion_tag("web/forms/whole.html", takes_context=True)
def form(
    context: Context, form: forms.BaseForm, button: str, hx: str = "off", action: str = "", cancel: str = ""
) -> dict[str, Any]:
    """Write a whole form with one button: `{% form form "Gem" %}`.

    With "on" as the third word htmx sends it and swaps only the page's content; `cancel` is an address to leave by.
    """
    return {
        "form": form,
        "button": button,
        "hx": hx == "on",
        "action": action,
        "cancel": cancel,
        "opens": context.get("opens"),
        "request": context.get("request"),
    }


@register.inclusion_tag("web/forms/deed.html", takes_context=True)
def deed(
    context: Context,
    url_name: str,
    *words: Any,
    confirm: str = "",
    look: str = "secondary",
    about: str = "",
    **values: Any,
) -> dict[str, Any]:
    """Write a form of one button: `{% deed "voices:publish" voice.pk "Offentliggør" %}`.

    The last word is the button's; those between are the address's. `confirm` is a question that must be opened first;
    `look` is primary, secondary or warning; `about` names the record to those who hear the page, where it has several of
    the same button; other values are sent along as hidden fields.
    """
    *places, button = words

    return {
        "action": reverse(url_name, args=places),
        "button": button,
        "confirm": confirm,
        "look": look,
        "about": about,
        "values": values,
    }


@register.inclusion_tag("web/_pager.html", takes_context=True)
def pager(context: Context, page: Any) -> dict[str, Any]:
    """Link to the other pages of a list, keeping the rest of the address."""
    asked = context["request"].GET.copy()

    def address(number: int) -> str:
        asked[pages.PARAMETER] = str(number)
        return f"?{asked.urlencode()}"

    here, last = page.number, page.paginator.num_pages
    has_more = getattr(page.paginator, "has_more", False)
    window = sorted({1, here if has_more else last, *range(max(1, here - 2), min(last, here + 2) + 1)})
    items: list[dict[str, Any]] = []
    for before, number in zip([0, *window], window, strict=False):
        if number - before > 1:
            items.append({"gap": True})
        items.append({"number": number, "url": address(number), "is_here": number == here})
    items += [{"gap": True}] * has_more
    return {
        "page": page,
        "has_more": has_more,
        "items": items,
        "previous": address(here - 1) if page.has_previous() else "",
        "next": address(here + 1) if page.has_next() else "",
    }


# The class that the design system wants on each kind of control.
_CLASSES: list[tuple[type, str]] = [
    # Django derives the group of checkboxes from the radio buttons, so it is asked for first.
    (forms.CheckboxSelectMultiple, "form-checkbox"),
    (forms.RadioSelect, "form-radio"),
    (forms.CheckboxInput, "form-checkbox"),
    (forms.Select, "form-select"),
    (forms.ClearableFileInput, "form-file"),
    (forms.FileInput, "form-file"),
]


@register.simple_tag
def control(field: forms.BoundField) -> SafeString:
    """Draw a field's control with the design system's class, its hint and its error named to screen readers."""
    _dress(field)
    return SafeString(field.as_widget())


def _dress(field: forms.BoundField) -> None:
    attrs = field.field.widget.attrs
    # A placeholder is gone when one begins to write: DKFDS puts its hints outside the field.
    attrs.pop("placeholder", None)
    attrs.setdefault("class", next((c for kind, c in _CLASSES if isinstance(field.field.widget, kind)), _width(field)))
    if isinstance(field.field.widget, forms.Textarea):
        attrs.pop("cols", None)
        attrs.setdefault("rows", "5")


def _width(field: forms.BoundField) -> str:
    """Return the class of a line to write in, as wide as what belongs there: a narrow one asks for a short answer."""
    longest = getattr(field.field, "max_length", None)
    if isinstance(field.field.widget, forms.NumberInput):
        longest = DIGITS
    if longest is None or isinstance(field.field.widget, forms.Textarea):
        return "form-input"
    return next((f"form-input input-char-{width}" for width in WIDTHS if longest <= width), "form-input")


@register.filter
def options(field: forms.BoundField) -> Any:
    """Return a field's radio buttons or checkboxes, each dressed."""
    _dress(field)
    return field.subwidgets


@register.filter
def shape(field: forms.BoundField) -> str:
    """Tell how a field is laid out: options, checkbox, date, money or plain."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "options"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, DateInput):
        return "date"
    return "money" if getattr(field.field, "is_money", False) else "plain"


@register.filter
def iso(field: forms.BoundField) -> str:
    """Return a date field's value as the date picker wants it."""
    widget = field.field.widget
    return widget.iso(field.value()) if isinstance(widget, DateInput) else ""


@register.filter
def anchor(field: forms.BoundField) -> str:
    """Return the id that an error about a field leads to: the control, or the first of its options."""
    return f"{field.auto_id}_0" if shape(field) == "options" else field.id_for_label or field.auto_id


@register.simple_tag(takes_context=True)
def has_errors(context: Context) -> bool:
    """Tell whether any form of the page came back with errors."""
    values: list[Any] = list(context.flatten().values())
    forms_drawn = [each for each in values if isinstance(each, forms.BaseForm)]
    return any(bool(each.is_bound and each.errors) for each in forms_drawn)
