"""The manual of `samspil effect`: what each command does, takes and leaves behind, as the parser that reads it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from samspil.paper.command_line import Parser

GUIDE = """\
Mål effekten af henvisninger på borgernes kontakter til sundhedsvæsenet, i et register.

Sådan gør du:
  1. samspil effect init --out STUDIE.toml        skriv protokollen; læs og ret den
  2. samspil effect ingest ... --out REGISTER     gør registerudtræk klar (eller: simulate)
  3. samspil effect seal STUDIE.toml              forsegl protokollen, før resultaterne ses
  4. samspil effect run STUDIE.toml --register REGISTER --out RESULTAT

Svaret er et spænd mellem to målinger, aldrig ét tal: rapporten siger, hvad det viser, og hvad det ikke viser.
Afslutningskoder: 0 udført, 2 afvist (med én sætning om hvad der er galt, og hvordan det rettes).
»samspil effect KOMMANDO --help« forklarer hver kommando for sig.
"""
INIT = """\
Skriver standardprotokollen for aftalen om sociale henvisninger. Hvert valg er forklaret i filen, og »antaget« står ved det,
som referatet af 23. september 2025 ikke siger, og som parterne derfor skal aftale. Ret filen, før resultaterne kendes.
"""
SIMULATE = """\
Laver et opdigtet register, hvor den sande effekt er kendt: praksisser af rigtig størrelse, aldre, sæson, død, flytning og
behov, der varer ved. Intet i det er en rigtig person. Samme valg og samme frø giver samme filer.

Hvorfor folk henvises (--selection), afgør, hvilken måling der tager fejl:
  none     tilfældigt; ingen måling tager fejl
  frailty  de, der altid har brugt mest; A viser for lidt effekt
  hidden   lægen ser en forværring, som registeret ikke ser; A viser for lidt effekt
  burst    de, der lige har haft mange kontakter; B og før/efter viser for meget
  mixture  lige meget af de tre

  samspil effect simulate --persons 50000 --years 5 --referred 1000 --rate-ratio 0.85 --selection mixture --seed 1 --out REGISTER

Mappen rummer persons.parquet, contacts.parquet, referrals.parquet og truth.json. Hele landet (6 mio. personer) skrives løbende.
"""
INGEST = """\
Læser udtræk fra sygesikringen (SSR/SSSY) og LPR3 til et register: CSV (komma, semikolon eller tabulator, UTF-8 eller Latin-1,
decimalkomma) eller Parquet. Kolonnerne står i docs/how-to/effekt.md. Kontakter tælles efter kodelisten (--codes).

  samspil effect ingest --ssr ssr_2023.csv ssr_2024.csv --lpr lpr.csv --persons personer.csv --referrals henvisninger.csv \\
      --codes koder.toml --out REGISTER

En fejlrække nævnes med fil, række, kolonne, værdi og grund, og så skrives intet. Med --reject-limit springes op til så mange
over; de står i rejected.csv. ingest.json fortæller, hvad der er læst og udeladt, i tal der går op.

CPR-numre, som et regneark har ændret (nullet foran væk, bindestreg, 101501234.0), rettes og siges. Til sidst fældes en dom over
data: ukendte personer, dobbelte rækker, tomme typer, kontakter efter død, huller i praksisser og måneder. For meget af det afvises;
resten følger med resultatet, som så skal ses efter af et menneske, før der betales.
"""
CODES = """\
Skriver listen over, hvad der tælles som en kontakt, med kilde til hver kode. Koder, der er mærket »unconfirmed«, skal slås op
hos dataejeren, før tallene bruges.
"""
SEAL = """\
Efterprøver protokollen og skriver dens SHA-256 i STUDIE.toml.seal. Herefter afviser »samspil effect run« enhver ændring. Gem en
ændring som en ny protokol under et nyt navn.
"""
RUN = """\
Måler effekten efter en forseglet protokol. Hvem der sammenlignes med hvem, fryses, før resultaterne læses.

  samspil effect run STUDIE.toml --register REGISTER --out RESULTAT

I RESULTAT ligger bagefter
  rapport.html, rapport.pdf      svaret på dansk, alt der kan vælte det, små tal skjult (report.* på engelsk)
  result.json                    til betalingen; kun til aftalens parter
  details.json, match.parquet    alle tal bag, ikke skjult: bliver i rummet
  published.json                 det, næste rapport skal sammenlignes med (--earlier)

En afbrudt kørsel genoptages med samme kommando. Samme filer, protokol og frø giver samme result_sha256, uanset tråde og motor.
"""
POWER = """\
Siger, hvad en undersøgelse af en given størrelse kan vise, og hvornår en grænse bliver plat eller krone. Regnet med
undersøgelsens egen metode på opdigtede tal, uden skævhed i hvem der henvises: bedre end dette bliver det ikke.

  samspil effect power --referred 1000 --mean 8 --dispersion 0.6 --reduction 0.15
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of all `samspil effect` commands."""
    top = Parser(prog="samspil effect", description=GUIDE)
    verbs = top.add_subparsers(title="kommandoer", dest="verb", required=True, metavar="KOMMANDO", parser_class=Parser)

    def verb(name: str, help: str, manual: str) -> argparse.ArgumentParser:  # noqa: A002
        return verbs.add_parser(name, help=help, description=manual)

    init = verb("init", "skriv en protokol, hvor hvert valg er forklaret", INIT)
    init.add_argument("--out", type=Path, required=True, metavar="STUDIE.toml", help="ny fil")

    _simulate(verb("simulate", "lav et opdigtet register med kendt effekt", SIMULATE))
    _ingest(verb("ingest", "læs registerudtræk (SSR/SSSY og LPR3) til et register", INGEST))

    codes = verb("codes", "skriv standardkodelisten, med kilde til hver kode", CODES)
    codes.add_argument("--out", type=Path, required=True, metavar="KODER.toml", help="ny fil")

    seal = verb("seal", "forsegl protokollen", SEAL)
    seal.add_argument("study", type=Path, metavar="STUDIE.toml", help="protokollen")

    _run(verb("run", "mål effekten efter en forseglet protokol", RUN))
    _power(verb("power", "hvad kan en undersøgelse med så mange henviste vise", POWER))
    return top


def _simulate(sim: argparse.ArgumentParser) -> None:
    def number(name: str, help: str, **more: object) -> None:  # noqa: A002
        sim.add_argument(name, type=int, metavar="N", help=help, **more)  # type: ignore[arg-type]

    number("--persons", "antal personer", required=True)
    number("--years", "antal år (mindst 4)", required=True)
    number("--referred", "antal henviste", required=True)
    sim.add_argument(
        "--rate-ratio", type=float, required=True, metavar="TAL", help="den sande effekt; 0.85 er 15 %% færre kontakter"
    )
    sim.add_argument("--selection", required=True, metavar="MÅDE", help="frailty, hidden, burst, mixture eller none")
    number("--seed", "frø: samme frø, samme register", required=True)
    sim.add_argument("--out", type=Path, required=True, metavar="MAPPE", help="ny mappe")
    sim.add_argument(
        "--randomised",
        type=float,
        default=0.0,
        metavar="ANDEL",
        help="andel af de henviste, der trækkes lod om; ellers 0",
    )
    number("--negative-controls", "antal typer, som henvisning ikke kan ændre; ellers 10", default=10)
    number("--late-months", "så mange af de sidste måneder er kun delvist indberettet; ellers 0", default=0)
    number("--break-month", "fra denne måned (0 er den første) forsvinder lægevagten i forsøgets område", default=None)
    number("--first-year", "registerets første år; ellers 2022", default=2022)


def _ingest(ingest: argparse.ArgumentParser) -> None:
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
        "--reject-limit", type=int, default=0, metavar="N", help="så mange fejlrækker må springes over; ellers 0"
    )
    ingest.add_argument("--out", type=Path, required=True, metavar="MAPPE", help="ny mappe")


def _run(run: argparse.ArgumentParser) -> None:
    run.add_argument("study", type=Path, metavar="STUDIE.toml", help="den forseglede protokol")
    run.add_argument("--register", type=Path, required=True, metavar="MAPPE", help="registeret")
    run.add_argument(
        "--out", type=Path, required=True, metavar="MAPPE", help="resultatet; en afbrudt kørsel genoptages"
    )
    run.add_argument(
        "--engine",
        choices=("duckdb", "spark"),
        default="duckdb",
        help="duckdb klarer hele landet; spark, hvor data allerede bor; ellers duckdb",
    )
    threads = min(os.cpu_count() or 1, 4)

    run.add_argument("--threads", type=int, default=threads, metavar="N", help=f"antal tråde; ellers {threads}")
    run.add_argument("--memory-limit", default=None, metavar="STØRRELSE", help="loft for databasens hukommelse, fx 4GB")
    run.add_argument("--no-report", action="store_true", help="kun result.json og details.json, ingen rapport")
    run.add_argument(
        "--earlier",
        type=Path,
        nargs="*",
        default=[],
        metavar="FIL",
        help="published.json fra tidligere rapporter, som små tal sammenlignes med",
    )


def _power(power: argparse.ArgumentParser) -> None:
    power.add_argument("--referred", type=int, required=True, metavar="N", help="antal henviste")
    power.add_argument("--mean", type=float, required=True, metavar="TAL", help="kontakter pr. person om året")
    power.add_argument(
        "--dispersion",
        type=float,
        required=True,
        metavar="TAL",
        help="spredning mellem personer: variansen er middeltal + TAL gange middeltal i anden (fx 0.6); rapporten måler den",
    )
    power.add_argument("--reduction", type=float, required=True, metavar="TAL", help="den sande reduktion, fx 0.15")
    power.add_argument(
        "--controls", type=int, default=10, metavar="N", help="sammenligningspersoner pr. henvist; ellers 10"
    )
    power.add_argument("--threshold", type=float, default=0.15, metavar="TAL", help="grænsen i aftalen; ellers 0.15")
    power.add_argument("--json", action="store_true", help="skriv tallene som JSON")
