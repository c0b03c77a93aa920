"""Addresses of who is in a partnership."""

from django.urls import path

from samspil.features.partnerships.parties import views

urlpatterns = [
    path("nyt/", views.new, name="new"),
    path("<uuid:pk>/parter/", views.parties, name="parties"),
    path("<uuid:pk>/parter/ny/", views.add_party, name="add_party"),
    path("<uuid:pk>/parter/<uuid:organisation>/ud/", views.leave, name="leave"),
    path("<uuid:pk>/personer/ny/", views.add_member, name="add_member"),
    path("<uuid:pk>/personer/flere/", views.add_members, name="add_members"),
    path("<uuid:pk>/personer/<int:role>/slut/", views.end_member, name="end_member"),
]
