"""`samspil secrets rotate | status | apply-erasures`: change keys, see how they stand, make erasures true after a restore."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from samspil.paper.refusal import Refused
from samspil.spine import erasure, journal, people
from samspil.spine.secrets import rotation, store

USES = {store.JOURNAL: "journal", store.LOOKUP: "opslag", store.DEPOSIT: "bidrag fra telefoner"}


class Command(BaseCommand):
    help = "Skift nøgler, se, hvordan de står, eller gennemfør sletninger igen efter en gendannelse."

    def add_arguments(self, parser: ArgumentParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        rotate = deeds.add_parser("rotate", help="skift hovednøgle; afbrudt fortsætter den, når den kaldes igen")
        rotate.add_argument("--retire", action="store_true", help="ødelæg derefter de gamle nøgler, som intet bruger")
        rotate.add_argument("--batch", type=int, default=rotation.BATCH, help="nøgler ad gangen")
        deeds.add_parser("status", help="hvilke nøgler der er, og om de passer til databasen")
        deeds.add_parser(
            "apply-erasures", help="slet igen alt det, der er slettet eller trukket tilbage (efter en gendannelse)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["deed"] == "rotate":
                self._rotate(batch=options["batch"], retire=options["retire"])
            elif options["deed"] == "status":
                self._status()
            else:
                self._apply()
        except Refused as refused:
            raise CommandError(refused.sentence, returncode=2) from None

    def _rotate(self, *, batch: int, retire: bool) -> None:
        if batch < 1:
            raise Refused("--batch skal være mindst 1.")

        by = people.job("secrets")
        done = rotation.rotate(batch=batch)
        with journal.writing():
            journal.note("secrets.rotated", by=by, data={"master": done.master, "rewrapped": done.rewrapped})

        begun = "Et afbrudt nøgleskift er gjort færdigt" if done.resumed else "Nøglerne er skiftet"
        self.stdout.write(f"{begun}: {done.rewrapped} nøgler ligger nu under hovednøglen {done.master}.")
        if retire:
            gone = rotation.retire()
            with journal.writing():
                journal.note("secrets.retired", by=by, data={"keys": " ".join((*gone.masters, *gone.ring)) or None})
            self.stdout.write(f"Ødelagt: {', '.join((*gone.masters, *gone.ring)) or 'ingen'}.")
            if gone.needed:
                self.stdout.write(f"Bruges stadig til at efterprøve og finde ældre rækker: {', '.join(gone.needed)}.")

    def _status(self) -> None:
        stands = rotation.status()
        for master, count in stands.masters.items():
            now = "bruges nu" if master == stands.current else "gammel"
            self.stdout.write(f"Hovednøgle {master} ({now}): {count} nøgler ligger under den.")

        for key in stands.ring:
            self.stdout.write(
                f"Nøgle {key.id} til {USES[key.use]}: {'bruges nu' if key.is_current else 'kun til at efterprøve'}."
            )

        self.stdout.write(f"Registrerede med egen nøgle: {stands.subjects}.")
        if stands.without_subject:
            self.stdout.write(f"Nøgler uden registreret (afbrudte oprettelser): {stands.without_subject}.")

        if stands.strays:
            self.stdout.write(f"Hovednøgler fra et afbrudt skift: {', '.join(stands.strays)}.")

        if stands.without_key:
            raise Refused(f"{stands.without_key} registrerede mangler deres nøgle. Gendan nøglemappen.")

    def _apply(self) -> None:
        done = erasure.again(everything=True)
        erasure.scrub_file()
        self.stdout.write(
            f"Sletninger gennemført igen: {done.keys} nøgler ødelagt, {done.missing} rækker og {done.listed} linjer tilføjet."
        )
        if done.rows:
            self.stdout.write(f"Slettet igen i det, der var gendannet uden segl: {done.rows} rækker.")
