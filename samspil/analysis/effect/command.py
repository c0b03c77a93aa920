"""`samspil effect ...`: the command line an evaluator meets. Answers 0 when done and 2 when it refuses; never a traceback."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import time
from pathlib import Path

from samspil.paper.refusal import Refused

GUIDE = """\
Mål effekten af henvisninger på borgernes kontakter til sundhedsvæsenet, i et register.

Sådan gør du:
  1. samspil effect init --out STUDIE.toml        skriv protokollen; læs og ret den
  2. samspil effect ingest ... --out REGISTER     gør registerudtræk klar (eller: simulate)
  3. samspil effect seal STUDIE.toml              forsegl protokollen, før resultaterne ses
  4. samspil effect run STUDIE.toml --register REGISTER --out RESULTAT

Svaret er et spænd mellem to målinger, aldrig ét tal: rapporten siger, hvad det viser, og hvad det ikke viser.
Afslutningskoder: 0 udført, 2 afvist (med én sætning om hvad der er galt, og hvordan det rettes).
"""


def parser() -> argparse.ArgumentParser:
    """This function will return the parser of all `samspil effect` commands."""
    top = argparse.ArgumentParser(
        prog="samspil effect", description=GUIDE, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = top.add_subparsers(dest="verb", required=True, metavar="KOMMANDO")

    init = verbs.add_parser("init", help="skriv en protokol, hvor hvert valg er forklaret")
    init.add_argument("--out", type=Path, required=True, help="ny fil, fx STUDIE.toml")

    sim = verbs.add_parser("simulate", help="lav et opdigtet register med kendt effekt")
    sim.add_argument("--persons", type=int, required=True, help="antal personer")
    sim.add_argument("--years", type=int, required=True, help="antal år (mindst 4)")
    sim.add_argument("--referred", type=int, required=True, help="antal henviste")
    sim.add_argument("--rate-ratio", type=float, required=True, help="den sande effekt: 0,85 skrives 0.85")
    sim.add_argument(
        "--selection", required=True, help="hvorfor folk henvises: frailty, hidden, burst, mixture eller none"
    )
    sim.add_argument("--seed", type=int, required=True, help="frø: samme frø, samme register")
    sim.add_argument("--out", type=Path, required=True, help="ny mappe")
    sim.add_argument("--randomised", type=float, default=0.0, help="andel af de henviste, der trækkes lod om (0 til 1)")
    sim.add_argument(
        "--negative-controls", type=int, default=10, help="antal typer af kontakter, som henvisning ikke kan ændre"
    )
    sim.add_argument(
        "--late-months", type=int, default=0, help="så mange af de sidste måneder er kun delvist indberettet"
    )
    sim.add_argument(
        "--break-month",
        type=int,
        default=None,
        help="fra denne måned (0 er den første) forsvinder lægevagten i forsøgets område",
    )
    sim.add_argument("--first-year", type=int, default=2022, help="registerets første år")

    ingest = verbs.add_parser("ingest", help="læs registerudtræk (SSR/SSSY og LPR3) til et register")
    ingest.add_argument(
        "--ssr", type=Path, nargs="+", default=[], metavar="FIL", help="ydelser fra sygesikringen, CSV eller Parquet"
    )
    ingest.add_argument(
        "--lpr", type=Path, nargs="+", default=[], metavar="FIL", help="kontakter fra LPR3, CSV eller Parquet"
    )
    ingest.add_argument("--persons", type=Path, required=True, metavar="FIL", help="personer")
    ingest.add_argument("--referrals", type=Path, required=True, metavar="FIL", help="henvisninger")
    ingest.add_argument(
        "--codes", type=Path, required=True, metavar="FIL", help="kodeliste (TOML); skriv en med »samspil effect codes«"
    )
    ingest.add_argument(
        "--reject-limit", type=int, default=0, metavar="N", help="så mange fejlrækker må springes over (0: ingen)"
    )
    ingest.add_argument("--out", type=Path, required=True, help="ny mappe")

    codes = verbs.add_parser("codes", help="skriv standardkodelisten, med kilde til hver kode")
    codes.add_argument("--out", type=Path, required=True, help="ny fil, fx KODER.toml")

    seal = verbs.add_parser("seal", help="forsegl protokollen")
    seal.add_argument("study", type=Path, metavar="STUDIE.toml")

    run = verbs.add_parser("run", help="mål effekten efter en forseglet protokol")
    run.add_argument("study", type=Path, metavar="STUDIE.toml")
    run.add_argument("--register", type=Path, required=True, help="registermappen")
    run.add_argument("--out", type=Path, required=True, help="mappe til resultatet; en afbrudt kørsel genoptages")
    run.add_argument(
        "--engine",
        choices=("duckdb", "spark"),
        default="duckdb",
        help="duckdb klarer hele landet; spark, hvor data allerede bor",
    )
    run.add_argument("--threads", type=int, default=min(os.cpu_count() or 1, 4), help="antal tråde")
    run.add_argument("--memory-limit", default=None, metavar="STØRRELSE", help="loft for databasens hukommelse, fx 4GB")
    run.add_argument("--no-report", action="store_true", help="kun result.json, ingen rapport")

    run.add_argument(
        "--earlier",
        type=Path,
        nargs="*",
        default=[],
        metavar="FIL",
        help="published.json fra tidligere rapporter, som små tal sammenlignes med",
    )

    power = verbs.add_parser("power", help="hvad kan en undersøgelse med så mange henviste vise")
    power.add_argument("--referred", type=int, required=True, help="antal henviste")
    power.add_argument("--mean", type=float, required=True, help="kontakter pr. person om året")
    power.add_argument(
        "--dispersion", type=float, required=True, help="spredning mellem personer (variansparameter, fx 0.6)"
    )
    power.add_argument("--reduction", type=float, required=True, help="den sande reduktion, fx 0.15")
    power.add_argument("--controls", type=int, default=10, help="sammenligningspersoner pr. henvist")
    power.add_argument("--threshold", type=float, default=0.15, help="grænsen i aftalen")
    power.add_argument("--json", action="store_true", help="som JSON")
    return top


class Progress:
    """Lines on standard error: stage, rows done, time left. Silent when nobody watches a terminal."""

    def __init__(self) -> None:
        """This function will note when the stage began."""
        self.name, self.began, self.shown = "", time.monotonic(), 0.0

    def __call__(self, stage: str, done: int, of: int) -> None:
        """This function will show a stage's progress, at most twice a second."""
        now = time.monotonic()
        if stage != self.name:
            self.name, self.began, self.shown = stage, now, 0.0
        if not sys.stderr.isatty() or now - self.shown < 0.5:
            return
        self.shown = now
        left = f", ca. {round((now - self.began) * (of - done) / done)} s tilbage" if 0 < done < of else ""
        rows = f": {done:,} af {of:,}".replace(",", ".") if of else ""
        sys.stderr.write(f"\r\x1b[K{stage}{rows}{left}")
        sys.stderr.flush()

    def close(self) -> None:
        """This function will clear the line."""
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")


def main(argv: list[str]) -> int:
    """This function will run one command and return its exit code."""
    try:
        args = parser().parse_args(argv)
    except SystemExit as stop:
        return 0 if stop.code in (0, None) else 2
    progress = Progress()
    try:
        VERBS[args.verb](args, progress)
    except Refused as refusal:
        progress.close()
        sys.stderr.write(f"Afvist: {refusal.sentence}\n")
        return 2
    except MemoryError:
        progress.close()
        sys.stderr.write(
            "Afvist: der er ikke hukommelse nok. Sæt --memory-limit og --threads ned, eller del registeret.\n"
        )
        return 2
    except OSError as fault:
        progress.close()
        sys.stderr.write(f"Afvist: {fault.filename or 'en fil'} kan ikke læses eller skrives ({fault.strerror}).\n")
        return 2
    except KeyboardInterrupt:
        progress.close()
        sys.stderr.write("Afbrudt. Kør kommandoen igen; det, der er skrevet, er helt.\n")
        return 2
    return 0


def _init(args: argparse.Namespace, _: Progress) -> None:
    from samspil.analysis.effect import protocol

    protocol.write_default(args.out)
    sys.stdout.write(f"Protokollen er skrevet til {args.out}. Læs den igennem, ret den, og forsegl den.\n")


def _simulate(args: argparse.Namespace, progress: Progress) -> None:
    from samspil.analysis.effect.simulate import World, simulate

    world = World(
        args.persons, args.years, args.referred, args.rate_ratio, args.selection, args.seed, args.first_year,
        args.negative_controls, args.randomised, args.late_months, args.break_month,
    )  # fmt: skip
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
        args.study, args.register, args.out, engine=args.engine, threads=args.threads, memory_limit=args.memory_limit, tell=progress,
        with_report=not args.no_report, earlier=args.earlier,
    )  # fmt: skip
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
    if report["codes"]["unconfirmed"]:
        sys.stdout.write(
            f"Ubekræftede koder: {', '.join(report['codes']['unconfirmed'])}. Slå dem op, før tallene bruges.\n"
        )


def _power(args: argparse.Namespace, _: Progress) -> None:
    import dataclasses
    import json

    from samspil.analysis.effect import power
    from samspil.paper import danish

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
