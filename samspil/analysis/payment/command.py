"""`samspil payment ...`: one word, one function; each loads only what it needs, and writes nothing when it refuses."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from samspil.paper.refusal import Refused

if TYPE_CHECKING:
    from samspil.analysis.payment.cashflow import Flow
    from samspil.paper.document import Document


ARGPARSE = {
    "the following arguments are required": "der mangler",
    "unrecognized arguments": "ukendt",
    "invalid choice": "ukendt valg",
    "choose from": "vælg mellem",
    "expected one argument": "der mangler en værdi",
    "expected at least one argument": "der mangler mindst én værdi",
    "argument ": "",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """This function will refuse a command line in the house's way."""
        for english, danish in ARGPARSE.items():
            message = message.replace(english, danish)
        raise Refused(f"Kommandoen kan ikke læses ({message}). Skriv »{self.prog} --help« for at se, hvad den tager.")


def main(argv: Sequence[str]) -> int:
    """This function will run one payment command: 0 done, 2 refused with one Danish sentence on standard error."""
    try:
        arguments = _parser().parse_args(list(argv))
        run: Callable[[argparse.Namespace], None] = arguments.run
        run(arguments)
    except Refused as refusal:
        sys.stderr.write(f"{refusal.sentence}\n")
        return 2
    return 0


def _parser() -> _Parser:
    parser = _Parser(prog="samspil payment", description="Betaling efter en kontrakt, ens for alle til sidste øre.")
    words = parser.add_subparsers(title="kommandoer", metavar="KOMMANDO", required=True, parser_class=_Parser)

    def word(name: str, run: Callable[[argparse.Namespace], None], help: str) -> argparse.ArgumentParser:  # noqa: A002
        added = words.add_parser(name, help=help, description=help)
        added.set_defaults(run=run)
        return added

    word("schema", _schema, "skriv JSON Schema for kontrakt og resultat")
    init = word("init", _init, "skriv en af referatets fire læsninger som kontrakt")
    init.add_argument("--reading", required=True, metavar="A|B|C|D")
    init.add_argument("--out", required=True, type=Path)
    word("check", _check, "efterprøv en kontrakt").add_argument("contract")
    read = word("read", _read, "læs en kontrakt i almindelige ord, eller forskellen fra en ældre")
    read.add_argument("contract")
    read.add_argument("--against", metavar="OLDER.toml")
    read.add_argument("--out", type=Path, metavar="FILE.html|FILE.pdf")
    compute = word("compute", _compute, "beregn, hvad hver betaler skylder for en periode")
    compute.add_argument("contract")
    compute.add_argument("results", nargs="+", metavar="RESULT.json")
    compute.add_argument("--flows", metavar="FLOWS.csv")
    compute.add_argument("--review", action="append", default=[], metavar="FILE")
    compute.add_argument("--period")
    compute.add_argument("--json", action="store_true")
    simulate = word("simulate", _simulate, "se, hvad kontrakten giver over mange mulige verdener")
    simulate.add_argument("contract")
    for option in ("--prior-mean", "--prior-sd", "--se"):
        simulate.add_argument(option, type=_number, required=True)
    for option in ("--bias", "--rho"):
        simulate.add_argument(option, type=_number, default=Decimal(0))
    for option, start in (("--cohorts", 1), ("--draws", 1_000_000), ("--seed", 1)):
        simulate.add_argument(option, type=_whole, default=start)
    simulate.add_argument("--json", action="store_true")
    cashflow = word("cashflow", _cashflow, "årligt afkast, multipel og nutidsværdi af en række betalinger")
    cashflow.add_argument("flows", metavar="FLOWS.csv")
    cashflow.add_argument("--rate", type=_number)
    cashflow.add_argument("--json", action="store_true")
    indigo = word("indigo", _indigo, "skriv kontrakten i INDIGOs åbne format")
    indigo.add_argument("contract")
    indigo.add_argument("statements", nargs="*", metavar="STATEMENT.json")
    indigo.add_argument("--out", required=True, type=Path)
    readings = word("readings", _readings, "de fire læsninger side om side")
    readings.add_argument("--out", type=Path, metavar="FILE.html|FILE.pdf")
    business = word("business", _business, "hvem betaler, og hvem sparer, part for part")
    business.add_argument("contract")
    business.add_argument("--reduction", type=_number, default=Decimal("0.15"))
    business.add_argument("--out", type=Path, metavar="FILE.html|FILE.pdf")
    return parser


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Refused(f"»{text[:40]}« er ikke et tal. Skriv det med punktum, som 0.15.") from None
    if not number.is_finite() or abs(number) > 1000:
        raise Refused(f"»{text[:40]}« er ikke et tal mellem -1000 og 1000. Ret det.")
    return number


def _whole(text: str) -> int:
    number = _number_or_whole(text)
    if number != int(number):
        raise Refused(f"»{text[:40]}« er ikke et helt tal. Ret det.")
    return int(number)


def _number_or_whole(text: str) -> Decimal:
    return Decimal(int(text)) if text.isdecimal() and len(text) <= 18 else _number(text)


def _schema(arguments: argparse.Namespace) -> None:
    from samspil.analysis.payment.result import Result
    from samspil.analysis.payment.shape import Record
    from samspil.analysis.payment.terms import Contract

    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    _print_json(
        {
            "contract": draft | Record(Contract).schema(),
            "result": draft | Record(Result, open_ended=True).schema(),
        }
    )


def _init(arguments: argparse.Namespace) -> None:
    from samspil.analysis.payment import readings

    text = readings.text(arguments.reading)
    if arguments.out.exists():
        raise Refused(f"{arguments.out.name} findes allerede. Vælg et andet navn, så en rettet kontrakt ikke går tabt.")
    _write(arguments.out, text.encode())


def _check(arguments: argparse.Namespace) -> None:
    from samspil.analysis.payment.contract import load
    from samspil.paper import danish

    sealed = load(arguments.contract)
    marks = [mark.mark for mark in sealed.terms.marks]
    sys.stdout.write(
        f"Kontrakten »{sealed.terms.contract.title}« er i orden. Antaget: {danish.number(marks.count('assumed'))}. "
        f"Ukendt: {danish.number(marks.count('unknown'))}. SHA-256 {sealed.sha256}\n"
    )


def _read(arguments: argparse.Namespace) -> None:
    from samspil.analysis.payment.contract import load
    from samspil.analysis.payment.reading import difference, reading

    sealed = load(arguments.contract)
    _give(difference(sealed, load(arguments.against)) if arguments.against else reading(sealed), arguments.out)


def _compute(arguments: argparse.Namespace) -> None:
    from samspil.analysis.payment import engine, statement
    from samspil.analysis.payment.contract import load
    from samspil.analysis.payment.result import read_result
    from samspil.analysis.payment.review import read_reviews

    sealed = load(arguments.contract)
    found = engine.compute(
        sealed,
        [read_result(_text(path), Path(path).name) for path in arguments.results],
        period=arguments.period,
        flows=_flows(arguments.flows) if arguments.flows else None,
        reviews=[review for path in arguments.review for review in read_reviews(_text(path), Path(path).name)],
    )[-1]
    if arguments.json:
        _print_json(statement.as_json(sealed, found))
    else:
        _give(statement.document(sealed, found), None)


def _simulate(arguments: argparse.Namespace) -> None:
    from samspil.analysis.payment.contract import load
    from samspil.analysis.payment.simulate import World, simulate
    from samspil.analysis.payment.simulate.account import as_json, document
    from samspil.analysis.payment.simulate.threshold import at_threshold

    sealed = load(arguments.contract)
    world = World(
        prior_mean=float(arguments.prior_mean),
        prior_sd=float(arguments.prior_sd),
        se=float(arguments.se),
        bias=float(arguments.bias),
        cohorts=arguments.cohorts,
        rho=float(arguments.rho),
    )
    found = simulate(sealed, world, draws=arguments.draws, seed=arguments.seed)
    rules = at_threshold(sealed, world)
    if arguments.json:
        _print_json(as_json(sealed, found, rules))
    else:
        _give(document(sealed, found, rules), None)


def _cashflow(arguments: argparse.Namespace) -> None:
    from samspil.analysis.payment.cashflow import summarise
    from samspil.analysis.payment.words import decimal, money, rate

    rate_given = arguments.rate
    if rate_given is not None and rate_given <= -1:
        raise Refused("--rate skal være over -1 (-100 %). Ret tallet.")
    found = summarise(_flows(arguments.flows), rate_given)
    if arguments.json:
        numbers = {"xirr": found.xirr, "multiple": found.multiple, "npv": found.npv}
        sums = {"paid_in": found.paid_in, "paid_out": found.paid_out}
        _print_json(
            {key: None if each is None else float(each) for key, each in (numbers | sums).items()} | {"why": found.why}
        )
        return
    said = [f"Indskudt {money(found.paid_in)} og fået igen {money(found.paid_out)}"]
    said.append(
        f"Årligt afkast {rate(found.xirr, 3)}." if found.xirr is not None else f"Intet årligt afkast: {found.why}."
    )
    if found.multiple is not None:
        said.append(f"Pengene er blevet til {decimal(found.multiple, 3)} gange så meget.")
    if found.npv is not None:
        said.append(f"Nutidsværdi ved {rate(rate_given)} om året: {money(round(found.npv, 2))}")
    sys.stdout.write("\n".join(said) + "\n")


def _indigo(arguments: argparse.Namespace) -> None:
    from samspil.analysis.payment.contract import load
    from samspil.analysis.payment.indigo import project, read_statement
    from samspil.analysis.payment.result import parse

    statements = [read_statement(parse(_text(path), Path(path).name), Path(path).name) for path in arguments.statements]
    found = project(load(arguments.contract), statements)
    _write(arguments.out, (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode())


def _readings(arguments: argparse.Namespace) -> None:
    from samspil.analysis.payment.readings.report import document

    _give(document(), arguments.out)


def _business(arguments: argparse.Namespace) -> None:
    from samspil.analysis.payment.business import document
    from samspil.analysis.payment.contract import load

    if not 0 <= arguments.reduction < 1:
        raise Refused("--reduction skal ligge fra 0 til under 1, som 0.15. Ret tallet.")
    _give(document(load(arguments.contract), arguments.reduction), arguments.out)


def _text(path: str) -> str:
    from samspil.analysis.payment.result import file_refusal

    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise file_refusal(Path(path).name, error) from None


def _flows(path: str) -> list[Flow]:
    from samspil.analysis.payment.cashflow import read_flows

    return read_flows(_text(path), Path(path).name)


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _give(document: Document, out: Path | None) -> None:
    """This function will write a document as HTML or PDF by the file's name, or as text on standard output."""
    from samspil.paper.document import to_html, to_pdf, to_text

    if out is None:
        sys.stdout.write(to_text(document))
    elif out.suffix == ".html":
        _write(out, to_html(document).encode())
    elif out.suffix == ".pdf":
        _write(out, to_pdf(document))
    else:
        raise Refused(f"{out.name} skal ende på .html eller .pdf. Ret navnet.")


def _write(path: Path, content: bytes) -> None:
    """This function will write a whole file or nothing: beside it first, then in its place."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Refused(f"{path.name} kan ikke skrives ({error.strerror}). Vælg en anden mappe.") from None
