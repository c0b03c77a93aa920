"""A measured result as the payment needs it: read strictly, with the very digits that its hash covers, and free of persons."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from typing import Any

from samspil.analysis.payment.words import decimal, rate
from samspil.analysis.shape import (
    SHA256,
    Day,
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
from samspil.analysis.shape.files import parse
from samspil.paper import cpr

ESTIMATORS = ("matched", "did", "randomised", "stepped", "before_after")
NOT_HASHED = frozenset({"seconds", "engine", "version", "result_sha256"})
MOST_DIGITS = 60
MATCH_DUST = Decimal("0.0005")  # a match rate may be written with three decimals
DIGITS = 12  # significant digits of a number in a result: EFFECT.md, the hash and the payment all read the same
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
        """Return the known estimators, each with its interval around its ratio."""
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
        """Return the JSON Schema of the estimators."""
        return {"type": "object", "properties": dict.fromkeys(ESTIMATORS, _ESTIMATE.schema()), "minProperties": 1}


def _unmeasured(estimate: Any) -> bool:
    return estimate is None or (isinstance(estimate, Mapping) and estimate.get("rate_ratio", 0) is None)


class Anything(Kind):
    """A value that the payment shows or hashes and does not compute with."""

    allowed = "en værdi"

    def read(self, value: Any, place: Place) -> Any:
        """Return the value as it is."""
        return value

    def schema(self) -> Schema:
        """Return the JSON Schema that takes everything."""
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
    match_rate: Decimal | None = maybe(Number(0, 1, decimals=MOST_DIGITS), "andelen af henviste med sammenligning")
    measured_on: datetime.date | None = maybe(Day(), "måledagen: den sidste dag, registerudtrækket dækker")
    interval_level: Decimal | None = maybe(
        Number(0, 1, above=True, below=True, decimals=MOST_DIGITS), "hvor sikre intervallerne er, 0.95 er 95 %"
    )
    file: str = dataclasses.field(default="", compare=False)
    exact_sha256: str = dataclasses.field(default="", compare=False)

    @property
    def failed(self) -> tuple[str, ...]:
        """Name the gates that failed."""
        return tuple(gate.name for gate in self.gates if not gate.passed)


def read_result(text: str, file: str) -> Result:
    """Read a result from JSON text, with the digits that its hash covers, or refuse it in one sentence.

    A result names its own hash; it is computed anew from the file and must be the same.
    """
    place = Place(file)
    raw = parse(text, file)
    if not isinstance(raw, Mapping):
        raise place.refuse("filen er ikke et resultat", "Et resultat er ét JSON-objekt med bl.a. period og payable")

    refuse_persons(raw, place)
    result: Result = Record(Result, open_ended=True).read(_without_empty(digits(raw, place)), place)
    _check(result, place)
    true_hash = fingerprint(raw)
    if result.result_sha256 is None:
        raise place.at("result_sha256").refuse(
            "resultatet siger ikke, hvilken hash det har, så det kan være ændret undervejs",
            f"Bed den, der målte, om hashen; indholdet her har {true_hash}",
        )
    if result.result_sha256 != true_hash:
        raise place.at("result_sha256").refuse(
            f"hashen passer ikke til indholdet, som har {true_hash[:12]}...",
            "Resultatet er ændret efter målingen; hent det igen hos den, der målte",
        )

    _refuse_contradictions(result, place)
    return dataclasses.replace(result, file=file, exact_sha256=_exact(raw))


def digits(value: Any, place: Place) -> Any:
    """Return a value with every decimal number at the digits that the hash covers: 12 significant ones.

    A number that no computer's float can hold is refused: the hash could not tell it from infinity.
    """
    if isinstance(value, Mapping):
        return {key: digits(each, place.at(str(key)[:80])) for key, each in value.items()}
    if isinstance(value, list):
        return [digits(each, place) for each in value]
    if isinstance(value, Decimal):
        if not math.isfinite(float(value)):
            raise place.refuse("tallet er for stort til at kunne måles og betales efter", "Ret tallet")
        return Decimal(_twelve(value))
    return value


def _twelve(number: Decimal | float) -> str:
    return f"{float(number):.{DIGITS}g}"


def fingerprint(raw: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON: sorted keys, floats to 12 significant digits."""
    kept = {key: _canonical(value) for key, value in raw.items() if key not in NOT_HASHED}
    return sha256(kept)


def sha256(value: Any) -> str:
    """Hash a JSON value in the one way it can be written: sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _canonical(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_canonical(each) for each in value]
    return float(_twelve(value)) if isinstance(value, Decimal | float) else value


def _exact(raw: Mapping[str, Any]) -> str:
    """Hash what the fingerprint covers with all its digits, so that two files with one fingerprint can be told apart."""
    return sha256({key: _as_written(value) for key, value in raw.items() if key not in NOT_HASHED})


def _as_written(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _as_written(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_written(each) for each in value]
    if isinstance(value, Decimal):
        whole = Context(prec=len(value.as_tuple().digits), Emax=MAX_EMAX, Emin=MIN_EMIN)
        return {"decimal": str(value.normalize(whole) or "0")}
    return value


def refuse_persons(raw: Any, place: Place) -> None:
    """Refuse a file that holds a personal identity number or a key for one person."""
    for path in _personal(raw, ()):
        raise place.at(".".join(path)).refuse(
            "her står noget, der ligner oplysninger om en person", "Betaling bruger kun samlede tal; fjern det"
        )


def _personal(value: Any, path: tuple[str, ...], key: str = "") -> Iterator[tuple[str, ...]]:
    """Yield the path of every value that may tell of one person, by its key or its digits."""
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
    """Leave out top-level keys that are null or empty: the measurement did not make them."""
    return {key: value for key, value in raw.items() if value is not None and value not in ({}, [])}


def _check(result: Result, place: Place) -> None:
    """Refuse more successes than persons, and a verdict beside its gates."""
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


def _refuse_contradictions(result: Result, place: Place) -> None:
    """Refuse an unaltered file that contradicts itself: a bracket beside its estimates, persons that do not add up."""
    _bracket(result.bracket, result.estimates or {}, place)
    for cohort in result.cohorts or ():
        _bracket(cohort.bracket, cohort.estimates, place.at(f"cohorts.{cohort.id}"))
    for name, each in (result.types or {}).items():
        _bracket(each.bracket, each.estimates, place.at(f"types.{name}"))
    _people(result, place)


def _bracket(bracket: tuple[Decimal, ...] | None, estimates: Mapping[str, Estimate], place: Place) -> None:
    """Hold a bracket to what it is: the rate ratios of the two methods, the smaller first (EFFECT.md)."""
    if bracket is None:
        return
    if len(bracket) != 2 or bracket[0] > bracket[1]:
        raise place.at("bracket").refuse("rammen skal være to tal, det mindste først", "Ret rammen")

    lacking = [name for name in ("matched", "did") if name not in estimates]
    if lacking:
        raise place.at("bracket").refuse(
            f"rammen kan ikke efterprøves, for målingen {lacking[0]} mangler", "Bed om et resultat, hvor begge står"
        )

    pair = sorted(estimates[name].rate_ratio for name in ("matched", "did"))
    if list(bracket) != pair:
        said, true = (" og ".join(decimal(each, DIGITS) for each in two) for two in (bracket, pair))
        raise place.at("bracket").refuse(
            f"rammen siger {said}, men resultatets egne målinger er {true}", "Hent resultatet igen hos den, der målte"
        )


def _people(result: Result, place: Place) -> None:
    """Hold the numbers of persons together: no more matched than referred, no measurement of nobody, a rate that is theirs."""
    referred, matched = result.n_referred, result.n_matched
    if referred is not None and matched is not None and matched > referred:
        raise place.at("n_matched").refuse(f"{matched} er flere end de {referred}, der er henvist", "Ret tallene")

    empty = [key for key, n in (("n_referred", referred), ("n_matched", matched)) if n == 0]
    empty += [f"cohorts.{cohort.id}.n" for cohort in result.cohorts or () if cohort.n == 0]
    if empty and (result.estimates or result.cohorts or result.types):
        raise place.at(empty[0]).refuse(
            "der er målt på 0 personer, men der står en effekt", "Hent resultatet igen hos den, der målte"
        )

    if result.match_rate is not None and referred and matched is not None:
        true = Decimal(matched) / referred
        if abs(result.match_rate - true) > MATCH_DUST:
            raise place.at("match_rate").refuse(
                f"{rate(result.match_rate)} er ikke {matched} af {referred} ({rate(true)})", "Ret tallene"
            )
