"""Addresses of what associations take on."""

from django.urls import path

from samspil.features.partnerships.civic import views

urlpatterns = [
    path("<uuid:pk>/foreninger/", views.overview, name="civic"),
    path("<uuid:pk>/foreninger/ny/", views.new, name="new_civic"),
    path("forening/<uuid:pk>/ret/", views.tell, name="tell_civic"),
    path("forening/<uuid:pk>/timer/", views.hours, name="hours"),
    path("forening/<uuid:pk>/ikke-mere-nu/", views.stop, name="stop_civic"),
    path("forening/<uuid:pk>/link/", views.make_link, name="make_civic_link"),
    path("f/", views.link, name="civic_door"),
    path("f/<str:token>/", views.link, name="civic_link"),
    path("vores-opgave/<uuid:pk>/", views.own, name="own_civic"),
    path("vores-opgave/<uuid:pk>/ikke-mere-nu/", views.own_stop, name="own_stop"),
]
