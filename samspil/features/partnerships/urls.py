"""Addresses of partnerships: those of its sub-areas, together."""

from samspil.features.partnerships.attendance import urls as attendance
from samspil.features.partnerships.charter import urls as charter
from samspil.features.partnerships.civic import urls as civic
from samspil.features.partnerships.core import urls as core
from samspil.features.partnerships.day import urls as day
from samspil.features.partnerships.guests import urls as guests
from samspil.features.partnerships.methods import urls as methods
from samspil.features.partnerships.pace import urls as pace
from samspil.features.partnerships.pages import urls as pages
from samspil.features.partnerships.parties import urls as parties
from samspil.features.partnerships.plans import urls as plans
from samspil.features.partnerships.programmes import urls as programmes
from samspil.features.partnerships.relations import urls as relations
from samspil.features.partnerships.starting import urls as starting
from samspil.features.partnerships.times import urls as times
from samspil.features.partnerships.versions import urls as versions

app_name = "partnerships"
urlpatterns = [
    *pages.urlpatterns,
    *core.urlpatterns,
    *versions.urlpatterns,
    *methods.urlpatterns,
    *times.urlpatterns,
    *plans.urlpatterns,
    *civic.urlpatterns,
    *day.urlpatterns,
    *parties.urlpatterns,
    *guests.urlpatterns,
    *charter.urlpatterns,
    *programmes.urlpatterns,
    *relations.urlpatterns,
    *pace.urlpatterns,
    *attendance.urlpatterns,
    *starting.urlpatterns,
]
