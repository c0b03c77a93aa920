"""A measured result as the payment needs it: read strictly, matched to its hash, and free of persons."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

from samspil.analysis.payment.shape import (
    SHA256,
    Flag,
    Hash,
    Kind,
    ListOf,
    Number,
    Place,
    Record,
    Schema,
    TableOf,
    Text,
    Whole,
    given,
    maybe,
)
from samspil.paper import cpr
from samspil.paper.refusal import Refused

ESTIMATORS = ("matched", "did", "before_after")
NOT_HASHED = frozenset({"seconds", "engine", "version", "result_sha256"})
MOST_DIGITS = 60
PERSON_KEYS = frozenset({"cpr", "person_id", "personnummer", "persons", "navn", "name_of_person"})

_RATIO = Number("0.000001", 1000, decimals=MOST_DIGITS)


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """One estimator's rate ratio after referral over what was expected without it."""

    rate_ratio: Decimal = given(_RATIO, "forholdet mellem faktiske og forventede kontakter")
    low: Decimal | None = maybe(_RATIO, "intervallets nedre grænse")
    high: Decimal | None = maybe(_RATIO, "intervallets øvre grænse")
    se_log: Decimal | None = maybe(Number(0, 10, above=True, decimals=MOST_DIGITS), "standardfejl på log-skala")


_ESTIMATE = Record(Estimate, open_ended=True)


class Estimates(Kind):
    """The estimates of the estimators that a contract can name; others in the table are left alone."""

    allowed = f"en tabel med mindst én af metoderne {', '.join(ESTIMATORS)}"

    def read(self, value: Any, place: Place) -> dict[str, Estimate]:
        """This function will give the known estimators, each with its interval around its ratio."""
        if not isinstance(value, Mapping) or not any(name in value for name in ESTIMATORS):
            raise self.refuse(value, place)
        measured = [name for name in ESTIMATORS if name in value and not _unmeasured(value[name])]
        known = {name: _ESTIMATE.read(value[name], place.at(name)) for name in measured}
        for name, each in known.items():
            low, high = each.low or each.rate_ratio, each.high or each.rate_ratio
            if not low <= each.rate_ratio <= high:
                raise place.at(name).refuse(
                    "forholdet ligger uden for sit eget interval", "Ret low, rate_ratio og high"
                )
        return known

    def schema(self) -> Schema:
        """This function will give the JSON Schema of the estimators."""
        return {"type": "object", "properties": dict.fromkeys(ESTIMATORS, _ESTIMATE.schema()), "minProperties": 1}


def _unmeasured(estimate: Any) -> bool:
    return estimate is None or (isinstance(estimate, Mapping) and estimate.get("rate_ratio", 0) is None)


class Anything(Kind):
    """A value that the payment shows or hashes and does not compute with."""

    allowed = "en værdi"

    def read(self, value: Any, place: Place) -> Any:
        """This function will give the value as it is."""
        return value

    def schema(self) -> Schema:
        """This function will give the JSON Schema that takes everything."""
        return {}


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """One group of referred people, measured for itself."""

    id: str = given(Text(), "gruppens korte navn")
    estimates: dict[str, Estimate] = given(Estimates(), "gruppens målinger")
    observed: Decimal = given(Number(decimals=MOST_DIGITS), "gruppens faktiske kontakter")
    n: int | None = maybe(Whole(), "personer i gruppen")
    bracket: tuple[Decimal, ...] | None = maybe(ListOf(_RATIO, least=2), "de to metoders forhold, mindste først")


@dataclass(frozen=True, kw_only=True)
class TypeOfContact:
    """One type of contact, measured for itself."""

    observed: Decimal = given(Number(decimals=MOST_DIGITS), "faktiske kontakter af typen")
    estimates: dict[str, Estimate] = given(Estimates(), "typens målinger")
    bracket: tuple[Decimal, ...] | None = maybe(ListOf(_RATIO, least=2), "de to metoders forhold, mindste først")


@dataclass(frozen=True, kw_only=True)
class Responders:
    """How many persons' own contacts fell by the threshold."""

    n: int = given(Whole(), "personer i alt")
    successes: int = given(Whole(), "personer, hvis kontakter faldt med grænsen eller mere")
    threshold: Decimal = given(Number(0, 1, above=True, below=True), "grænsen, 0.15 er 15 %")


@dataclass(frozen=True, kw_only=True)
class Gate:
    """One test of the measurement."""

    name: str = given(Text(), "prøvens navn")
    passed: bool = given(Flag(), "om prøven er bestået")
    value: Any = maybe(Anything(), "målt værdi")
    limit: Any = maybe(Anything(), "grænseværdi")


@dataclass(frozen=True, kw_only=True)
class Result:
    """One period's measurement: aggregates and hashes only."""

    period: str = given(Text(), "perioden, der er målt")
    payable: bool = given(Flag(), "om målingens egne prøver er bestået")
    protocol_sha256: str | None = maybe(Hash(), "hash af den forseglede protokol")
    register_sha256: str | None = maybe(Hash(), "hash af registerudtrækket")
    result_sha256: str | None = maybe(Hash(), "hash af resultatet selv")
    estimates: dict[str, Estimate] | None = maybe(Estimates(), "målingerne")
    bracket: tuple[Decimal, ...] | None = maybe(ListOf(_RATIO, least=2), "de to metoders forhold, mindste først")
    cohorts: tuple[Cohort, ...] | None = maybe(ListOf(Record(Cohort, open_ended=True)), "grupperne")
    types: dict[str, TypeOfContact] | None = maybe(
        TableOf(Record(TypeOfContact, open_ended=True)), "typerne af kontakt"
    )
    responders: Responders | None = maybe(Record(Responders, open_ended=True), "personer, der nåede grænsen")
    counts: dict[str, tuple[int, ...]] | None = maybe(TableOf(ListOf(Whole())), "personer med ét krav, med to, ...")
    gates: tuple[Gate, ...] = maybe(ListOf(Record(Gate, open_ended=True)), "målingens prøver", ())
    n_referred: int | None = maybe(Whole(), "henviste")
    n_matched: int | None = maybe(Whole(), "henviste med sammenligning")

    @property
    def failed(self) -> tuple[str, ...]:
        """This function will name the gates that failed."""
        return tuple(gate.name for gate in self.gates if not gate.passed)


def read_result(text: str, file: str) -> Result:
    """This function will read a result from JSON text, with its own hash filled in, or refuse it in one sentence."""
    place = Place(file)
    raw = parse(text, file)
    if not isinstance(raw, Mapping):
        raise place.refuse("filen er ikke et resultat", "Et resultat er ét JSON-objekt med bl.a. period og payable")
    refuse_persons(raw, place)
    result: Result = Record(Result, open_ended=True).read(_without_empty(raw), place)
    _check(result, place)
    true_hash = fingerprint(raw)
    if result.result_sha256 not in (None, true_hash):
        raise place.at("result_sha256").refuse(
            f"hashen passer ikke til indholdet, som har {true_hash[:12]}...",
            "Resultatet er ændret efter målingen; hent det igen hos den, der målte",
        )
    return result if result.result_sha256 else _sealed(result, true_hash)


def parse(text: str, file: str) -> Any:
    """This function will read JSON with decimals from their text; a key written twice, NaN and infinity are refused."""
    place = Place(file)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) < len(pairs):
            twice = next(key for key, _ in pairs if [name for name, _ in pairs].count(key) > 1)
            raise place.at(twice).refuse("nøglen står to gange", "Slet den ene")
        return table

    def no_number(word: str) -> NoReturn:
        raise place.refuse(f"{word} er ikke et tal, der kan betales efter", "Skriv et endeligt tal")

    try:
        return json.loads(text, parse_float=Decimal, parse_constant=no_number, object_pairs_hook=once)
    except json.JSONDecodeError as broken:
        raise place.refuse(
            f"filen kan ikke læses som JSON (linje {broken.lineno}, tegn {broken.colno})",
            "Ret stedet, eller hent filen igen",
        ) from None
    except (RecursionError, ValueError):
        raise place.refuse("filen er for dybt indlejret, eller et tal er for langt", "Hent filen igen") from None


def fingerprint(raw: Mapping[str, Any]) -> str:
    """This function will give the SHA-256 of the canonical JSON: sorted keys, floats to 12 significant digits."""
    kept = {key: _canonical(value) for key, value in raw.items() if key not in NOT_HASHED}
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _canonical(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_canonical(each) for each in value]
    return float(f"{float(value):.12g}") if isinstance(value, Decimal | float) else value


def refuse_persons(raw: Any, place: Place) -> None:
    """This function will refuse a file that holds a personal identity number or a key for one person."""
    for path in _personal(raw, ()):
        raise place.at(".".join(path)).refuse(
            "her står noget, der ligner oplysninger om en person", "Betaling bruger kun samlede tal; fjern det"
        )


def _personal(value: Any, path: tuple[str, ...], key: str = "") -> Iterator[tuple[str, ...]]:
    """This function will give the path of every value that may tell of one person, by its key or its digits."""
    if isinstance(value, dict):
        for name, entry in value.items():
            yield from _personal(entry, (*path, str(name)[:80]), str(name))
    elif isinstance(value, list):
        for entry in value:
            yield from _personal(entry, path, key)
    elif key.lower() in PERSON_KEYS or any(_identity(text) for text in (key, value)):
        yield path


def _identity(value: Any) -> bool:
    return isinstance(value, str) and not SHA256.fullmatch(value) and cpr.mask(value) != value


def _without_empty(raw: Mapping[str, Any]) -> dict[str, Any]:
    """This function will leave out top-level keys that are null or empty: the measurement did not make them."""
    return {key: value for key, value in raw.items() if value is not None and value not in ({}, [])}


def _check(result: Result, place: Place) -> None:
    blocks = [("", result.bracket), *((f"cohorts.{cohort.id}.", cohort.bracket) for cohort in result.cohorts or ())]
    blocks += [(f"types.{name}.", each.bracket) for name, each in (result.types or {}).items()]
    for key, bracket in blocks:
        if bracket is not None and (len(bracket) != 2 or bracket[0] > bracket[1]):
            raise place.at(f"{key}bracket").refuse("rammen skal være to tal, det mindste først", "Ret rammen")
    people = result.responders
    if people is not None and people.successes > people.n:
        raise place.at("responders.successes").refuse(
            f"{people.successes} er flere end de {people.n}, der er målt", "Ret tallene"
        )
    if result.payable and result.failed:
        raise place.at("payable").refuse(
            f"resultatet kalder sig betalbart, men prøven {result.failed[0]} er ikke bestået",
            "Ret payable eller prøven",
        )


def _sealed(result: Result, true_hash: str) -> Result:
    import dataclasses

    return dataclasses.replace(result, result_sha256=true_hash)


def file_refusal(file: str, error: OSError | UnicodeDecodeError) -> Refused:
    """This function will turn a file that cannot be opened into a refusal."""
    if isinstance(error, FileNotFoundError):
        return Place(file).refuse("filen findes ikke", "Tjek stien")
    if isinstance(error, IsADirectoryError):
        return Place(file).refuse("det er en mappe", "Skriv navnet på en fil i den")
    return Place(file).refuse("filen kan ikke læses som tekst", "Gem den som UTF-8, og tjek, at du må læse den")
