"""The fixtures of the journeys, and the records that the product's own pages are tested with."""

from tests.journeys.base import open_visit, visit, visit_without_script
from tests.journeys.ten_tasks import at_work, way
from tests.kit.records import record, tie

__all__ = ["at_work", "open_visit", "record", "tie", "visit", "visit_without_script", "way"]
