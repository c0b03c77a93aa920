"""Addresses of own."""

from django.urls import path

from samspil.features.cases.own import views

urlpatterns = [
    path("overblik/", views.overview, name="overview"),
    path("overblik/set/", views.seen, name="seen"),
    path("overblik/kalender/", views.open_calendar, name="open_calendar"),
    path("overblik/kalender/luk/", views.close_calendar, name="close_calendar"),
    path("overblik/kalender/<str:token>.ics", views.calendar, name="own_calendar"),
    path("noter/", views.notes, name="notes"),
    path("noter/hent/", views.notes_file, name="notes_file"),
    path("noter/slet/", views.forget_notes, name="forget_notes"),
    path("noter/<uuid:pk>/", views.note, name="note"),
]
