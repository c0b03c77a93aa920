"""Addresses of pages."""

from django.urls import path

from samspil.features.cases.pages import views

urlpatterns = [
    path("", views.index, name="list"),
    path("udvalg/", views.bodies, name="bodies"),
    path("udvalg/<uuid:pk>/", views.body, name="body"),
    path("moeder/<uuid:pk>/", views.meeting, name="meeting"),
    path("moeder/<uuid:pk>/kalender.ics", views.calendar, name="calendar"),
    path("punkter/<uuid:pk>/", views.detail, name="detail"),
    path("beslutninger/<uuid:pk>/", views.decision, name="decision"),
    path("bilag/<uuid:pk>/", views.annex, name="annex"),
    path("lukket/<uuid:pk>/", views.closed, name="closed"),
]
