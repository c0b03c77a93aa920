"""Addresses of the plan's versions."""

from django.urls import path

from samspil.features.partnerships.versions import views

urlpatterns = [
    path("<uuid:pk>/plan/udgaver/", views.versions, name="plan_versions"),
    path("<uuid:pk>/plan/udgaver/<int:number>/", views.version, name="plan_version"),
    path("<uuid:pk>/plan/godkend/", views.approve, name="approve_plan"),
]
