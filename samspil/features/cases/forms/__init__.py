"""What people type about cases, made into clean values: single records in `records`, a whole meeting in `preview`."""

from samspil.features.cases.forms.access import AccessForm, ChoiceForm, HandOutForm, VersionForm
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
    "AccessForm",
    "AnnexForm",
    "AttendanceForm",
    "BodyForm",
    "CarrierForm",
    "ChoiceForm",
    "CloseForm",
    "EndStepForm",
    "HandOutForm",
    "ImportForm",
    "ItemForm",
    "JoinForm",
    "MeetingForm",
    "PreviewForm",
    "ReasonForm",
    "RouteForm",
    "StatementForm",
    "VersionForm",
]  # fmt: skip
