"""Addresses of how the parties find each other."""

from django.urls import path

from samspil.features.partnerships.relations import views

urlpatterns = [
    path("<uuid:pk>/samarbejdet/", views.overview, name="relations"),
    path("<uuid:pk>/samarbejdet/spoerg/", views.new, name="new_round"),
    path("samarbejdet/<int:pk>/luk/", views.close, name="close_round"),
    path("samarbejdet/<int:pk>/mind-om/", views.remind, name="remind_round"),
    path("s/", views.link, name="relation_door"),
    path("s/<str:token>/", views.link, name="relation_link"),
    path("mit-svar/<int:pk>/", views.own, name="own_relation"),
]
