"""What a field says that was left empty and may not be: what to do about it, by its kind."""

from __future__ import annotations

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What Django says of any of its fields; a field that says something else knows better.
STOCK = forms.Field.default_error_messages["required"]
Kinds = type[forms.Field] | tuple[type[forms.Field], ...]
SAID: tuple[tuple[Kinds, str | Promise], ...] = (
    (forms.FileField, _("Vælg en fil.")),
    ((forms.MultipleChoiceField, forms.ModelMultipleChoiceField), _("Sæt mindst ét kryds.")),
    (forms.BooleanField, _("Sæt kryds her.")),
    (forms.ChoiceField, _("Vælg en af mulighederne.")),
    ((forms.IntegerField, forms.DecimalField), _("Skriv et tal.")),
    (forms.Field, _("Skriv noget her.")),
)


def say(field: forms.Field) -> None:
    """Let a field say what to do about it where Django only says that it is demanded."""
    if field.error_messages["required"] == STOCK:
        field.error_messages["required"] = str(next(said for kinds, said in SAID if isinstance(field, kinds)))
