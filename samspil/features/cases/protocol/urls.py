"""Addresses of protocol."""

from django.urls import path

from samspil.features.cases.protocol import views

urlpatterns = [
    path("moeder/<uuid:pk>/fremmoede/", views.attendance, name="attendance"),
    path("moeder/<uuid:pk>/fremmoede/alle/", views.all_present, name="all_present"),
    path("moeder/<uuid:pk>/fremmoede/<int:key>/", views.took_part, name="took_part"),
    path("moeder/<uuid:pk>/start-og-slut/", views.held, name="held"),
    path("moeder/<uuid:pk>/beslutninger/", views.decisions, name="decisions"),
    path("punkter/<uuid:pk>/inhabil/", views.recuse, name="recuse"),
    path("inhabil/<int:pk>/fjern/", views.end_recusal, name="end_recusal"),
    path("beslutninger/<uuid:pk>/afstemning/", views.votes, name="votes"),
    path("beslutninger/<uuid:pk>/afstemning/tag-ud/", views.forget_votes, name="forget_votes"),
    path("beslutninger/<uuid:pk>/mindretal/", views.dissent, name="dissent"),
    path("mindretal/<uuid:pk>/tag-ud/", views.withdraw_dissent, name="withdraw_dissent"),
    path("beslutninger/<uuid:pk>/standsning/", views.stay, name="stay"),
]
