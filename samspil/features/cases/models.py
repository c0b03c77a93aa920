"""Where Django finds the tables: each sub-area has its own, and they are imported from there."""

from samspil.features.cases.agenda import models as agenda
from samspil.features.cases.authorisations import models as authorisations
from samspil.features.cases.communication import models as communication
from samspil.features.cases.document_access import models as document_access
from samspil.features.cases.editing import models as editing
from samspil.features.cases.follow_up import models as follow_up
from samspil.features.cases.importing import models as importing
from samspil.features.cases.minutes import models as minutes
from samspil.features.cases.publication import models as publication
from samspil.features.cases.records import models as records
from samspil.features.cases.versions import models as versions

TABLES = (
    agenda,
    authorisations,
    communication,
    document_access,
    editing,
    follow_up,
    importing,
    minutes,
    publication,
    records,
    versions,
)
