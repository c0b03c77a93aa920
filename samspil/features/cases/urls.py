"""Addresses of cases."""

from django.urls import path

from samspil.features.cases.api import everything
from samspil.features.cases.views import changing, importing, opening, routes, showing

app_name = "cases"
urlpatterns = [
    path("", showing.index, name="list"),
    path("aabne-data/", opening.open_data, name="open_data"),
    path("aabne-data/alt.json", everything.download, name="download"),
    path("beslutninger.atom", opening.feed, name="feed"),
    path("udvalg/<uuid:pk>/beslutninger.atom", opening.body_feed, name="body_feed"),
    path("udvalg/<uuid:pk>/moeder.ics", opening.body_calendar, name="body_calendar"),
    path("punkter/<uuid:pk>/sagen.atom", opening.case_feed, name="case_feed"),
    path("udvalg/", showing.bodies, name="bodies"),
    path("udvalg/nyt/", changing.new_body, name="new_body"),
    path("udvalg/<uuid:pk>/", showing.body, name="body"),
    path("udvalg/<uuid:pk>/nyt-moede/", changing.new_meeting, name="new_meeting"),
    path("moeder/<uuid:pk>/", showing.meeting, name="meeting"),
    path("moeder/<uuid:pk>/kalender.ics", showing.calendar, name="calendar"),
    path("moeder/<uuid:pk>/ret/", changing.edit_meeting, name="edit_meeting"),
    path("moeder/<uuid:pk>/fremmoede/", changing.attendance, name="attendance"),
    path("moeder/<uuid:pk>/offentliggoer-dagsorden/", changing.publish_agenda, name="publish_agenda"),
    path("moeder/<uuid:pk>/begynd-referat/", changing.begin_minutes, name="begin_minutes"),
    path("moeder/<uuid:pk>/offentliggoer-referat/", changing.publish_minutes, name="publish_minutes"),
    path("punkter/nyt/", changing.new, name="new"),
    path("punkter/<uuid:pk>/", showing.detail, name="detail"),
    path("punkter/<uuid:pk>/ret/", changing.edit, name="edit"),
    path("punkter/<uuid:pk>/luk/", changing.close, name="close"),
    path("punkter/<uuid:pk>/aabn/", changing.open_item, name="open"),
    path("punkter/<uuid:pk>/nyt-bilag/", changing.new_annex, name="new_annex"),
    path("punkter/<uuid:pk>/samme-sag/", changing.join, name="join"),
    path("punkter/<uuid:pk>/ny-beslutning/", changing.new_statement, name="new_statement"),
    path("beslutninger/<uuid:pk>/", showing.decision, name="decision"),
    path("beslutninger/<uuid:pk>/ret/", changing.edit_statement, name="edit_statement"),
    path("beslutninger/<uuid:pk>/tag-ud/", changing.withdraw_statement, name="withdraw_statement"),
    path("beslutninger/<uuid:pk>/send-videre/", changing.send_on, name="send_on"),
    path("sagsgang/<uuid:pk>/ansvar/", changing.carry, name="carry"),
    path("sagsgang/<uuid:pk>/slut/", changing.end_step, name="end_step"),
    path("sag/<uuid:pk>/", routes.matter, name="matter"),
    path("modtaget/", routes.received, name="received"),
    path("modtaget/<uuid:pk>/paa/<uuid:meeting>/", routes.take_up, name="take_up"),
    path("modtaget/<uuid:pk>/tages-ikke-op/", routes.turn_down, name="turn_down"),
    path("modtaget/<uuid:pk>/er/<uuid:body>/", routes.recognise, name="recognise"),
    path("bilag/<uuid:pk>/", showing.annex, name="annex"),
    path("bilag/<uuid:pk>/luk/", changing.close_annex, name="close_annex"),
    path("bilag/<uuid:pk>/aabn/", changing.open_annex, name="open_annex"),
    path("lukket/<uuid:pk>/", showing.closed, name="closed"),
    path("hent-ind/", importing.upload, name="import"),
    path("hent-ind/<str:key>/", importing.preview, name="preview"),
    path("hent-ind/<str:key>/kasser/", importing.forget, name="forget"),
]
