"""Where Django finds the tables of the sub-areas."""

from samspil.features.partnerships.attendance import models as attendance
from samspil.features.partnerships.charter import models as charter
from samspil.features.partnerships.civic import models as civic
from samspil.features.partnerships.core import models as core
from samspil.features.partnerships.day import models as day
from samspil.features.partnerships.digest import models as digest
from samspil.features.partnerships.plans import models as plans
from samspil.features.partnerships.programmes import models as programmes
from samspil.features.partnerships.relations import models as relations
from samspil.features.partnerships.times import models as times
from samspil.features.partnerships.versions import models as versions

__all__ = [
    "attendance",
    "charter",
    "civic",
    "core",
    "day",
    "digest",
    "plans",
    "programmes",
    "relations",
    "times",
    "versions",
]
