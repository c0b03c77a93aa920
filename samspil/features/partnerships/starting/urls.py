"""Address of a partnership's first steps."""

from django.urls import path

from samspil.features.partnerships.starting import views

urlpatterns = [
    path("<uuid:pk>/kom-i-gang/", views.start, name="start"),
]
