"""Addresses of the list, a partnership's page and an activity's page."""

from django.urls import path

from samspil.features.partnerships.pages import views

urlpatterns = [
    path("", views.index, name="list"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("aktivitet/<uuid:pk>/", views.activity, name="activity"),
]
