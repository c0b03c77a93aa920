"""Addresses of the library of methods."""

from django.urls import path

from samspil.features.partnerships.methods import views

urlpatterns = [
    path("metoder/", views.library, name="methods"),
    path("<uuid:pk>/metoder/", views.own_library, name="own_methods"),
    path("<uuid:pk>/metoder/<slug:key>/", views.method, name="method"),
    path("<uuid:pk>/metoder/<slug:key>/<slug:part>/", views.write, name="write_method"),
]
