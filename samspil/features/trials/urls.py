"""Addresses of trials, their rounds, and the catalogue of ideas."""

from django.urls import path

from samspil.features.trials import views
from samspil.features.trials.views import ideas, rounds

app_name = "trials"
urlpatterns = [
    path("", views.index, name="list"),
    path("ny/", views.new, name="new"),
    path("ideer/", ideas.index, name="ideas"),
    path("ideer/ny/", ideas.new, name="new_idea"),
    path("ideer/<uuid:pk>/", ideas.detail, name="idea"),
    path("ideer/<uuid:pk>/ret/", ideas.edit, name="edit_idea"),
    path("ideer/<uuid:pk>/saml/", ideas.merge, name="merge_idea"),
    path("ideer/<uuid:pk>/skil/", ideas.split, name="split_idea"),
    path("omgange/<int:pk>/", rounds.follow_up, name="follow_up"),
    path("laering/<uuid:pk>/", views.learning, name="learning"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/ret/", views.edit, name="edit"),
    path("<uuid:pk>/videre/", views.move, name="move"),
    path("<uuid:pk>/slut/", views.end, name="end"),
    path("<uuid:pk>/laering/", views.learn, name="learn"),
    path("<uuid:pk>/til-alle/", views.describe, name="describe"),
    path("<uuid:pk>/offentliggoer/", views.publish, name="publish"),
    path("<uuid:pk>/tag-af-nettet/", views.unpublish, name="unpublish"),
    path("<uuid:pk>/omgang/", rounds.plan, name="plan_round"),
    path("<uuid:pk>/trods-stopreglen/", rounds.go_on, name="go_on"),
    path("<uuid:pk>/yderste-led/", rounds.reach, name="reach"),
]
