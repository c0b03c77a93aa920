"""Addresses of follow up."""

from django.urls import path

from samspil.features.cases.follow_up import views

urlpatterns = [
    path("opfoelgning/", views.index, name="follow_ups"),
    path("opfoelgning.csv", views.table, name="follow_ups_csv"),
    path("beslutninger/<uuid:pk>/opgave/", views.give_duty, name="give_duty"),
    path("beslutninger/<uuid:pk>/ingen-opgave/", views.no_duty, name="no_duty"),
    path("opgaver/<uuid:pk>/status/", views.status, name="duty_status"),
    path("opgaver/<uuid:pk>/arvtager/", views.name_heir, name="name_heir"),
    path("udvalg/<uuid:pk>/overtages/", views.estate, name="estate"),
    path("udvalg/<uuid:pk>/slutter/", views.end_body, name="end_body"),
    path("udvalg/<uuid:pk>/arvtager/", views.name_body_heir, name="name_body_heir"),
    path("udvalg/<uuid:pk>/giv-videre/", views.hand_over, name="hand_over"),
]
