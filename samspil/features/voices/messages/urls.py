"""The address of messages."""

from django.urls import path

from samspil.features.voices.messages import views

urlpatterns = [path("<uuid:pk>/skriv-til-os/", views.write_us, name="write_us")]
