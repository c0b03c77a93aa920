"""Addresses of money and efforts."""

from django.urls import path
from django.views.generic import RedirectView

from samspil.features.funds import views

app_name = "funds"
urlpatterns = [
    # The list stood here before it had the name of what it lists.
    path("", RedirectView.as_view(pattern_name="funds:list", permanent=True), name="old_list"),
    path("puljer/", views.index, name="list"),
    path("ny/", views.new, name="new"),
    path("pulje/<uuid:pk>/", views.pool, name="pool"),
    path("bevilling/<uuid:pk>/", views.detail, name="detail"),
    path("bevilling/<uuid:pk>/ret/", views.edit, name="edit"),
    path("bevilling/<uuid:pk>/videre/", views.move, name="move"),
    path("indsatser/", views.efforts, name="efforts"),
    path("indsatser/ny/", views.new_effort, name="new_effort"),
    path("indsatser/<uuid:pk>/", views.effort, name="effort"),
]
