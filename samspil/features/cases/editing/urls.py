"""Addresses of editing."""

from django.urls import path

from samspil.features.cases.editing import views

urlpatterns = [
    path("punkter/nyt/", views.new, name="new"),
    path("punkter/<uuid:pk>/ret/", views.edit, name="edit"),
    path("punkter/<uuid:pk>/luk/", views.close, name="close"),
    path("punkter/<uuid:pk>/aabn/", views.open_item, name="open"),
    path("punkter/<uuid:pk>/nyt-bilag/", views.new_annex, name="new_annex"),
    path("punkter/<uuid:pk>/samme-sag/", views.join, name="join"),
    path("punkter/<uuid:pk>/ny-beslutning/", views.new_statement, name="new_statement"),
    path("beslutninger/<uuid:pk>/ret/", views.edit_statement, name="edit_statement"),
    path("beslutninger/<uuid:pk>/tag-ud/", views.withdraw_statement, name="withdraw_statement"),
    path("bilag/<uuid:pk>/luk/", views.close_annex, name="close_annex"),
    path("bilag/<uuid:pk>/aabn/", views.open_annex, name="open_annex"),
    path("bilag/<uuid:pk>/ny-version/", views.new_version, name="new_version"),
]
