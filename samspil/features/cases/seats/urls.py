"""Addresses of seats."""

from django.urls import path

from samspil.features.cases.seats import views

urlpatterns = [
    path("udvalg/nyt/", views.new_body, name="new_body"),
    path("udvalg/<uuid:pk>/pladser/", views.seats, name="seats"),
    path("udvalg/<uuid:pk>/pladser/ny/", views.seat, name="seat"),
    path("udvalg/<uuid:pk>/pladser/<int:key>/slut/", views.unseat, name="unseat"),
]
