"""A forgotten password: a link to the mail address that the person is known by, through the outbox, and nothing to others.

What the page answers, and what it costs to answer, is the same whether somebody is known by the address or not.
"""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samspil.paper.refusal import Refused, Unavailable
from samspil.spine import journal, outbox, secrets
from samspil.spine.actors import NOBODY, Actor
from samspil.spine.models import Person

# Colleagues may share a mailbox; each account has its own link.
MOST = 5
SUBJECT = "Vælg en ny adgangskode til Samspil"
WORDS = """\
Kære {name}

Der er bedt om en ny adgangskode til kontoen »{account}« i Samspil.
Vælg den her inden for en time:

{link}

Linket virker én gang. Har du ikke bedt om det, skal du ikke gøre noget: din adgangskode er uændret.
"""


@journal.deed
def send_links(*, by: Actor, address: str) -> None:
    """Send a link for each account whose person is known by a mail address.

    For an unknown one the same letter is written and taken back before the deed ends. The journal says that somebody asked,
    with the address as a keyed hash.
    """
    known = User.objects.filter(is_active=True, person__email__iexact=address).select_related("person").order_by("pk")
    accounts: list[tuple[User, Person | None]] = [(user, user.person) for user in known[:MOST]]
    with transaction.atomic():
        # The same work for nobody: how long an answer takes tells no one which addresses are known.
        for user, person in accounts or [(User(pk=0, username="ukendt"), None)]:
            words = WORDS.format(name=person.name if person else "du", account=user.username, link=link_for(user))
            outbox.post(subject=SUBJECT, body=words, person=person, address=person.email if person else address)
        if not accounts:
            transaction.set_rollback(True)

    key_id, hashed = secrets.keyed_hash("password reset", address.lower())
    journal.note("password.link_asked", by=by, data={"address": hashed, "key": key_id})


def link_for(user: User) -> str:
    """Return the link by which an account's password is chosen: for an hour (PASSWORD_RESET_TIMEOUT), and until it is chosen."""
    token = PasswordResetTokenGenerator().make_token(user)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), token])
    return outbox.absolute(path)


@journal.deed
def note_change(*, by: Actor, person: Person) -> None:
    """Journal that a person chose a new password by a link."""
    journal.note("password.chosen", by=by, data={"person": person.pk})


def on_change(sender: Any, request: HttpRequest, user: User, **said: Any) -> None:
    """Journal a password that was chosen by a link; allauth tells of it."""
    person = Person.objects.filter(user=user).first()
    if person is not None:
        note_change(by=NOBODY, person=person)


class AskForm(ResetPasswordForm):
    """The page's one field. It never says whether somebody is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Din e-mail")
        self.fields["email"].help_text = _("Den adresse, som din tovholder har skrevet ind for dig.")

    def clean_email(self) -> str:
        """Take any address; who it belongs to is looked up by the deed."""
        return str(self.cleaned_data["email"]).strip()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the links. An address that no mail can be sent to is answered as every other."""
        address = str(self.cleaned_data["email"])
        try:
            send_links(by=NOBODY, address=address)
        except Refused as refused:
            if isinstance(refused, Unavailable):
                raise
        return address
