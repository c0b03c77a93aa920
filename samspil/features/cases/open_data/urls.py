"""Addresses of open data."""

from django.urls import path

from samspil.features.cases.open_data import views
from samspil.features.cases.open_data.api import everything

urlpatterns = [
    path("aabne-data/", views.open_data, name="open_data"),
    path("aabne-data/alt.json", everything.download, name="download"),
    path("beslutninger.atom", views.feed, name="feed"),
    path("udvalg/<uuid:pk>/beslutninger.atom", views.body_feed, name="body_feed"),
    path("udvalg/<uuid:pk>/moeder.ics", views.body_calendar, name="body_calendar"),
    path("punkter/<uuid:pk>/sagen.atom", views.case_feed, name="case_feed"),
]
