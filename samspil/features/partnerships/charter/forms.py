"""What people type about roles, mandates, the problem and the two lists, made into clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.partnerships.charter import queries, rules
from samspil.features.partnerships.charter.actions import Terms
from samspil.features.partnerships.charter.models import Mandate, RoleCharter
from samspil.features.partnerships.core import forms as core_forms
from samspil.features.partnerships.core.models import Partnership
from samspil.spine.models import Circle, Node, Organisation
from samspil.web import forms as web_forms


class CharterForm(web_forms.Form):
    """What each side is there for, and what the others may expect of it."""

    def __init__(self, *args: Any, newest: RoleCharter | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = {row.side: row for row in newest.expectations.all()} if newest else {}
        for side, name in rules.SIDES.items():
            row = standing.get(side)
            self.fields[f"{side}_role"] = forms.CharField(
                label=_("%(who)s: hvad er rollen?") % {"who": name},
                widget=forms.Textarea(attrs={"rows": 3}),
                required=False,
                max_length=2000,
                initial=row.role if row else "",
            )
            self.fields[f"{side}_expects"] = forms.CharField(
                label=_("%(who)s: hvad kan de andre vente?") % {"who": name},
                widget=forms.Textarea(attrs={"rows": 3}),
                required=False,
                max_length=2000,
                initial=row.expects if row else "",
            )

        if newest:
            self.fields["why"] = forms.CharField(label=_("Hvad er ændret, og hvorfor?"), max_length=300)

    def values(self) -> dict[str, Any]:
        """Return each side's role and what may be expected of it, and why it changed."""
        said = self.cleaned_data
        told = {side: (said[f"{side}_role"], said[f"{side}_expects"]) for side in rules.SIDES}
        return {"told": told, "why": said.get("why", "")}


class AcknowledgeForm(web_forms.Form):
    """As whom one stands by a charter."""

    side = web_forms.Choice(label=_("Hvem er du her som?"), choices=list(rules.SIDES.items()))


class MilestoneForm(web_forms.Form):
    """A milestone."""

    title = forms.CharField(label=_("Hvad vil I have nået?"), max_length=200)
    due_on = web_forms.DateField(label=_("Dato"), required=False)
    time_text = forms.CharField(
        label=_("Tiden med ord"), max_length=100, required=False, help_text=_("Fx »inden sommerferien«.")
    )


class ReachedForm(web_forms.Form):
    """When a milestone was reached."""

    on = web_forms.DateField(label=_("Hvornår nåede I den?"))


class PostForm(web_forms.Form):
    """A shared post or the neutral administration."""

    title = forms.CharField(label=_("Hvad hedder stillingen eller administrationen?"), max_length=200)
    is_administration = forms.BooleanField(label=_("Det er den neutrale administration"), required=False)
    organisations = forms.ModelMultipleChoiceField(
        label=_("Hvem deles om den?"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        core_forms.choose_among(self, "organisations", queries.partners(partnership))


class MandateForm(web_forms.Form):
    """What one authority may decide."""

    organisation = forms.ModelChoiceField(
        label=_("Hvilken myndighed?"), queryset=Organisation.objects.none(), empty_label=_("Vælg")
    )
    subject = forms.CharField(label=_("Hvad kan den afgøre?"), max_length=300)
    ground = forms.CharField(
        label=_("Efter hvilken lov eller delegation?"), max_length=300, help_text=_("Fx »sundhedsloven § 119«.")
    )
    body = forms.ModelChoiceField(
        label=_("Hvilket udvalg eller råd?"),
        queryset=Circle.objects.none(),
        required=False,
        empty_label=_("Ikke oplyst"),
    )
    valid_from = web_forms.DateField(label=_("Gælder fra"), required=False)
    valid_until = web_forms.DateField(label=_("Gælder til og med"), required=False)
    source = forms.CharField(label=_("Kilde"), max_length=300, required=False)

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        core_forms.choose_among(self, "organisation", queries.partners(partnership))
        core_forms.choose_among(self, "body", queries.bodies(partnership))

    def values(self) -> dict[str, Any]:
        """Return what was written as the terms of one mandate."""
        return {"terms": Terms(**self.cleaned_data)}


class NeedForm(web_forms.Form):
    """Whose mandates something needs."""

    mandates = forms.ModelMultipleChoiceField(
        label=_("Hvem skal afgøre det?"),
        queryset=Mandate.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, node: Node, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        core_forms.choose_among(
            self,
            "mandates",
            queries.mandates_for(node),
            called=lambda row: f"{row.organisation}: {row.subject} ({row.ground})",
        )
        self.fields["mandates"].initial = queries.needed(node)


class ProblemForm(web_forms.Form):
    """The problem in its newest words."""

    needed = {"because": _("når I ser det anderledes end før")}
    words = forms.CharField(label=_("Hvad er problemet?"), widget=forms.Textarea, max_length=4000)
    because = forms.CharField(
        label=_("Hvad fik jer til at se det sådan?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    changed_by = forms.ModelChoiceField(
        label=_("Kom det af noget, der står her i Samspil?"),
        queryset=Node.objects.none(),
        required=False,
        empty_label=_("Nej"),
    )

    def __init__(self, *args: Any, nodes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        core_forms.choose_among(self, "changed_by", nodes, called=lambda node: node.title)


class EntryForm(web_forms.Form):
    """One line of a list."""

    register = web_forms.Choice(label=_("Hvilken liste?"), choices=list(rules.REGISTERS.items()))
    words = forms.CharField(label=_("Hvad?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    side = web_forms.Choice(label=_("Hvem ser det sådan?"), choices=list(rules.SIDES.items()))
    organisation = forms.ModelChoiceField(
        label=_("Hvilken part?"), queryset=Organisation.objects.none(), required=False, empty_label=_("Ingen bestemt")
    )
    said_on = web_forms.DateField(label=_("Hvornår er det sagt?"), required=False)
    source = forms.CharField(label=_("Hvor er det sagt?"), max_length=300, required=False)

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        core_forms.choose_among(self, "organisation", queries.partners(partnership))
