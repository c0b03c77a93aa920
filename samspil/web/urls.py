"""The addresses that belong to no feature: front page, thread, search, statements."""

from django.urls import URLPattern

app_name = "web"
urlpatterns: list[URLPattern] = []
