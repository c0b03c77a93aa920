"""`samspil demo`: an installation under var/ with the real documents and the invented example, and a server that shows it."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from samspil.paper import faults
from samspil.paper.refusal import Refused
from samspil.site import demo, secret
from samspil.site.demo import suggestions, tables
from samspil.spine import demonstration


class Command(BaseCommand):
    """Makes the demo ready and serves it."""

    help = "Start Samspil med de fem rigtige dokumenter og den opdigtede egn."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port på 127.0.0.1")
        parser.add_argument(
            "--reset", action="store_true", help="begynd forfra: det, der er skrevet i demoen, går tabt"
        )
        parser.add_argument("--no-server", action="store_true", help="gør kun klar")

    def handle(self, *, port: int, reset: bool, no_server: bool, **options: Any) -> None:
        started = time.monotonic()
        try:
            self._check_place()
            if reset:
                self._forget()
            self._secret()
            self._say("Gør databasen klar")
            tables.make(Path(settings.VAR) / "kept")
            if not demo.is_loaded():
                demo.load(self._say)
            demonstration.sign_folders(_folders())
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        except (OSError, DatabaseError, sqlite3.Error) as error:
            raise CommandError(_sentence(error)) from None

        self._say(f"Klar efter {time.monotonic() - started:.0f} sekunder")
        self._greet(port)
        if not no_server:
            self._serve(port)

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line} ...")
        self.stdout.flush()

    def _check_place(self) -> None:
        """The demo's passwords are public and it may be deleted: it is made in an empty place or where a demo was, and nowhere else."""
        if os.environ.get("SAMSPIL_SECRET") and settings.SAMSPIL_SECRET_FAULT:
            raise Refused(settings.SAMSPIL_SECRET_FAULT)
        settings.SAMSPIL_SECRET_FAULT = ""  # looked at, and nothing more, before the demo has a secret of its own
        demonstration.check_may_begin()
        demonstration.check_folders(_folders())
        if not demonstration.is_empty():
            return
        demonstration.sign_folders(_folders())

    def _forget(self) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("Demoen kan kun begynde forfra på sin egen SQLite-database under var/.")
        demonstration.delete_folders(_folders())
        place = Path(connection.settings_dict["NAME"])
        connection.close()
        # SQLite's side files of a removed database would be played into the new one of that name.
        for ending in ("", "-wal", "-shm", "-journal"):
            place.with_name(place.name + ending).unlink(missing_ok=True)
        demonstration.sign_folders(_folders())

    def _secret(self) -> None:
        """The secret of sessions is this installation's own; it is made once and read by every later start."""
        Path(settings.VAR).mkdir(parents=True, exist_ok=True)
        if not os.environ.get("SAMSPIL_SECRET"):
            settings.SECRET_KEY = secret.make(Path(settings.VAR) / "secret.txt")

    def _greet(self, port: int) -> None:
        from samspil.site.demo import invented
        from samspil.spine.models import Person

        cast = Person.objects.filter(is_invented=True, user__isnull=False).select_related("user").order_by("name")
        logins = "\n".join(f"    {person.user.get_username():<9} {_does(person)}" for person in cast if person.user)
        tries = "\n".join(f"    {place}. {each.says}" for place, each in enumerate(suggestions.SUGGESTIONS, 1))
        self.stdout.write(
            f"\nSamspil er klar på http://127.0.0.1:{port}/\n\n"
            f"  Log ind som (adgangskode for alle: {invented.PASSWORD}):\n{logins}\n\n"
            f"{_code()}  Prøv for eksempel fra forsiden:\n{tries}\n"
            "\n  Stop med Ctrl-C. Det, du skriver, er her næste gang; »make demo RESET=1« begynder forfra.\n"
            "  Datoerne er talt fra den dag, demoen blev til: Står den længe, bliver mere for sent.\n"
        )
        self.stdout.flush()

    def _serve(self, port: int) -> None:
        # Two processes of their own, so that what loading the demo took of memory is given back.
        samspil = [sys.executable, "-m", "samspil"]
        os.environ.setdefault("SAMSPIL_ADDRESS", f"http://127.0.0.1:{port}")
        signal.signal(signal.SIGTERM, _stop)  # ended by a service or by `kill`: nothing runs on alone
        running = [subprocess.Popen([*samspil, "work"]), subprocess.Popen([*samspil, "serve", "--port", str(port)])]

        try:
            running[-1].wait()
        except KeyboardInterrupt:
            pass
        finally:
            for each in running:
                each.terminate()
            for each in running:
                each.wait(timeout=10)


def _stop(*_told: object) -> None:
    raise KeyboardInterrupt


def _folders() -> list[Path]:
    """Return the folders that are the demo's own beside its database."""
    named = (settings.SAMSPIL_FILES, settings.SAMSPIL_KEYS, settings.SAMSPIL_ANCHORS, settings.EMAIL_FILE_PATH)
    return [Path(each) for each in named]


def _code() -> str:
    """Say the code of the demo's paper, while it opens something."""
    from samspil.features.voices import rules
    from samspil.spine import passes

    if not passes.stands(demonstration.CODE, purpose=rules.PASS_PURPOSE):
        return ""
    return f"  Koden på papir, under »Har du en kode?«: {demonstration.CODE}\n\n"


def _does(person: Any) -> str:
    roles = ", ".join(dict.fromkeys(f"{role.get_role_display().lower()}" for role in person.roles.all()))
    places = ", ".join(
        dict.fromkeys(
            role.organisation.name for role in person.roles.select_related("organisation") if role.organisation
        )
    )
    return f"{roles}, {places}"


def _sentence(error: Exception) -> str:
    if getattr(error, "errno", None) == errno.EACCES:
        return f"Der kan ikke skrives i {settings.VAR}. Se efter, hvem mappen tilhører."
    return faults.sentence(error, for_the_runner=True) or f"Databasen kunne ikke gøres klar: {error}"
