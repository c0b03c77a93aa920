"""Addresses of recommendations."""

from django.urls import path

from samspil.features.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="list"),
    path("ny/", views.new, name="new"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/offentliggoer/", views.publish, name="publish"),
    path("<uuid:pk>/af-nettet/", views.unpublish, name="unpublish"),
    path("modtager/<int:pk>/", views.treat, name="treat"),
]
