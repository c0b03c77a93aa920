"""Addresses of authorisations."""

from django.urls import path

from samspil.features.cases.authorisations import views

urlpatterns = [
    path("beslutninger/<uuid:pk>/bemyndigelse/", views.new_authorisation, name="new_authorisation"),
    path("bemyndigelser/<uuid:pk>/", views.authorisation, name="authorisation"),
    path("bemyndigelser/<uuid:pk>/ophoer/", views.end_authorisation, name="end_authorisation"),
]
