"""Addresses of trials."""

from django.urls import path

from samspil.features.trials import views

app_name = "trials"
urlpatterns = [
    path("", views.index, name="list"),
    path("ny/", views.new, name="new"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/ret/", views.edit, name="edit"),
    path("<uuid:pk>/videre/", views.move, name="move"),
    path("<uuid:pk>/slut/", views.end, name="end"),
    path("<uuid:pk>/laering/", views.learn, name="learn"),
    path("laering/<uuid:pk>/", views.learning, name="learning"),
]
