"""Addresses of document access."""

from django.urls import path

from samspil.features.cases.document_access import views

urlpatterns = [
    path("punkter/<uuid:pk>/aktindsigt/", views.new_access, name="new_access"),
    path("aktindsigt/<uuid:pk>/", views.access, name="access"),
    path("aktindsigt/<uuid:pk>/dokument/<int:order>/", views.access_choice, name="access_choice"),
    path("aktindsigt/<uuid:pk>/udlever/", views.hand_out, name="hand_out"),
]
