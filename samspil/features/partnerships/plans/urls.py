"""Addresses of the plan and its activities."""

from django.urls import path

from samspil.features.partnerships.plans import views

urlpatterns = [
    path("<uuid:pk>/indlaes/", views.import_description, name="import"),
    path("<uuid:pk>/ny-aktivitet/", views.new_activity, name="new_activity"),
    path("<uuid:pk>/plan/", views.plan, name="plan"),
    path("<uuid:pk>/plan/maaned/", views.month, name="plan_month"),
    path("<uuid:pk>/plan/tidslinje/", views.line, name="plan_line"),
    path("<uuid:pk>/plan/udskrift/", views.paper, name="plan_paper"),
    path("<uuid:pk>/plan/procesplan.pdf", views.pdf, name="plan_pdf"),
    path("<uuid:pk>/plan/kort-forloeb/", views.intensive_course, name="intensive"),
    path("<uuid:pk>/plan/kalender/", views.calendar, name="plan_calendar"),
    path("<uuid:pk>/plan/kalender/eget-link/", views.issue_calendar, name="issue_calendar"),
    path("<uuid:pk>/plan/kalender/stop/", views.stop_calendar, name="stop_calendar"),
    path("<uuid:pk>/plan/procesplan.ics", views.feed, name="plan_feed"),
    path("kalender/<str:token>/procesplan.ics", views.own_feed, name="own_feed"),
    path("aktivitet/<uuid:pk>/ret/", views.edit_activity, name="edit_activity"),
    path("aktivitet/<uuid:pk>/fortryd/", views.take_back, name="take_back_activity"),
    path("aktivitet/<uuid:pk>/holdt/", views.move, name="move_activity"),
    path("aktivitet/<uuid:pk>/kalender.ics", views.activity_calendar, name="calendar"),
]
