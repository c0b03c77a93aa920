"""Addresses of importing."""

from django.urls import path

from samspil.features.cases.importing import views

urlpatterns = [
    path("moeder/<uuid:pk>/ikke-placeret/", views.unplaced, name="unplaced"),
    path("hent-ind/", views.upload, name="import"),
    path("hent-ind/<str:key>/", views.preview, name="preview"),
    path("hent-ind/<str:key>/kasser/", views.forget, name="forget"),
]
