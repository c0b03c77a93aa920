"""`samspil effect ...`: the command line an evaluator meets. Answers 0 when done and 2 when it refuses; never a traceback."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from pathlib import Path
from typing import Any

from samspil.analysis.effect.manual import parser
from samspil.paper import danish
from samspil.paper.command_line import told
from samspil.paper.refusal import Refused

SUMMARY = "Mål effekten i et register"
EXTRA = "effect"
STAGES = {
    "hash": "filernes kontrolsummer",
    "read": "læser personer og henvisninger",
    "panel": "tæller kontakter",
    "match": "finder sammenlignelige",
    "freeze": "fryser, hvem der sammenlignes",
    "contrasts": "måler A og B",
    "intervals": "usikkerhed",
    "types": "hver type kontakt",
    "negative controls": "negative kontroller",
    "cohorts": "årgange",
    "equity": "ulighed",
    "sensitivity": "andre valg",
    "placebo": "placebo",
    "peers": "jævnaldrende",
    "practices": "praksisser",
    "population": "hele befolkningen",
    "data": "ser data efter",
    "gates": "kontroller",
    "event study": "måned for måned",
    "report": "skriver rapporten",
}


class Progress:
    """Lines on standard error: stage, rows done, time left. Silent when nobody watches a terminal."""

    def __init__(self) -> None:
        """Note when the stage began."""
        self.name, self.began, self.shown = "", time.monotonic(), 0.0

    def __call__(self, stage: str, done: int, of: int) -> None:
        """Show a stage's progress, at most twice a second."""
        now = time.monotonic()
        if stage != self.name:
            self.name, self.began, self.shown = stage, now, 0.0
        # It draws over itself: in a log every step would be a line.
        if not sys.stderr.isatty() or now - self.shown < 0.5:
            return
        self.shown = now
        left = f", ca. {round((now - self.began) * (of - done) / done)} s tilbage" if 0 < done < of else ""
        rows = f": {done:,} af {of:,}".replace(",", ".") if of else ""
        sys.stderr.write(f"\r\x1b[K{STAGES.get(stage, stage)}{rows}{left}")
        sys.stderr.flush()

    def close(self) -> None:
        """Clear the line."""
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")


def main(argv: list[str]) -> int:
    """Run one command and give its exit code."""
    progress = Progress()

    def act() -> None:
        args = parser().parse_args(argv)
        try:
            VERBS[args.verb](args, progress)
        except MemoryError:
            raise Refused(
                "Der er ikke hukommelse nok. Sæt --memory-limit og --threads ned, eller del registeret."
            ) from None
        finally:
            progress.close()

    try:
        return told(act)
    except SystemExit:  # the help was shown
        return 0


def _init(args: argparse.Namespace, _: Progress) -> None:
    from samspil.analysis.effect import protocol

    protocol.write_default(args.out)
    sys.stdout.write(f"Protokollen er skrevet til {args.out}. Læs den igennem, ret den, og forsegl den.\n")


def _simulate(args: argparse.Namespace, progress: Progress) -> None:
    from samspil.analysis.effect.simulate import World, simulate

    world = World(
        args.persons,
        args.years,
        args.referred,
        args.rate_ratio,
        args.selection,
        args.seed,
        args.first_year,
        args.negative_controls,
        args.randomised,
        args.late_months,
        args.break_month,
    )
    truth = simulate(world, args.out, progress)
    progress.close()
    sys.stdout.write(
        f"{truth['persons']} personer, {truth['contacts']} kontakter og {truth['referred']} henviste er skrevet "
        f"til {args.out}.\n"
    )


def _seal(args: argparse.Namespace, _: Progress) -> None:
    from samspil.analysis.effect import protocol

    sys.stdout.write(f"Forseglet: {protocol.seal(args.study, at=dt.datetime.now(dt.UTC))}\n")


def _run(args: argparse.Namespace, progress: Progress) -> None:
    from samspil.analysis.effect import run

    if not 1 <= args.threads <= 256:
        raise Refused("--threads skal være mellem 1 og 256.")
    told = run.run(
        args.study,
        args.register,
        args.out,
        engine=args.engine,
        threads=args.threads,
        memory_limit=args.memory_limit,
        tell=progress,
        with_report=not args.no_report,
        earlier=args.earlier,
    )
    progress.close()
    sys.stdout.write(f"Resultatet er skrevet til {args.out / 'result.json'} ({told.result['result_sha256']}).\n")


def _codes(args: argparse.Namespace, _: Progress) -> None:
    from samspil.analysis.effect.ingest import codes

    codes.write_default(args.out)
    sys.stdout.write(f"Kodelisten er skrevet til {args.out}. Slå de koder op, der ikke er bekræftet.\n")


def _ingest(args: argparse.Namespace, progress: Progress) -> None:
    from samspil.analysis.effect import ingest

    given = ingest.Inputs(tuple(args.ssr), tuple(args.lpr), args.persons, args.referrals, args.codes)
    report = ingest.ingest(given, args.out, reject_limit=args.reject_limit, tell=progress)
    progress.close()
    sys.stdout.write(
        f"{report['joined']['skrevet']} rækker med kontakter for {report['persons']} personer er skrevet til "
        f"{args.out}.\n"
    )
    if report["rejected"]:
        sys.stdout.write(f"{report['rejected']} fejlrækker er sprunget over; se {args.out / 'rejected.csv'}.\n")
    for what, many in report["mended"].items():
        sys.stdout.write(f"Rettet: {what} ({danish.number(many)}).\n")
    _tell_verdict(args.out, report)
    if report["codes"]["unconfirmed"]:
        sys.stdout.write(
            f"Ubekræftede koder: {', '.join(report['codes']['unconfirmed'])}. Slå dem op, før tallene bruges.\n"
        )


def _tell_verdict(out: Path, report: dict[str, Any]) -> None:
    """Say what the data are worth, each thing that somebody must look at on a line."""
    from samspil.analysis.effect import verdict

    findings = [verdict.Finding(**each) for each in report["verdict"]["findings"]]
    if not findings:
        sys.stdout.write("Dom over data: intet at bemærke.\n")
        return
    sys.stdout.write(f"Dom over data: {danish.count(len(findings), 'ting', 'ting')} skal ses efter, før der måles:\n")
    for each in findings:
        sys.stdout.write(f"  - {each.says()}.\n")
    sys.stdout.write(
        f"Dommen står i {out / verdict.FILE} og følger med resultatet, som ikke kan udbetales uden gennemsyn.\n"
    )


def _power(args: argparse.Namespace, _: Progress) -> None:
    import dataclasses
    import json

    from samspil.analysis.effect import power

    told = power.power(args.referred, args.mean, args.dispersion, args.reduction, args.controls, args.threshold)
    if args.json:
        sys.stdout.write(json.dumps(dataclasses.asdict(told)) + "\n")
        return
    limit = danish.percent(told.threshold, 0)
    sys.stdout.write(
        f"{danish.number(told.referred)} henviste: usikkerhed ± {danish.percent(told.half_width)} (95 %).\n"
        f"Chance for at se en effekt, når den sande reduktion er {danish.percent(args.reduction)}: "
        f"{danish.percent(told.detects, 0)}.\n"
        f"Chance for at måle mindst {limit}: {danish.percent(told.passes, 0)}.\n"
        f"Mindste reduktion, der ses i 80 % af undersøgelser: {danish.percent(told.smallest)}.\n"
        f"Sand reduktion, der giver 80 % chance for at måle mindst {limit}: {danish.percent(told.needed)}.\n"
        f"Er den sande reduktion præcis {limit}, er det plat eller krone, uanset antallet.\n"
        "Regnet uden skævhed i, hvem der henvises, og uden forskelle mellem praksisser: bedre end dette bliver "
        "det ikke.\n"
    )


VERBS = {
    "power": _power,
    "init": _init,
    "codes": _codes,
    "simulate": _simulate,
    "ingest": _ingest,
    "seal": _seal,
    "run": _run,
}
