"""`samspil serve`: the pages on this machine, by one process and nothing else."""

from __future__ import annotations

import errno
import os
import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from samspil.web import proxies

HOST = "127.0.0.1"


class Command(BaseCommand):
    """Starts the web server on 127.0.0.1 and stays until it is stopped."""

    help = "Start serveren på 127.0.0.1"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="porten, ellers 8000")

    def handle(self, *args: Any, **options: Any) -> None:
        port: int = options["port"]
        check_free(port)
        try:
            proxies.parse(settings.SAMSPIL_PROXIES)
        except ImproperlyConfigured as refused:
            raise CommandError(str(refused)) from None
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samspil.site.settings")
        from granian import Granian
        from granian.constants import Interfaces

        self.stdout.write(f"Samspil kører på http://{HOST}:{port}/ – stop med Ctrl+C.")
        self.stdout.flush()
        Granian(
            "samspil.site.wsgi:application",
            address=HOST,
            port=port,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=4,
            # An address may hold a token (decision 0009).
            log_access=False,
        ).serve()


def check_free(port: int) -> None:
    """Refuse a port that is out of range, kept for others, or taken."""
    if not 1 <= port <= 65535:
        raise CommandError(f"Port {port} findes ikke. Vælg en mellem 1024 og 65535, for eksempel --port 8001.")

    with socket.socket() as probe:
        # A port of a server that has just stopped is free, though the system keeps it a while.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise CommandError(
                    f"Port {port} kræver særlige rettigheder. Vælg en over 1023, for eksempel --port 8001."
                ) from None
            raise CommandError(
                f"Port {port} er optaget af et andet program. Stop det, eller vælg en anden: --port {port % 65535 + 1}."
            ) from None
