"""Addresses of a partnership's description."""

from django.urls import path

from samspil.features.partnerships.core import views

urlpatterns = [
    path("<uuid:pk>/ret/", views.edit, name="edit"),
]
