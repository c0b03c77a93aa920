"""The deed that stands on the page of an authorisation."""

from django.utils.translation import gettext_lazy as _

from samspil.web.rights import Deed

DEEDS = (
    Deed(
        kind="authorisation",
        deed="end",
        label=_("Skriv, at den er ophørt"),
        url="cases:end_authorisation",
        when=lambda at: at.record.ended_on is None,
    ),
)
