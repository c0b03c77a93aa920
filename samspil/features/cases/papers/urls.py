"""Addresses of papers."""

from django.urls import path

from samspil.features.cases.papers import views

urlpatterns = [
    path("udvalg/<uuid:pk>/eksport/", views.export_body, name="export_body"),
    path("moeder/<uuid:pk>/referat.pdf", views.minutes_pdf, name="minutes_pdf"),
    path("moeder/<uuid:pk>/referat.html", views.minutes_html, name="minutes_html"),
    path("moeder/<uuid:pk>/dagsorden.pdf", views.agenda_pdf, name="agenda_pdf"),
    path("moeder/<uuid:pk>/udvalgets-referat.pdf", views.minutes_copy, name="minutes_copy"),
    path("moeder/<uuid:pk>/udvalgets-dagsorden.pdf", views.agenda_copy, name="agenda_copy"),
    path("moeder/<uuid:pk>/eksport/", views.export_meeting, name="export_meeting"),
    path("punkter/<uuid:pk>/eksport/", views.export_item, name="export_item"),
    path("punkter/<uuid:pk>/kopi/", views.copy, name="copy"),
]
