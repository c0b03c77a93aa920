"""What people type about cases, made into clean values: single records in `records`, a whole meeting in `preview`."""

from samspil.features.cases.forms.preview import PreviewForm
from samspil.features.cases.forms.records import (
    AnnexForm,
    AttendanceForm,
    BodyForm,
    CarrierForm,
    CloseForm,
    EndStepForm,
    ImportForm,
    ItemForm,
    JoinForm,
    MeetingForm,
    ReasonForm,
    RouteForm,
    StatementForm,
)

__all__ = [
    "AnnexForm", "AttendanceForm", "BodyForm", "CarrierForm", "CloseForm", "EndStepForm", "ImportForm", "ItemForm",
    "JoinForm", "MeetingForm", "PreviewForm", "ReasonForm", "RouteForm", "StatementForm",
]  # fmt: skip
