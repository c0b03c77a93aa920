"""Addresses of voices."""

from django.urls import path

from samspil.features.voices import views

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
    path("<uuid:pk>/offentliggoer/", views.publish, name="publish"),
    path("<uuid:pk>/tag-af-nettet/", views.unpublish, name="unpublish"),
    path("<uuid:pk>/traek-tilbage/", views.withdraw, name="withdraw"),
    path("<uuid:pk>/seddel/", views.slip, name="slip"),
]
