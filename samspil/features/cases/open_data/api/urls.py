"""Addresses of OParl. An object's address is its id and never changes."""

from __future__ import annotations

from django.urls import path, re_path

from samspil.features.cases.open_data.api import answers

app_name = "oparl"
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
LISTED = "|".join(answers.KINDS)
PUBLISHED = "meeting|agendaitem|paper|consultation|file|location"
urlpatterns = [
    path("", answers.system, name="system"),
    path("body/", answers.bodies, name="bodies"),
    path("body/<uuid:pk>/", answers.body, name="body"),
    re_path(rf"^body/(?P<pk>{UUID})/(?P<kind>{LISTED})/$", answers.listing, name="listing"),
    path("legislativeterm/<uuid:pk>/<int:year>/", answers.term, name="term"),
    path("organization/<uuid:pk>/", answers.organization, name="organization"),
    path("organization/<uuid:pk>/meeting/", answers.organization_meetings, name="organization_meetings"),
    path("person/<uuid:pk>/", answers.person, name="person"),
    path("membership/<uuid:person>/<uuid:circle>/<str:since>/", answers.membership, name="membership"),
    path("file/<uuid:pk>/indhold/", answers.content, name="content"),
    re_path(rf"^(?P<kind>{PUBLISHED})/(?P<pk>{UUID})/$", answers.one, name="object"),
]
