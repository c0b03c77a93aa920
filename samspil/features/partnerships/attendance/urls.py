"""Addresses of attendance."""

from django.urls import path

from samspil.features.partnerships.attendance import views

urlpatterns = [
    path("<uuid:pk>/fremmoede/", views.matrix, name="matrix"),
    path("<uuid:pk>/fremmoede/fremmoede.csv", views.matrix_csv, name="matrix_csv"),
]
