"""Addresses of a person's own yes, one purpose at a time."""

from django.urls import path

from samspil.features.voices.consents import views

urlpatterns = [
    path("mit/<uuid:pk>/ja/", views.yes, name="yes"),
    path("mit/<uuid:pk>/ja/tag-tilbage/", views.take_back, name="take_back_yes"),
    path("mit/<uuid:pk>/ja/giv-igen/", views.give, name="give_yes"),
]
