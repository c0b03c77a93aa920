"""Addresses of what the partners agree."""

from django.urls import path

from samspil.features.partnerships.charter import views

urlpatterns = [
    path("<uuid:pk>/rollekort/", views.charter, name="charter"),
    path("<uuid:pk>/rollekort/skriv/", views.write, name="write_charter"),
    path("<uuid:pk>/rollekort/ja/", views.acknowledge, name="acknowledge"),
    path("<uuid:pk>/rollekort/spoerg/", views.ask, name="ask_charter"),
    path("<uuid:pk>/rollekort/mit/", views.own, name="own_charter"),
    path("r/", views.link, name="charter_door"),
    path("r/<str:token>/", views.link, name="charter_link"),
    path("<uuid:pk>/milepael/", views.new_milestone, name="new_milestone"),
    path("milepael/<int:pk>/", views.reach_milestone, name="reach_milestone"),
    path("<uuid:pk>/delestilling/", views.new_post, name="new_post"),
    path("<uuid:pk>/myndighed/", views.mandates, name="mandates"),
    path("<uuid:pk>/myndighed/ny/", views.new_mandate, name="new_mandate"),
    path("kraever/<uuid:pk>/", views.need, name="need"),
    path("<uuid:pk>/problemet/", views.problem, name="problem"),
    path("<uuid:pk>/problemet/skriv/", views.reframe, name="reframe"),
    path("<uuid:pk>/lister/", views.register, name="register"),
    path("<uuid:pk>/lister/skriv/", views.new_entry, name="new_entry"),
]
