"""Addresses of voices."""

from django.urls import path

from samspil.features.voices import views
from samspil.features.voices.views import publishing

app_name = "voices"
urlpatterns = [
    path("", views.index, name="list"),
    path("nyt/", views.new, name="new"),
    path("kode/", views.code, name="code"),
    path("mit/<uuid:pk>/", views.own, name="own"),
    path("svar/<uuid:pk>/", views.answer_detail, name="answer_detail"),
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
