"""Addresses of communication."""

from django.urls import path

from samspil.features.cases.communication import views

urlpatterns = [
    path("udmeldinger/", views.index, name="communications"),
    path("udmeldinger/ny/", views.new, name="new_communication"),
    path("udmeldinger/<uuid:pk>/", views.detail, name="communication"),
    path("udmeldinger/<uuid:pk>/ret/", views.edit, name="edit_communication"),
    path(
        "udmeldinger/<uuid:pk>/godkend/<uuid:organisation>/<int:version>/",
        views.approve,
        name="approve_communication",
    ),
    path("udmeldinger/<uuid:pk>/noter/<uuid:organisation>/", views.note_approval, name="note_approval"),
    path("udmeldinger/<uuid:pk>/offentliggoer/", views.publish, name="publish_communication"),
    path("udmeldinger/<uuid:pk>/traek-tilbage/", views.withdraw, name="withdraw_communication"),
]
