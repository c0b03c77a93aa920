"""What people type about cases, made into clean values: single records in `records`, a whole meeting in `preview`."""

from samspil.features.cases.forms.preview import PreviewForm
from samspil.features.cases.forms.proposals import (
    AuthorisationForm,
    CancelForm,
    EndAuthorisationForm,
    PostponeForm,
    PresentationForm,
    PresentedForm,
    SendBackForm,
    TakeOffForm,
)
from samspil.features.cases.forms.protocol import (
    ApprovalForm,
    DissentForm,
    HeldForm,
    RecuseForm,
    StayForm,
    TookPartForm,
    VotesForm,
)
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
    "AnnexForm", "ApprovalForm", "AttendanceForm", "AuthorisationForm", "BodyForm", "CancelForm", "CarrierForm",
    "CloseForm", "DissentForm", "EndAuthorisationForm", "EndStepForm", "HeldForm", "ImportForm", "ItemForm",
    "JoinForm", "MeetingForm", "PostponeForm", "PresentationForm", "PresentedForm", "PreviewForm", "ReasonForm",
    "RecuseForm", "RouteForm", "SendBackForm", "StatementForm", "StayForm", "TakeOffForm", "TookPartForm",
    "VotesForm",
]  # fmt: skip
