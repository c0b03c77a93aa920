"""Pages of the catalogue of ideas."""

from django.utils import timezone

from samspil.features.trials import forms, queries, rules
from samspil.features.trials.actions import ideas as actions
from samspil.web import deeds, pages, rights
from samspil.web import forms as web_forms

index = pages.listing(queries.catalogue, "trials/ideas.html", narrow=queries.IDEAS_NARROW)
detail = pages.record(queries.idea, "trials/idea.html", "idea", queries.beside_idea)
new = deeds.begin(
    forms.IdeaForm,
    actions.give,
    kind="idea",
    of=rules.IDEA_BEGINS,
    given=lambda _by, _origin: {"initial": {"given_on": timezone.localdate()}},
    heading="Læg en idé i kataloget",
    opens=rights.WRITTEN,
    lead="Det begynder med »%s«",
)
edit = deeds.fill(
    queries.idea,
    forms.IdeaForm,
    actions.change,
    right="edit",
    on="idea",
    given=lambda _by, idea: {"initial": web_forms.Standing(forms.shown_idea(idea))},
    heading="Ret idéen",
)
merge = deeds.fill(
    queries.idea,
    forms.MergeForm,
    actions.merge,
    right="merge",
    on="idea",
    given=lambda by, idea: {"among": {"into": queries.mergeable(by, idea)}},
    to=lambda sent: ("trials:idea", sent.cleaned_data["into"].pk),
    heading="Læg idéen sammen med en anden",
)
split = deeds.press(queries.idea, actions.split, on="idea", done="Idéen står igen for sig selv.")
