"""Addresses of partnerships and their plans."""

from django.urls import path

from samspil.features.partnerships import views

app_name = "partnerships"
urlpatterns = [
    path("", views.index, name="list"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/ret/", views.edit, name="edit"),
    path("<uuid:pk>/indlaes/", views.import_description, name="import"),
    path("<uuid:pk>/ny-aktivitet/", views.new_activity, name="new_activity"),
    path("aktivitet/<uuid:pk>/", views.activity, name="activity"),
    path("aktivitet/<uuid:pk>/ret/", views.edit_activity, name="edit_activity"),
    path("aktivitet/<uuid:pk>/holdt/", views.move, name="move_activity"),
    path("aktivitet/<uuid:pk>/opsamling/", views.land, name="land"),
    path("aktivitet/<uuid:pk>/kalender.ics", views.calendar, name="calendar"),
]
