"""`samspil payment ...`: one word, one function; each loads only what it needs, and writes nothing when it refuses."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samspil.paper import slips
from samspil.paper.command_line import Parser, told
from samspil.paper.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samspil.analysis.payment.cashflow import Flow
    from samspil.analysis.payment.contract import Sealed
    from samspil.analysis.payment.engine import Statement
    from samspil.paper.document import Document


SUMMARY = "Beregn betaling efter en kontrakt"
EXTRA = "effect"
PRIOR = {
    "--prior-mean": "det fald, der ventes, 0.15 er 15 %%",
    "--prior-sd": "hvor usikkert det ventede er (log-skala)",
    "--se": "målingens standardfejl (log-skala)",
}
DOUBT = {
    "--bias": "målingens skævhed (log-skala); under 0 viser den et for stort fald",
    "--rho": "hvor meget grupperne følges ad, 0 til 1",
}
WORTH_MOST = Decimal(10) ** 18  # kroner; at minus 99 per cent a year a century is worth more than there is
NO_NUMBERS = {"nan", "snan", "inf", "infinity"}
SIZE = {
    "--cohorts": (None, "antal grupper; ellers så mange, som kontrakten selv nævner"),
    "--draws": (1_000_000, "antal verdener"),
    "--seed": (1, "frø, så svaret kan gentages"),
}


def main(argv: Sequence[str]) -> int:
    """Run one payment command: 0 done, 2 refused with one Danish sentence on standard error."""

    def act() -> None:
        arguments = _parser().parse_args(list(argv))
        run: Callable[[argparse.Namespace], None] = arguments.run
        run(arguments)

    return told(act)


def _parser() -> Parser:
    parser = Parser(prog="samspil payment", description="Betaling efter en kontrakt, ens for alle til sidste øre.")
    words = parser.add_subparsers(title="kommandoer", metavar="KOMMANDO", required=True, parser_class=Parser)

    def word(name: str, run: Callable[[argparse.Namespace], None], help: str) -> argparse.ArgumentParser:  # noqa: A002
        added = words.add_parser(name, help=help, description=help)
        added.set_defaults(run=run)
        return added

    def contract_of(added: argparse.ArgumentParser) -> argparse.ArgumentParser:
        added.add_argument("contract", metavar="CONTRACT.toml", help="kontrakten")
        return added

    def out_of(added: argparse.ArgumentParser) -> None:
        added.add_argument("--out", type=Path, metavar="FILE.html|FILE.pdf", help="skriv til en fil; ellers på skærmen")

    def json_of(added: argparse.ArgumentParser) -> None:
        added.add_argument("--json", action="store_true", help="skriv tallene som JSON")

    word("schema", _schema, "skriv JSON Schema for kontrakt og resultat")
    init = word("init", _init, "skriv en af referatets fire læsninger som kontrakt")
    init.add_argument("--reading", required=True, metavar="A|B|C|D", help="hvilken læsning")
    init.add_argument("--out", required=True, type=Path, metavar="CONTRACT.toml", help="den nye fil")
    contract_of(word("check", _check, "efterprøv en kontrakt"))
    read = contract_of(word("read", _read, "læs en kontrakt i almindelige ord, eller forskellen fra en ældre"))
    read.add_argument("--against", metavar="OLDER.toml", help="vis kun forskellen fra denne ældre kontrakt")
    out_of(read)
    compute = contract_of(word("compute", _compute, "beregn, hvad hver betaler skylder for en periode"))
    _inputs_of(compute)
    compute.add_argument(
        "--previous",
        action="append",
        default=[],
        metavar="STATEMENT.json",
        help="en tidligere periodes opgørelse, som den blev udstedt; afvises, hvis den er regnet efter andet",
    )
    json_of(compute)
    verify = word("verify", _verify, "regn en opgørelse efter, fra de filer den siger, den er regnet efter")
    verify.add_argument("statement", metavar="STATEMENT.json", help="opgørelsen fra compute --json")
    _inputs_of(contract_of(verify))
    verify.add_argument(
        "--previous", action="append", default=[], metavar="STATEMENT.json", help="tidligere perioders opgørelser"
    )
    simulate = contract_of(word("simulate", _simulate, "se, hvad kontrakten giver over mange mulige verdener"))
    for option, meaning in PRIOR.items():
        simulate.add_argument(option, type=_number, required=True, metavar="TAL", help=meaning)
    for option, meaning in DOUBT.items():
        simulate.add_argument(option, type=_number, default=Decimal(0), metavar="TAL", help=f"{meaning}; ellers 0")
    for option, (start, meaning) in SIZE.items():
        simulate.add_argument(
            option,
            type=_whole,
            default=start,
            metavar="N",
            help=meaning if start is None else f"{meaning}; ellers {start}",
        )
    json_of(simulate)
    cashflow = word("cashflow", _cashflow, "årligt afkast, multipel og nutidsværdi af en række betalinger")
    cashflow.add_argument("flows", metavar="FLOWS.csv", help="betalinger med kolonnerne date,amount; indskud med minus")
    cashflow.add_argument("--rate", type=_number, metavar="TAL", help="årlig rente til nutidsværdien, 0.05 er 5 %%")
    json_of(cashflow)
    indigo = contract_of(word("indigo", _indigo, "skriv kontrakten i INDIGOs åbne format"))
    indigo.add_argument("statements", nargs="*", metavar="STATEMENT.json", help="opgørelser fra compute --json")
    indigo.add_argument("--out", required=True, type=Path, metavar="FILE", help="den nye fil")
    out_of(word("readings", _readings, "de fire læsninger side om side"))
    business = contract_of(word("business", _business, "hvem betaler, og hvem sparer, part for part"))
    business.add_argument(
        "--reduction", type=_number, default=Decimal("0.15"), metavar="TAL", help="faldet i kontakter; ellers 0.15"
    )
    out_of(business)
    return parser


def _inputs_of(added: argparse.ArgumentParser) -> None:
    """Add what an amount is computed from beside the contract."""
    added.add_argument(
        "results", nargs="+", metavar="RESULT.json", help="resultaterne for alle perioder til og med den, der betales"
    )
    added.add_argument(
        "--flows", metavar="FLOWS.csv", help="investorens egne betalinger, når afkastet har et loft (date,amount)"
    )

    added.add_argument(
        "--review",
        action="append",
        default=[],
        metavar="FILE",
        help="kontrollantens beslutning om at betale efter et resultat, hvis prøver ikke er bestået",
    )
    added.add_argument("--period", help="perioden; ellers den sidste, der er et resultat for")


def _number(text: str) -> Decimal:
    number = slips.number(text)
    if number is None and text.strip().lower().lstrip("+-") not in NO_NUMBERS:
        raise Refused(f"»{text[:40]}« er ikke et tal. Skriv det med punktum, som {slips.mend(text) or '0.15'}.")
    if number is None or number.copy_abs() > 1000:
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
    # Each command loads what it needs, so that help and refusals come at once.
    from samspil.analysis.payment.result import Result
    from samspil.analysis.payment.terms import Contract
    from samspil.analysis.shape import Record

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
    if arguments.out.is_file():
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
    if sealed.terms.evidence is None:
        sys.stdout.write(
            "Den siger ikke, hvad en måling skal dække, så det er antaget. Skriv en tabel [evidence] med clause og "
            "smallest_n i en ny version; »samspil payment read« viser, hvad der gælder nu.\n"
        )


def _read(arguments: argparse.Namespace) -> None:
    from samspil.analysis.payment.contract import load
    from samspil.analysis.payment.reading import difference, reading

    sealed = load(arguments.contract)
    _give(
        difference(sealed, load(arguments.against)) if arguments.against is not None else reading(sealed), arguments.out
    )


def _compute(arguments: argparse.Namespace) -> None:
    from samspil.analysis.payment import issued, statement

    sealed, statements = _computed(arguments)
    seals = issued.continued(sealed, statements, [_statement(path) for path in arguments.previous])
    if arguments.json:
        _print_json(statement.as_json(sealed, statements[-1], seals))
    else:
        _give(statement.document(sealed, statements[-1], seals), None)


def _computed(arguments: argparse.Namespace) -> tuple[Sealed, list[Statement]]:
    """Compute every period up to the one asked from the files that a command names."""
    from samspil.analysis.payment import engine
    from samspil.analysis.payment.contract import load
    from samspil.analysis.payment.result import read_result
    from samspil.analysis.payment.review import read_reviews
    from samspil.analysis.shape import files

    sealed = load(arguments.contract)
    return sealed, engine.compute(
        sealed,
        [read_result(files.text(path), Path(path).name) for path in arguments.results],
        period=arguments.period,
        flows=_flows(arguments.flows) if arguments.flows is not None else None,
        reviews=[review for path in arguments.review for review in read_reviews(files.text(path), Path(path).name)],
    )


def _verify(arguments: argparse.Namespace) -> None:
    from samspil.analysis.payment import issued, statement

    told_then = _statement(arguments.statement)
    arguments.period = arguments.period or told_then["period"]
    sealed, statements = _computed(arguments)
    issued.check(sealed, told_then)
    seals = issued.continued(sealed, statements, [_statement(path) for path in arguments.previous])
    now = statement.as_json(sealed, statements[-1], seals)
    different = issued.differences(told_then, now)
    if different:
        raise Refused(
            f"Opgørelsen for {told_then['period']} kan ikke regnes efter: {', '.join(different)} er anderledes. "
            "Giv de filer, den er regnet efter; ellers er den ikke rigtig."
        )
    program = told_then["inputs"]["engine"]
    by = "" if program == statement.ENGINE else f"Den siger, at den er regnet af {program}; her er {statement.ENGINE}. "
    sys.stdout.write(
        f"Opgørelsen for {told_then['period']} er regnet efter og stemmer til sidste øre. {by}"
        f"Segl {told_then[statement.SEAL]}\n"
    )


def _statement(path: str) -> Mapping[str, Any]:
    """Read one statement from its file."""
    from samspil.analysis.payment import issued
    from samspil.analysis.shape import files

    return issued.read(files.parse(files.text(path), Path(path).name), Path(path).name)


def _simulate(arguments: argparse.Namespace) -> None:
    from samspil.analysis.payment.contract import load
    from samspil.analysis.payment.simulate import World, cohorts_named, simulate
    from samspil.analysis.payment.simulate.account import as_json, document
    from samspil.analysis.payment.simulate.threshold import at_threshold

    sealed = load(arguments.contract)
    world = World(
        prior_mean=float(arguments.prior_mean),
        prior_sd=float(arguments.prior_sd),
        se=float(arguments.se),
        bias=float(arguments.bias),
        cohorts=cohorts_named(sealed.terms) if arguments.cohorts is None else arguments.cohorts,
        rho=float(arguments.rho),
    )
    if arguments.seed < 0:
        raise Refused(f"--seed er {arguments.seed}, men skal være 0 eller mere. Ret tallet.", field="seed")
    simulation = simulate(sealed, world, draws=arguments.draws, seed=arguments.seed)
    rules = at_threshold(sealed, world)
    if arguments.json:
        _print_json(as_json(sealed, simulation, rules))
    else:
        _give(document(sealed, simulation, rules), None)


def _cashflow(arguments: argparse.Namespace) -> None:
    from samspil.analysis.payment.cashflow import summarise
    from samspil.analysis.payment.words import decimal, money, rate

    rate_given = arguments.rate
    if rate_given is not None and rate_given <= -1:
        raise Refused("--rate skal være over -1 (-100 %). Ret tallet.")
    summary = summarise(_flows(arguments.flows), rate_given)
    if summary.npv is not None and summary.npv.copy_abs() >= WORTH_MOST:
        raise Refused("--rate giver en nutidsværdi, der er for stor til at skrive. Vælg en rente nærmere 0.")
    if arguments.json:
        numbers = {"xirr": summary.xirr, "multiple": summary.multiple, "npv": summary.npv}
        sums = {"paid_in": summary.paid_in, "paid_out": summary.paid_out}
        _print_json(
            {key: None if each is None else float(each) for key, each in (numbers | sums).items()}
            | {"why": summary.why}
        )
        return
    said = [f"Indskudt {money(summary.paid_in)} og fået igen {money(summary.paid_out)}"]
    said.append(
        f"Årligt afkast {rate(summary.xirr, 3)}."
        if summary.xirr is not None
        else f"Intet årligt afkast: {summary.why}."
    )
    if summary.multiple is not None:
        said.append(f"Pengene er blevet til {decimal(summary.multiple, 3)} gange så meget.")
    if summary.npv is not None:
        said.append(f"Nutidsværdi ved {rate(rate_given)} om året: {money(round(summary.npv, 2))}")
    sys.stdout.write("\n".join(said) + "\n")


def _indigo(arguments: argparse.Namespace) -> None:
    from samspil.analysis.payment.contract import load
    from samspil.analysis.payment.indigo import project

    indigo = project(load(arguments.contract), [_statement(path) for path in arguments.statements])
    _write(arguments.out, (json.dumps(indigo, ensure_ascii=False, indent=2) + "\n").encode())


def _readings(arguments: argparse.Namespace) -> None:
    from samspil.analysis.payment.readings.report import document

    _give(document(), arguments.out)


def _business(arguments: argparse.Namespace) -> None:
    from samspil.analysis.payment.business import document
    from samspil.analysis.payment.contract import load

    if not 0 <= arguments.reduction < 1:
        raise Refused("--reduction skal ligge fra 0 til under 1, som 0.15. Ret tallet.")
    _give(document(load(arguments.contract), arguments.reduction), arguments.out)


def _flows(path: str) -> list[Flow]:
    from samspil.analysis.payment.cashflow import read_flows
    from samspil.analysis.shape import files

    return read_flows(files.text(path), Path(path).name)


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _give(document: Document, out: Path | None) -> None:
    """Write a document as HTML or PDF by the file's name, or as text on standard output."""
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
    """Write a whole file or nothing: beside it first, then in its place."""
    # A device such as /dev/stdout would be replaced by the file.
    if not path.name or "\0" in str(path) or (path.exists() and not path.is_file()):
        raise Refused(
            f"»{str(path).replace(chr(0), '')}« kan ikke skrives: det er ikke en fil. Skriv navnet på en fil."
        )
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        why = "mappen findes ikke" if isinstance(error, FileNotFoundError) else "stedet tager ikke imod filen"
        raise Refused(f"{path.name or path} kan ikke skrives: {why}. Vælg en anden mappe.") from None
