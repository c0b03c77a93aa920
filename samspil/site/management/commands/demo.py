"""`samspil demo`: an installation under var/ with the real documents and the invented example, and a server that shows it."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from samspil.site import demo


class Command(BaseCommand):
    """Makes the demo ready and serves it."""

    help = "Start Samspil med de fem dokumenter og det opdigtede eksempel."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port på 127.0.0.1")
        parser.add_argument(
            "--reset", action="store_true", help="begynd forfra: det, der er skrevet i demoen, går tabt"
        )
        parser.add_argument("--no-server", action="store_true", help="gør kun klar")

    def handle(self, *, port: int, reset: bool, no_server: bool, **options: Any) -> None:
        started = time.monotonic()
        if reset:
            self._forget()
        self._secret()
        try:
            self._say("Gør databasen klar")
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
            if not demo.is_loaded():
                demo.load(self._say)
        except (OSError, DatabaseError, sqlite3.Error) as error:
            raise CommandError(_sentence(error)) from None
        self._say(f"Klar efter {time.monotonic() - started:.0f} sekunder")
        self._greet(port)
        if not no_server:
            self._serve(port)

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line} ...")
        self.stdout.flush()

    def _forget(self) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("Demoen kan kun begynde forfra på sin egen SQLite-database under var/.")
        connection.close()
        for name in ("samspil.sqlite3", "samspil.sqlite3-wal", "samspil.sqlite3-shm", "samspil.sqlite3-journal"):
            (Path(settings.VAR) / name).unlink(missing_ok=True)
        for folder in (
            settings.SAMSPIL_FILES,
            settings.SAMSPIL_KEYS,
            settings.SAMSPIL_ANCHORS,
            Path(settings.VAR) / "mail",
        ):
            shutil.rmtree(folder, ignore_errors=True)

    def _secret(self) -> None:
        """The secret of sessions is this installation's own; it is made once and read by every later start."""
        place = Path(settings.VAR) / "secret.txt"
        if not os.environ.get("SAMSPIL_SECRET") and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch(mode=0o600)
            place.write_text(secrets.token_urlsafe(48))
            settings.SECRET_KEY = place.read_text()

    def _greet(self, port: int) -> None:
        from samspil.site.demo import invented
        from samspil.spine.models import Person

        cast = Person.objects.filter(is_invented=True, user__isnull=False).select_related("user").order_by("name")
        logins = "\n".join(f"    {person.user.get_username():<9} {_does(person)}" for person in cast if person.user)
        self.stdout.write(
            f"\nSamspil er klar på http://127.0.0.1:{port}/\n\n"
            f"  Log ind som (adgangskode for alle: {invented.PASSWORD}):\n{logins}\n\n"
            "  Prøv for eksempel:\n"
            "    1. Åbn et bidrag på forsiden, og følg den røde tråd fra ordene ved køkkenbordet til svaret.\n"
            "    2. Se referatet af 23. september 2025, pengene bag det, og hvor tråden ikke er dokumenteret.\n"
            "    3. Log ind som alice, og se, hvilke bidrag der endnu mangler svar.\n"
            "\n  Stop med Ctrl-C. Det, du skriver, er her næste gang; »make demo RESET=1« begynder forfra.\n"
        )
        self.stdout.flush()

    def _serve(self, port: int) -> None:
        # Two processes of their own, so that what loading the demo took of memory is given back.
        samspil = [sys.executable, "-m", "samspil"]
        os.environ.setdefault("SAMSPIL_ADDRESS", f"http://127.0.0.1:{port}")
        worker = subprocess.Popen([*samspil, "work"])
        try:
            subprocess.run([*samspil, "serve", "--port", str(port)], check=False)
        except KeyboardInterrupt:
            pass
        finally:
            worker.terminate()
            worker.wait(timeout=10)


def _does(person: Any) -> str:
    roles = ", ".join(dict.fromkeys(f"{role.get_role_display().lower()}" for role in person.roles.all()))
    places = ", ".join(
        dict.fromkeys(
            role.organisation.name for role in person.roles.select_related("organisation") if role.organisation
        )
    )
    return f"{roles}, {places}"


def _sentence(error: Exception) -> str:
    if "full" in str(error).lower() or getattr(error, "errno", None) == 28:
        return "Disken er fuld. Gør plads, og kør kommandoen igen; intet er halvt skrevet."
    if "readonly" in str(error).lower() or getattr(error, "errno", None) in {13, 30}:
        return f"Der kan ikke skrives i {settings.VAR}. Se efter, hvem mappen tilhører."
    return f"Databasen kunne ikke gøres klar: {error}"
