"""Every address of the product."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", include("samspil.web.urls")),
    # Mail goes to the person's address, which is not the account's: allauth's pages of addresses would promise what nothing does.
    path("konto/email/", RedirectView.as_view(pattern_name="web:account"), name="account_email"),
    path(
        "konto/confirm-email/", RedirectView.as_view(pattern_name="web:account"), name="account_email_verification_sent"
    ),
    path("konto/", include("allauth.urls")),
    path("partnerskaber/", include("samspil.features.partnerships.urls")),
    path("proevehandlinger/", include("samspil.features.trials.urls")),
    path("bidrag/", include("samspil.features.voices.urls")),
    path("indsigter/", include("samspil.features.insights.urls")),
    path("sager/", include("samspil.features.cases.urls")),
    path("oparl/", include("samspil.features.cases.open_data.api.urls")),
    path("penge/", include("samspil.features.funds.urls")),
    path("anbefalinger/", include("samspil.features.reports.urls")),
]

handler400 = "samspil.web.errors.bad_request"
handler403 = "samspil.web.errors.forbidden"
handler404 = "samspil.web.errors.not_found"
handler500 = "samspil.web.errors.server_error"
