"""Addresses of minutes."""

from django.urls import path

from samspil.features.cases.minutes import views

urlpatterns = [
    path("moeder/<uuid:pk>/begynd-referat/", views.begin_minutes, name="begin_minutes"),
    path("moeder/<uuid:pk>/offentliggoer-referat/", views.publish_minutes, name="publish_minutes"),
    path("moeder/<uuid:pk>/fortryd-referat/", views.unpublish_minutes, name="unpublish_minutes"),
    path("moeder/<uuid:pk>/godkend-referat/", views.approve, name="approve_minutes"),
    path("moeder/<uuid:pk>/referat-godkendt-af/", views.note_approval, name="note_minutes_approval"),
    path("moeder/<uuid:pk>/udgaver/<int:number>/", views.version, name="minutes_version"),
]
