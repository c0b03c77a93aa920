"""Addresses of voices."""

from django.urls import path

from samspil.features.voices import views
from samspil.features.voices.alarm import urls as alarm
from samspil.features.voices.consents import urls as consents
from samspil.features.voices.legal import urls as legal
from samspil.features.voices.messages import urls as messages
from samspil.features.voices.slips import urls as slips
from samspil.features.voices.views import answering, deposits, offline, publishing, telling

app_name = "voices"
urlpatterns = [
    path("", views.index, name="list"),
    path("nyt/", views.new, name="new"),
    path("kode/", views.code, name="code"),
    path("mit/<uuid:pk>/", views.own, name="own"),
    path("<uuid:pk>/indsigt/", telling.insight, name="insight"),
    path("<uuid:pk>/indsigt.pdf", telling.insight_file, {"form": "pdf"}, name="insight_pdf"),
    path("<uuid:pk>/indsigt.zip", telling.insight_file, {"form": "zip"}, name="insight_zip"),
    path("svar/<uuid:pk>/", views.answer_detail, name="answer_detail"),
    path("svar/<uuid:pk>/naaede-frem/", answering.delivered, name="delivered"),
    path("svar/<uuid:pk>/ikke-naaet-frem/", answering.not_reached, name="not_reached"),
    path("uden-svar/", answering.waiting, name="waiting"),
    path("uden-svar/svar/", answering.answer_many, name="answer_many"),
    path("uden-svar/breve/", answering.letters, name="letters"),
    path("uden-svar/breve/udskriv/", answering.print_letters, name="print_letters"),
    path("uden-svar/breve/sendt/", answering.posted, name="posted"),
    path("uden-svar/ring/", answering.calls, name="calls"),
    # What a phone without network asks: everything under this address is the scope of its service worker.
    path("uden-net/", offline.capture, name="offline"),
    path("uden-net/klar/", offline.ready, name="ready"),
    path("uden-net/hjaelper.js", offline.worker, name="worker"),
    path("uden-net/app.webmanifest", offline.manifest, name="manifest"),
    path("uden-net/aflever/", deposits.announce, name="announce"),
    path("uden-net/aflever/antal/", deposits.tell_waiting, name="tell_waiting"),
    path("uden-net/aflever/<uuid:pk>/<int:number>/", deposits.put_piece, name="put_piece"),
    path("uden-net/aflever/<uuid:pk>/fortrudt/", deposits.regret, name="regret"),
    path("telefoner/", offline.phones, name="phones"),
    path("telefoner/fil/", offline.bring, name="bring"),
    path("telefoner/<uuid:pk>/stop/", offline.stop, name="stop"),
    path("telefoner/bidrag/<uuid:pk>/", offline.held, name="held"),
    path("telefoner/bidrag/<uuid:pk>/fortrudt/", offline.take_back, name="take_back"),
    *slips.urlpatterns,
    *alarm.urlpatterns,
    *legal.urlpatterns,
    *messages.urlpatterns,
    *consents.urlpatterns,
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/ret/", views.edit, name="edit"),
    path("<uuid:pk>/svar/", views.answer, name="answer"),
    path("<uuid:pk>/luk/", views.close, name="close"),
    path("<uuid:pk>/genaabn/", views.reopen, name="reopen"),
    path("<uuid:pk>/fare/", publishing.danger, name="danger"),
    path("<uuid:pk>/gennemgang/", publishing.review, name="review"),
    path("<uuid:pk>/bed-om-offentliggoerelse/", publishing.ask_publish, name="ask_publish"),
    path("<uuid:pk>/offentliggoer/", publishing.publish, name="publish"),
    path("<uuid:pk>/ikke-endnu/", publishing.refuse, name="refuse"),
    path("<uuid:pk>/tag-af-nettet/", views.unpublish, name="unpublish"),
    path("<uuid:pk>/traek-tilbage/", views.withdraw, name="withdraw"),
    path("<uuid:pk>/seddel/", views.slip, name="slip"),
]
