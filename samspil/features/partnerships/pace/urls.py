"""Addresses of pace."""

from django.urls import path

from samspil.features.partnerships.pace import views

urlpatterns = [
    path("<uuid:pk>/fremdrift/", views.pace, name="pace"),
]
