"""Two who edit one record from pages of their own: what only the other has changed is kept, what both have is told."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from samspil.paper import danish

SAW = "saw"


class Standing(dict[str, Any]):
    """What stands in a record now, as the beginning of a form that edits it: `initial=Standing(...)`.

    `but` names the fields that are texts in versions: their deed judges those by the version they build on.
    """

    def __init__(self, values: Mapping[str, Any], *, but: Collection[str] = ()) -> None:
        super().__init__(values)
        self.but = frozenset(but)


class StandingMixin(forms.BaseForm):
    """Lets a form that begins with `Standing` remember, field by field, what its page was drawn with, and judge by that."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.initial, Standing):
            self.fields[SAW] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.fields[SAW].initial = self.initial[SAW] = self._saw()

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        seen = _read(self.cleaned_data.pop(SAW, ""))
        if not isinstance(self.initial, Standing):
            return

        told = False
        for name in self._compared():
            now, mine = self._mark(name, self._stands(name)), self._mark(name, self[name].value())
            if name not in seen or seen[name] == now or mine == now:
                continue
            told |= mine != seen[name] or not self._keep(name)
            if mine != seen[name]:
                self.add_error(name, self._conflict(name))

        if told:
            # What the other wrote has now been seen: sent once more, one's own counts.
            sent: Any = self.data
            self.data = sent.copy()
            self.data[self.add_prefix(SAW)] = self._saw()  # type: ignore[index]

    def _keep(self, name: str) -> bool:
        """Take what the other wrote in a field that this writer has left as it was."""
        try:
            self.cleaned_data[name] = self.fields[name].clean(self._stands(name))
        except ValidationError:
            self.add_error(name, self._conflict(name))
            return False
        return True

    def _conflict(self, name: str) -> str:
        value = self.initial[name]
        words = danish.date(value) if isinstance(value, dt.date) else str(self._stands(name) or "").strip()
        return _(
            "En anden har ændret det her til »%(now)s«, mens du skrev. Dit eget står der stadig. Gem igen, hvis det skal gælde."
        ) % {"now": words or "–"}

    def _compared(self) -> list[str]:
        # What is hidden is a version or a key, which its own deed judges.
        but: Collection[str] = getattr(self.initial, "but", ())
        return [
            name
            for name in self.initial
            if name in self.fields and name not in but and not self.fields[name].widget.is_hidden
        ]

    def _stands(self, name: str) -> Any:
        return self.fields[name].prepare_value(self.initial[name])

    def _saw(self) -> str:
        return " ".join(f"{name}={self._mark(name, self._stands(name))}" for name in self._compared())

    def _mark(self, name: str, value: Any) -> str:
        shown = value if isinstance(value, bool) else self.fields[name].widget.format_value(value)
        return hashlib.sha256(_plain(shown).encode()).hexdigest()[:16]


def _read(saw: str) -> dict[str, str]:
    return {name: mark for name, _equals, mark in (each.partition("=") for each in saw.split())}


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple | set):
        return "\0".join(sorted(_plain(each) for each in value))
    if value in (None, False):
        return ""
    return "\n".join(str(value).strip().splitlines())
