"""Addresses of the day itself."""

from django.urls import path

from samspil.features.partnerships.day import views

urlpatterns = [
    path("vurder/", views.rate, name="rate"),
    path("aktivitet/<uuid:pk>/fremmoede/", views.attendance, name="attendance"),
    path("aktivitet/<uuid:pk>/note/", views.note, name="note"),
    path("aktivitet/<uuid:pk>/billede/", views.photo, name="photo"),
    path("aktivitet/<uuid:pk>/vurdering/", views.ask, name="ask"),
    path("aktivitet/<uuid:pk>/hvor-vi-landede/", views.land, name="land"),
]
