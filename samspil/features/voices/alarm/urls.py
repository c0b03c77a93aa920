"""Addresses of whom one calls when somebody is in danger."""

from django.urls import path

from samspil.features.voices.alarm import views

urlpatterns = [
    path("fare/<uuid:pk>/", views.prepare, name="prepare"),
]
