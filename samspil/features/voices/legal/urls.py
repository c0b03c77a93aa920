"""Addresses of legal profiles."""

from django.urls import path

from samspil.features.voices.legal import views

urlpatterns = [
    path("rammer/", views.frames, name="frames"),
    path("rammer/<uuid:pk>/", views.write, name="write_profile"),
    path("rammer/godkend/<uuid:pk>/", views.sign_off, name="sign_profile"),
]
