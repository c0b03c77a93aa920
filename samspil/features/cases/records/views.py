"""The page on which the cases ask for something: a wide form, which says of what record by its title alone."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse

from samspil.web import deeds, story
from samspil.web import forms as web_forms
from samspil.web.request import Request

form = functools.partial(deeds.form, template="cases/edit.html", node=None)


def form_on(
    request: Request,
    make: Callable[..., web_forms.Form],
    action: Callable[..., Any],
    on: Mapping[str, Any],
    *,
    to: deeds.Place = "",
    **shown: Any,
) -> HttpResponse:
    """Ask for what a deed on a record takes; whoever gives it up is led where the deed leads: to the record, or to `to`."""
    back = to or story.url_of(next(iter(on.values())).node)
    return form(request, make, action, on=on, to=back, **{"cancel": back, **shown})
