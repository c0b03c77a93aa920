"""The product's addresses and three more: a page with a fault of ours, and a page that htmx changes a piece of."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from samspil.site import urls
from samspil.web import forms


class DayForm(forms.Form):
    """A date."""

    day = forms.DateField(label="Dato")


def broken(request: HttpRequest) -> HttpResponse:
    """Fail."""
    raise ZeroDivisionError


def day(request: HttpRequest) -> HttpResponse:
    """Ask for a date, again and again, through htmx."""
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return HttpResponse(f"<main id=indhold>Dagen er {form.cleaned_data['day'].isoformat()}</main>")
    return render(request, "tests/day.html", {"form": form}, status=422 if form.is_bound else 200)


urlpatterns = [*urls.urlpatterns, path("proeve/fejl/", broken), path("proeve/dato/", day)]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
