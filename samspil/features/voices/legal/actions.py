"""Every writing of a legal profile: a new version, and that somebody has signed one off."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from samspil.features.voices.legal import queries, rules
from samspil.features.voices.legal.models import LegalProfile
from samspil.spine import journal, locks, policy
from samspil.spine.models import Circle, Organisation
from samspil.spine.people import Actor


@journal.deed
def write(*, by: Actor, organisation: Organisation, said: rules.Said, within: Circle | None = None) -> LegalProfile:
    """Write a new version of a place's profile. Nothing rests on it before it is signed off; the one before stands until then."""
    locks.reread(organisation)
    policy.check(by, "write", "legal_profile", policy.Place.of(organisation))
    rules.check_said(said)
    before = queries.newest(organisation.pk, within.pk if within else None)
    made = LegalProfile.objects.create(
        organisation=organisation,
        within=within,
        version=before.version + 1 if before else 1,
        controller=said.controller.strip(),
        processors=said.processors.strip(),
        basis=said.basis,
        passing_on=said.passing_on,
        consent_forms=[key for key in rules.FORMS if key in said.consent_forms],
        longest_days=said.longest_days,
        retention=said.retention.strip(),
        kept=said.kept.strip(),
        written_by_id=by.person_id,
    )
    journal.note(
        "legal_profile.written",
        by=by,
        organisation=organisation.pk,
        data={"profile": made.pk, "version": made.version, "basis": made.basis},
    )
    return made


@journal.deed
def sign_off(*, by: Actor, profile: LegalProfile, signed_by: str, signed_on: dt.date | None = None) -> LegalProfile:
    """Write who has signed a version off, and when: from now on voices are taken in under it."""
    locks.reread(profile)
    policy.check(by, "sign_off", "legal_profile", policy.Place.of(profile.organisation))
    today = timezone.localdate()
    day = signed_on or today
    name = rules.check_sign_off(signed_by, day, today, is_signed=profile.signed_on is not None)
    profile.signed_by, profile.signed_on = name, day
    profile.save(update_fields=["signed_by", "signed_on"])
    journal.note(
        "legal_profile.signed_off", by=by, organisation=profile.organisation_id, data={"profile": profile.pk, "on": day}
    )
    return profile
