"""Addresses of importing."""

from django.urls import path

from samspil.features.cases.importing import views

urlpatterns = [
    path("moeder/<uuid:pk>/ikke-placeret/", views.unplaced, name="unplaced"),
    path("indlaes/", views.upload, name="import"),
    path("indlaes/<str:key>/", views.preview, name="preview"),
    path("indlaes/<str:key>/kasser/", views.forget, name="forget"),
]
