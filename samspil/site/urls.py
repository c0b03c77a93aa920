"""Every address of the product. Each feature names its own in `apps.py`: what they begin with, and the module that has them."""

from django.apps import apps
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
    *(
        path(begins, include(module))
        for feature in apps.get_app_configs()
        for begins, module in getattr(feature, "addresses", {}).items()
    ),
]

handler400 = "samspil.web.errors.bad_request"
handler403 = "samspil.web.errors.forbidden"
handler404 = "samspil.web.errors.not_found"
handler500 = "samspil.web.errors.server_error"
