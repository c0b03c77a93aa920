"""Addresses of agenda."""

from django.urls import path

from samspil.features.cases.agenda import views

urlpatterns = [
    path("udvalg/<uuid:pk>/nyt-moede/", views.new_meeting, name="new_meeting"),
    path("moeder/<uuid:pk>/ret/", views.edit_meeting, name="edit_meeting"),
    path("moeder/<uuid:pk>/offentliggoer-dagsorden/", views.publish_agenda, name="publish_agenda"),
    path("moeder/<uuid:pk>/fortryd-dagsorden/", views.unpublish_agenda, name="unpublish_agenda"),
    path("godkendelse/", views.approvals, name="approvals"),
    path("punkter/<uuid:pk>/send-til-godkendelse/", views.submit, name="submit"),
    path("punkter/<uuid:pk>/tag-tilbage/", views.recall, name="recall"),
    path("punkter/<uuid:pk>/godkend/", views.approve, name="approve"),
    path("punkter/<uuid:pk>/send-tilbage/", views.send_back, name="send_back"),
    path("punkter/<uuid:pk>/saet-paa/", views.put_on, name="put_on"),
    path("punkter/<uuid:pk>/op/", views.shift, {"way": "op"}, name="up"),
    path("punkter/<uuid:pk>/ned/", views.shift, {"way": "ned"}, name="down"),
    path("punkter/<uuid:pk>/tag-af/", views.take_off, name="take_off"),
    path("punkter/<uuid:pk>/flyt/", views.postpone, name="postpone"),
    path("punkter/<uuid:pk>/oplaeg/", views.new_presentation, name="new_presentation"),
    path("oplaeg/<uuid:pk>/holdt/", views.presented, name="presented"),
    path("moeder/<uuid:pk>/faste-punkter/", views.standing, name="standing"),
    path("moeder/<uuid:pk>/indkald/", views.call, name="call"),
    path("moeder/<uuid:pk>/aflys/", views.cancel, name="cancel"),
]
