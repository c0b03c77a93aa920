"""Addresses of meeting times."""

from django.urls import path

from samspil.features.partnerships.times import views

urlpatterns = [
    path("<uuid:pk>/find-tid/", views.new, name="ask_times"),
    path("aktivitet/<uuid:pk>/find-tid/", views.for_activity, name="ask_time"),
    path("tid/<uuid:pk>/", views.overview, name="times"),
    path("tid/<uuid:pk>/forslag/", views.proposals, name="time_proposals"),
    path("tid/<uuid:pk>/vaelg/", views.choose, name="choose_time"),
    path("tid/<uuid:pk>/mind-om/", views.remind, name="remind_times"),
    path("tid/<uuid:pk>/luk/", views.close, name="close_times"),
    path("tid/svar/<int:pk>/", views.answer_for, name="answer_times"),
    path("tid/svar/<int:pk>/nyt-link/", views.new_link, name="new_times_link"),
    path("t/", views.link, name="times_door"),
    path("t/<str:token>/", views.link, name="times_link"),
    path("mine-tider/<int:pk>/", views.own, name="own_times"),
    path("mine-tider/<int:pk>/kalender/", views.own_file, name="own_calendar"),
    path("aktivitet/<uuid:pk>/indbyd/", views.invite, name="invite"),
]
