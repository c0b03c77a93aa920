"""`samspil manage reset_second_factor`: give somebody who has lost phone, key and recovery codes a new beginning.

Their keys are forgotten and their logins ended, so that the next login must set a new one up. The journal says who did it.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError

from samspil.paper.refusal import Refused
from samspil.spine import journal, outbox, people
from samspil.spine.actors import Actor
from samspil.spine.models import Person, Role

MAIL = """\
Kære {name}

Din ekstra nøgle til Samspil er nulstillet. Næste gang du logger ind, sætter du en ny op.
Har du ikke selv bedt om det, så ring straks til din administrator.
"""


class Command(BaseCommand):
    """Forgets an account's second factor."""

    help = "Nulstil en kontos ekstra nøgle (mistet telefon, nøgle og reservekoder)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("account", help="brugernavnet på kontoen")
        parser.add_argument("--by", required=True, help="dit eget brugernavn; du skal være administrator")

    def handle(self, *, account: str, by: str, **options: Any) -> None:
        try:
            keys = reset(by=administrator(by), person=person_of(account))
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        self.stdout.write(f"Nulstillet: {keys} nøgler er glemt, og kontoen »{account}« er logget af overalt.")


def person_of(account: str) -> Person:
    """Return the person with an account, else refuse."""
    found = Person.objects.select_related("user").filter(user__username=account).first()
    if found is None:
        raise Refused(f"Ingen person har kontoen »{account}«.")
    return found


def administrator(account: str) -> Actor:
    """Return an administrator as an actor, else refuse."""
    actor = people.actor_for(person_of(account))
    if not actor.has_role(Role.Kind.ADMINISTRATOR):
        raise Refused(f"»{account}« er ikke administrator i dag. Kun en administrator nulstiller andres ekstra nøgle.")
    return actor


@journal.deed
def reset(*, by: Actor, person: Person) -> int:
    """Forget a person's keys and codes, end their logins, and tell them by mail; give how many keys there were.

    Refused for oneself: whoever holds an administrator's password alone could else do away with its second factor.
    """
    if person.pk == by.person_id:
        raise Refused("Du kan ikke nulstille din egen ekstra nøgle. Bed en anden administrator om det.")

    assert isinstance(person.user, User)
    keys, _ = Authenticator.objects.filter(user=person.user).delete()
    # Django's sessions name their account inside what is signed: each must be opened.
    own = [each.pk for each in Session.objects.iterator() if each.get_decoded().get(SESSION_KEY) == str(person.user.pk)]
    Session.objects.filter(pk__in=own).delete()
    UserSession.objects.filter(user=person.user).delete()
    journal.note("second_factor.reset", by=by, data={"person": person.pk, "keys": keys})
    if person.email:
        outbox.post(subject="Din ekstra nøgle er nulstillet", body=MAIL.format(name=person.name), person=person)

    return keys
