"""The addresses that belong to no feature: front page, thread, search, statements."""

from functools import partial

from django.urls import path, register_converter
from django.views.generic import RedirectView
from django.views.i18n import set_language

from samspil.web import (
    doors,
    glossary,
    health,
    keys,
    leaving,
    mail,
    news,
    own,
    portions,
    searching,
    second_factor,
    subject_access,
    succeeding,
    thread_views,
    undo,
    views,
)

register_converter(doors.DoorConverter, "door")

app_name = "web"
moved = partial(RedirectView.as_view, permanent=True)
urlpatterns = [
    path("", views.front, name="front"),
    path("traad/<uuid:pk>/", thread_views.thread, name="thread"),
    path("traad/<uuid:pk>/billede.svg", thread_views.picture, name="thread_picture"),
    path("traad/<uuid:pk>/plakat.pdf", thread_views.printed, name="thread_poster"),
    path("<door:slug>/", doors.page, name="door"),
    path("traad/<uuid:pk>/tilfoej/", views.link, name="link"),
    path("sammenhaeng/<uuid:pk>/traek-tilbage/", views.unlink, name="unlink"),
    path("soeg/", searching.search, name="search"),
    path("soeg/glem/", searching.forget, name="forget_searches"),
    path("opgaver/", views.duties, name="duties"),
    path("opgaver/<uuid:pk>/", views.duty, name="duty"),
    path("fil/<uuid:pk>/", views.file, name="file"),
    path("min-konto/", views.account, name="account"),
    path("min-konto/ekstra-noegle/", second_factor.page, name="second_factor"),
    path("mit-samspil/", own.overview, name="overview"),
    path("mit-samspil/vaelg/<slug:name>/", own.choose, name="choose"),
    path("mit-samspil/set/", own.seen, name="seen"),
    path("mit-samspil/kommer/<int:pk>/", own.come, name="come"),
    path("mit-samspil/nyt/", news.page, name="news"),
    path("mit-samspil/nyt/laest/", news.read_all, name="read_news"),
    path("mit-samspil/nyt/<uuid:pk>/", news.open_record, name="open_news"),
    path("mit-samspil/nyt/daemp/<uuid:pk>/", news.mute, name="mute"),
    path("mit-samspil/nyt/hoer-igen/<uuid:pk>/", news.unmute, name="unmute"),
    path("mit-samspil/kalender/", own.open_calendar, name="open_calendar"),
    path("mit-samspil/kalender/luk/", own.close_calendar, name="close_calendar"),
    path("mit-samspil/kalender/<str:token>.ics", own.calendar, name="own_calendar"),
    path("mit-samspil/efterfoelger/", succeeding.page, name="name_successor"),
    path("mit-samspil/oplysninger/", subject_access.mine, name="my_data"),
    path("mit-samspil/oplysninger/indsigt.pdf", subject_access.mine_to_take, {"form": "pdf"}, name="my_data_pdf"),
    path("mit-samspil/oplysninger/indsigt.zip", subject_access.mine_to_take, {"form": "zip"}, name="my_data_zip"),
    path("mit-samspil/noter/", own.notes, name="notes"),
    path("mit-samspil/noter/hent/", own.notes_file, name="notes_file"),
    path("mit-samspil/noter/slet/", own.forget_notes, name="forget_notes"),
    path("mit-samspil/noter/<uuid:pk>/", own.note, name="note"),
    # They began as a part of the cases, and people have these addresses in their bookmarks and calendars. A calendar
    # programme need not follow a redirect, so its old address answers itself.
    path("sager/overblik/", moved(pattern_name="web:overview"), name="overview_moved"),
    path("sager/overblik/kalender/<str:token>.ics", own.calendar, name="own_calendar_moved"),
    path("sager/noter/", moved(pattern_name="web:notes"), name="notes_moved"),
    path("sager/noter/<uuid:pk>/", moved(pattern_name="web:note"), name="note_moved"),
    path("genveje/", keys.page, name="keys"),
    path("genveje/skift/", keys.switch, name="switch_keys"),
    path("fortryd/", undo.undo, name="undo"),
    path("i-gang/<str:key>/", portions.page, name="portion"),
    path("afmeld/<str:signed>/", mail.decline, name="decline"),
    path("luk/", leaving.leave, name="leave"),
    path("farvel/", leaving.closed, name="closed"),
    path("m/", mail.invitation_link, name="invitation_door"),
    path("m/<str:token>/", mail.invitation_link, name="invitation_link"),
    path("indbydelse/<int:pk>/", mail.invitation, name="invitation"),
    path("her-endnu/", views.still_here, name="still_here"),
    path("sprog/", set_language, name="language"),
    path("om/", views.about, name="about"),
    path("ordliste/", glossary.page, name="glossary"),
    path("was/", views.was, name="was"),
    path("privatliv/", views.privacy, name="privacy"),
    path("driftstatus/", health.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
]
