"""Addresses of who is to be at an activity."""

from django.urls import path

from samspil.features.partnerships.guests import views

urlpatterns = [
    path("aktivitet/<uuid:pk>/hvem/", views.guests, name="guests"),
    path("aktivitet/<uuid:pk>/hvem/mind-om/", views.remind, name="remind_guests"),
    path("aktivitet/<uuid:pk>/hvem/<int:invitation>/brev/", views.letter, name="guest_letter"),
]
