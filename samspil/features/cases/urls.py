"""Addresses of cases: those of its sub-areas, together."""

from samspil.features.cases.agenda import urls as agenda
from samspil.features.cases.authorisations import urls as authorisations
from samspil.features.cases.communication import urls as communication
from samspil.features.cases.document_access import urls as document_access
from samspil.features.cases.editing import urls as editing
from samspil.features.cases.follow_up import urls as follow_up
from samspil.features.cases.importing import urls as importing
from samspil.features.cases.minutes import urls as minutes
from samspil.features.cases.open_data import urls as open_data
from samspil.features.cases.pages import urls as pages
from samspil.features.cases.papers import urls as papers
from samspil.features.cases.protocol import urls as protocol
from samspil.features.cases.routes import urls as routes
from samspil.features.cases.seats import urls as seats

app_name = "cases"
urlpatterns = [
    *agenda.urlpatterns,
    *authorisations.urlpatterns,
    *communication.urlpatterns,
    *document_access.urlpatterns,
    *editing.urlpatterns,
    *follow_up.urlpatterns,
    *importing.urlpatterns,
    *minutes.urlpatterns,
    *open_data.urlpatterns,
    *pages.urlpatterns,
    *papers.urlpatterns,
    *protocol.urlpatterns,
    *routes.urlpatterns,
    *seats.urlpatterns,
]
