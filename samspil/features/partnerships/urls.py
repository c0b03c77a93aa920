"""Addresses of partnerships and their plans."""

from django.urls import path

from samspil.features.partnerships import views
from samspil.features.partnerships.views import charter, plans, programmes

app_name = "partnerships"
urlpatterns = [
    path("", views.index, name="list"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/ret/", views.edit, name="edit"),
    path("<uuid:pk>/indlaes/", views.import_description, name="import"),
    path("<uuid:pk>/ny-aktivitet/", views.new_activity, name="new_activity"),
    path("<uuid:pk>/plan/", plans.plan, name="plan"),
    path("<uuid:pk>/plan/maaned/", plans.month, name="plan_month"),
    path("<uuid:pk>/plan/tidslinje/", plans.line, name="plan_line"),
    path("<uuid:pk>/plan/udskrift/", plans.paper, name="plan_paper"),
    path("<uuid:pk>/plan/procesplan.pdf", plans.pdf, name="plan_pdf"),
    path("<uuid:pk>/plan/udgaver/", plans.versions, name="plan_versions"),
    path("<uuid:pk>/plan/udgaver/<int:number>/", plans.version, name="plan_version"),
    path("<uuid:pk>/plan/godkend/", plans.approve, name="approve_plan"),
    path("<uuid:pk>/plan/kort-forloeb/", plans.intensive_course, name="intensive"),
    path("<uuid:pk>/plan/kalender/", plans.calendar, name="plan_calendar"),
    path("<uuid:pk>/plan/kalender/eget-link/", plans.issue_calendar, name="issue_calendar"),
    path("<uuid:pk>/plan/kalender/stop/", plans.stop_calendar, name="stop_calendar"),
    path("<uuid:pk>/plan/procesplan.ics", plans.feed, name="plan_feed"),
    path("kalender/<str:token>/procesplan.ics", plans.own_feed, name="own_feed"),
    path("<uuid:pk>/rollekort/", charter.charter, name="charter"),
    path("<uuid:pk>/rollekort/skriv/", charter.write, name="write_charter"),
    path("<uuid:pk>/rollekort/ja/", charter.acknowledge, name="acknowledge"),
    path("<uuid:pk>/rollekort/spoerg/", charter.ask, name="ask_charter"),
    path("<uuid:pk>/rollekort/mit/", charter.own, name="own_charter"),
    path("r/<str:token>/", charter.link, name="charter_link"),
    path("<uuid:pk>/milepael/", charter.new_milestone, name="new_milestone"),
    path("milepael/<int:pk>/", charter.reach_milestone, name="reach_milestone"),
    path("<uuid:pk>/delestilling/", charter.new_post, name="new_post"),
    path("<uuid:pk>/myndighed/", charter.mandates, name="mandates"),
    path("<uuid:pk>/myndighed/ny/", charter.new_mandate, name="new_mandate"),
    path("kraever/<uuid:pk>/", charter.need, name="need"),
    path("<uuid:pk>/problemet/", charter.problem, name="problem"),
    path("<uuid:pk>/problemet/skriv/", charter.reframe, name="reframe"),
    path("<uuid:pk>/lister/", charter.register, name="register"),
    path("<uuid:pk>/lister/skriv/", charter.new_entry, name="new_entry"),
    path("program/<uuid:pk>/", programmes.detail, name="programme"),
    path("aktivitet/<uuid:pk>/", views.activity, name="activity"),
    path("aktivitet/<uuid:pk>/ret/", views.edit_activity, name="edit_activity"),
    path("aktivitet/<uuid:pk>/holdt/", views.move, name="move_activity"),
    path("aktivitet/<uuid:pk>/opsamling/", views.land, name="land"),
    path("aktivitet/<uuid:pk>/kalender.ics", views.calendar, name="calendar"),
]
