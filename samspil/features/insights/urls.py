"""Addresses of insights and sources."""

from django.urls import path

from samspil.features.insights import views

app_name = "insights"
urlpatterns = [
    path("", views.index, name="list"),
    path("ny/", views.new, name="new"),
    path("kilder/", views.documents, name="documents"),
    path("kilder/ny/", views.import_document, name="import"),
    path("kilder/<uuid:pk>/", views.document, name="document"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/ret/", views.edit, name="edit"),
    path("<uuid:pk>/grundlag/", views.evidence, name="evidence"),
    path("<uuid:pk>/grundlag/nyt/", views.rest_on, name="rest_on"),
    path("<uuid:pk>/grundlag/<int:evidence>/fjern/", views.drop, name="drop"),
    path("<uuid:pk>/offentliggoer/", views.publish, name="publish"),
    path("<uuid:pk>/tag-af-nettet/", views.unpublish, name="unpublish"),
]
