"""The addresses that belong to no feature: front page, thread, search, statements."""

from django.urls import path, register_converter
from django.views.i18n import set_language

from samspil.web import doors, health, leaving, mail, own, second_factor, views

register_converter(doors.SlugConverter, "door")

app_name = "web"
urlpatterns = [
    path("", views.front, name="front"),
    path("<door:slug>/", doors.page, name="door"),
    path("traad/<uuid:pk>/", views.thread, name="thread"),
    path("traad/<uuid:pk>/tilfoej/", views.link, name="link"),
    path("sammenhaeng/<uuid:pk>/traek-tilbage/", views.unlink, name="unlink"),
    path("soeg/", views.search, name="search"),
    path("opgaver/", views.duties, name="duties"),
    path("opgaver/<uuid:pk>/", views.duty, name="duty"),
    path("fil/<uuid:pk>/", views.file, name="file"),
    path("min-konto/", views.account, name="account"),
    path("min-konto/ekstra-noegle/", second_factor.page, name="second_factor"),
    # They began as a part of the cases, and people have these addresses in their bookmarks and calendars.
    path("sager/overblik/", own.overview, name="overview"),
    path("sager/overblik/set/", own.seen, name="seen"),
    path("sager/overblik/kalender/", own.open_calendar, name="open_calendar"),
    path("sager/overblik/kalender/luk/", own.close_calendar, name="close_calendar"),
    path("sager/overblik/kalender/<str:token>.ics", own.calendar, name="own_calendar"),
    path("sager/noter/", own.notes, name="notes"),
    path("sager/noter/hent/", own.notes_file, name="notes_file"),
    path("sager/noter/slet/", own.forget_notes, name="forget_notes"),
    path("sager/noter/<uuid:pk>/", own.note, name="note"),
    path("afmeld/<str:signed>/", mail.decline, name="decline"),
    path("luk/", leaving.leave, name="leave"),
    path("farvel/", leaving.closed, name="closed"),
    path("m/", mail.invitation_link, name="invitation_door"),
    path("m/<str:token>/", mail.invitation_link, name="invitation_link"),
    path("indbydelse/<int:pk>/", mail.invitation, name="invitation"),
    path("her-endnu/", views.still_here, name="still_here"),
    path("sprog/", set_language, name="language"),
    path("om/", views.about, name="about"),
    path("was/", views.was, name="was"),
    path("privatliv/", views.privacy, name="privacy"),
    path("driftstatus/", health.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
]
