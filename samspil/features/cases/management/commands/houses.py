"""Tells which houses' forms there are, and what is wrong with those that cannot be used."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from samspil.features.cases.houses.rules import houses


class Command(BaseCommand):
    """`samspil houses`: exit 0 when every file holds together, 1 when one does not."""

    help = "Viser formerne for dagsordener og referater, og hvad der er galt med dem, der ikke kan bruges."

    def handle(self, *args: Any, **options: Any) -> None:
        for house in houses.everyone().values():
            self.stdout.write(f"{house.key:24} {house.name}")
        self.stdout.write(f"\nEgne former lægges i {settings.SAMSPIL_HOUSES} (SAMSPIL_HOUSES).")
        for problem in houses.problems():
            self.stderr.write(problem)
        if houses.problems():
            raise SystemExit(1)
