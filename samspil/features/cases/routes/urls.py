"""Addresses of routes."""

from django.urls import path

from samspil.features.cases.routes import views

urlpatterns = [
    path("beslutninger/<uuid:pk>/send-videre/", views.send_on, name="send_on"),
    path("sagsgang/<uuid:pk>/ansvar/", views.carry, name="carry"),
    path("sagsgang/<uuid:pk>/slut/", views.end_step, name="end_step"),
    path("sag/<uuid:pk>/", views.matter, name="matter"),
    path("modtaget/", views.received, name="received"),
    path("modtaget/<uuid:pk>/paa/<uuid:meeting>/", views.take_up, name="take_up"),
    path("modtaget/<uuid:pk>/tages-ikke-op/", views.turn_down, name="turn_down"),
    path("modtaget/<uuid:pk>/er/<uuid:body>/", views.recognise, name="recognise"),
]
