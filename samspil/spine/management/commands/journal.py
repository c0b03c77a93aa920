"""`samspil journal verify | anchor`: prove that the journal is whole, or write its heads outside the database now."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from samspil.paper.refusal import Refused
from samspil.spine import journal
from samspil.spine.journal import anchors
from samspil.spine.journal.verification import Report
from samspil.spine.models import Organisation


class Command(BaseCommand):
    help = "Efterprøv journalen, eller forankr den uden for databasen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        verify = deeds.add_parser("verify", help="efterprøv, at intet er ændret, fjernet eller føjet til")
        verify.add_argument("--organisation", type=UUID, metavar="ID", help="kun denne organisations kæde")
        verify.add_argument("--json", action="store_true", help="svar som JSON")
        anchor = deeds.add_parser("anchor", help="skriv kædernes hoveder uden for databasen")
        anchor.add_argument("--reason", default="command", help="hvorfor, med ét ord")
        anchor.add_argument(
            "--after-restore", action="store_true", help="databasen er lige gendannet fra sikkerhedskopi"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["deed"] == "anchor":
                self._anchor(anchors.RESTORE if options["after_restore"] else options["reason"])
                return
            report = journal.verify(options["organisation"])
        except Refused as refused:
            raise CommandError(refused.sentence, returncode=2) from None
        self.stdout.write(_as_json(report) if options["json"] else _as_sentences(report))
        if not report.is_whole:
            sys.exit(1)

    def _anchor(self, reason: str) -> None:
        try:
            moved = journal.anchor(reason)
        except OSError as error:
            raise CommandError(
                f"Ankeret kunne ikke skrives: {error.strerror or error}. Se efter plads og rettigheder.", returncode=2
            ) from None
        self.stdout.write("Journalen er forankret." if moved else "Intet nyt at forankre.")


def _as_json(report: Report) -> str:
    return json.dumps(
        {
            "whole": report.is_whole,
            "chains": report.chains,
            "rows": report.rows,
            "anchors": report.anchors,
            "findings": [
                {"chain": each.chain, "sequence": each.sequence, "sentence": each.sentence} for each in report.findings
            ],
            "remarks": report.remarks,
        },
        ensure_ascii=False,
        indent=2,
    )


def _as_sentences(report: Report) -> str:
    counted = f"{_amount(report.chains)} kæder, {_amount(report.rows)} rækker, {_amount(report.anchors)} ankre"
    said = [f"Bemærk: {remark}" for remark in report.remarks]
    if report.is_whole:
        return "\n".join([*said, f"Journalen er hel: {counted}."])
    names = {str(pk): name for pk, name in Organisation.objects.values_list("pk", "name")}
    for each in report.findings:
        where = names.get(each.chain, each.chain)
        said.append(f"Brud i {f'kæden »{where}«' if where else 'ankrene'}: {each.sentence}.")
    return "\n".join([*said, f"Journalen er IKKE hel: {len(report.findings)} brud i {counted}."])


def _amount(number: int) -> str:
    return f"{number:,}".replace(",", ".")
