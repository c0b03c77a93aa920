"""Addresses of programmes."""

from django.urls import path

from samspil.features.partnerships.programmes import views

urlpatterns = [
    path("program/nyt/", views.new, name="new_programme"),
    path("program/<uuid:pk>/spor/", views.tracks, name="tell_tracks"),
    path("program/<uuid:pk>/fokus/", views.focus, name="tell_focus"),
    path("program/<uuid:pk>/aktoer/", views.actor, name="name_actor"),
    path("program/<uuid:pk>/", views.detail, name="programme"),
]
