"""The study protocol: every choice that decides the number, made and sealed before the outcomes are read.

Lesson of Peterborough (reference in docs/decisions/0005): an estimate that decides a payment must be rerunnable by others.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import hashlib
import json
import math
import os
import tomllib
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema

from samspil.paper import command_line, slips
from samspil.paper.refusal import Refused

Block = tuple[int, int]

PAYS_ON = ("matched", "did", "bracket_low", "bracket_mean", "lower_bound")
EXACT_ALWAYS = ("sex", "age_band", "comorbidity")
EXACT_MORE = ("education", "income_group", "area")
STRATA = ("sex", "age", "education", "income_group", "area", "previous_use")
MONTHS_MOST = 120  # ten years each way: longer windows are a slip of the pen


@dataclasses.dataclass(frozen=True)
class Gates:
    """Limits that decide whether a result may be paid on; never the number itself."""

    balance: float
    placebo: float
    step: float
    negative_controls: float
    match_rate: float
    leave_one_out: float
    structural_break: float


@dataclasses.dataclass(frozen=True)
class Break:
    """A known change of the register or of care, by calendar month."""

    month: str
    where: str
    what: str
    types: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True)
class Study:
    """A checked protocol. Months count from the calendar month of referral, which is month 0."""

    title: str
    seed: int
    types: tuple[int, ...]
    code_list: str
    tariffs: dict[int, float]
    payers: dict[int, str]
    before: Block
    after: Block
    history: int
    minimum_history: int
    extract_date: dt.date | None
    maturity_months: int
    practices: tuple[int, ...]
    exact: tuple[str, ...]
    age_band_years: int
    minimum_age: int
    controls: int
    caliper: float
    pool_limit: int
    matched_blocks: tuple[Block, ...]
    did_blocks: tuple[Block, ...]
    draws: int
    level: float
    pays_on: str
    negative_types: tuple[int, ...] | None
    gates: Gates
    cohorts_by: str
    responder_threshold: float
    strata: tuple[str, ...]
    hide_at_most: int
    round_to: int
    breaks: tuple[Break, ...]
    sha256: str


def default_text() -> str:
    """Return the default protocol of the social-referral contract, every choice explained in Danish."""
    return resources.files(__package__).joinpath("study.toml").read_text("utf-8")


@functools.cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema of a protocol."""
    loaded: dict[str, Any] = json.loads(resources.files(__package__).joinpath("study.schema.json").read_text("utf-8"))
    return loaded


@functools.cache
def _strict() -> Any:
    """Return a validator for which 1.0 is no integer and neither nan nor inf is a number."""
    kinds = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine_many(
        {
            "integer": lambda _, x: isinstance(x, int) and not isinstance(x, bool),
            "number": lambda _, x: isinstance(x, int | float) and not isinstance(x, bool) and math.isfinite(x),
        }
    )
    return jsonschema.validators.extend(jsonschema.Draft202012Validator, type_checker=kinds)


def write_default(out: Path) -> None:
    """Write the default protocol to a new file; an existing file is refused."""
    if out.exists():
        raise Refused(f"Filen {out} findes allerede. Vælg et andet navn, så intet overskrives.")
    if not out.parent.is_dir():
        raise Refused(f"Mappen {out.parent} findes ikke. Opret den først.")
    write_whole(out, default_text().encode())


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path` in one step: a reader sees the old file, none, or all of the new one."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(path)
    except OSError as fault:
        raise command_line.unwritten(path, fault) from fault
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def read(path: Path) -> Study:
    """Read and check a protocol; every fault is refused with the key and how to mend it."""
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise Refused(f"Protokollen {path} kan ikke læses. Lav en med »samspil effect init --out {path}«.") from fault

    try:
        text = raw.decode("utf-8").removeprefix(slips.BYTE_MARK)
        told = tomllib.loads(text)
    except UnicodeDecodeError as fault:
        raise Refused(f"Protokollen {path} er ikke gemt som UTF-8. Gem den som UTF-8.") from fault
    except tomllib.TOMLDecodeError as fault:
        raise Refused(
            f"Protokollen {path} er ikke gyldig TOML ({slips.in_toml(text, str(fault))}). Ret stedet."
        ) from fault

    return study_of(told, sha256=hashlib.sha256(raw).hexdigest(), name=path.name)


def study_of(told: dict[str, Any], *, sha256: str, name: str = "protokollen") -> Study:
    """Check the parsed TOML and return the `Study`, or refuse with one sentence."""
    faults = sorted(_strict()(schema()).iter_errors(told), key=lambda f: (list(map(str, f.path)), f.message))
    if faults:
        raise Refused(_fault_sentence(name, faults[0]))

    windows, matching = told["windows"], told["matching"]
    study = Study(
        title=told["title"],
        seed=told["seed"],
        types=tuple(told["contacts"]["types"]),
        code_list=told["contacts"].get("code_list", ""),
        tariffs={int(k): float(v) for k, v in told["contacts"].get("tariffs", {}).items()},
        payers={int(k): v for k, v in told["contacts"].get("payers", {}).items()},
        before=tuple(windows["before"]),
        after=tuple(windows["after"]),
        history=windows["history"],
        minimum_history=windows["minimum_history"],
        extract_date=_date(told["register"]["extract_date"], name),
        maturity_months=told["register"]["maturity_months"],
        practices=tuple(told["service"]["practices"]),
        exact=tuple(matching["exact"]),
        age_band_years=matching["age_band_years"],
        minimum_age=matching["minimum_age"],
        controls=matching["controls"],
        caliper=float(matching["caliper"]),
        pool_limit=matching["pool_limit"],
        matched_blocks=tuple((a, b) for a, b in matching["matched_blocks"]),
        did_blocks=tuple((a, b) for a, b in matching["did_blocks"]),
        draws=told["inference"]["draws"],
        level=float(told["inference"]["level"]),
        pays_on=told["payment"]["pays_on"],
        negative_types=None
        if told["negative_controls"]["types"] == "all"
        else tuple(told["negative_controls"]["types"]),
        gates=Gates(**{k: float(v) for k, v in told["gates"].items()}),
        cohorts_by=told["cohorts"]["by"],
        responder_threshold=float(told["responders"]["threshold"]),
        strata=tuple(told["equity"]["strata"]),
        hide_at_most=told["disclosure"]["hide_at_most"],
        round_to=told["disclosure"]["round_to"],
        breaks=tuple(
            Break(b["month"], b["where"], b["what"], tuple(b.get("types", ()))) for b in told.get("breaks", ())
        ),
        sha256=sha256,
    )
    _check_windows(study, name)
    return study


# What the schema's limits are called in Danish; `{}` stands for the limit.
LIMITS = {
    "minimum": "skal være mindst {}",
    "maximum": "må højst være {}",
    "exclusiveMinimum": "skal være over {}",
    "exclusiveMaximum": "skal være under {}",
    "minLength": "må ikke være tom",
    "maxLength": "må højst være på {} tegn",
    "minItems": "skal have mindst {} led",
    "maxItems": "må højst have {} led",
    "uniqueItems": "må ikke nævne det samme to gange",
    "minProperties": "skal have mindst {} linjer",
    "const": "skal være {}",
    "pattern": "er skrevet på en anden måde end i standarden, som du ser med »samspil effect init«",
}


def _fault_sentence(name: str, fault: jsonschema.ValidationError) -> str:
    key = ".".join(str(p) for p in fault.absolute_path) or "øverst"
    told: Any = fault

    match fault.validator:
        case "required":
            missing = next(k for k in told.validator_value if k not in told.instance)
            return f"{name}: »{missing}« mangler under »{key}«. Se standarden med »samspil effect init«."
        case "additionalProperties" | "patternProperties":
            unknown = sorted(set(told.instance) - set(told.schema.get("properties", {})))
            return f"{name}: »{unknown[0]}« under »{key}« kendes ikke. Fjern den, eller ret stavningen."
        case "type" | "anyOf":
            return f"{name}: »{key}« har en forkert slags værdi ({_shown(fault.instance)}). Se standarden med »samspil effect init«."
        case "enum":
            return f"{name}: »{key}« er {_shown(fault.instance)}, men skal være en af {', '.join(map(str, told.validator_value))}."
        case _:
            allowed = LIMITS.get(str(fault.validator), "se standarden med »samspil effect init«").format(
                told.validator_value
            )
            return f"{name}: »{key}« er {_shown(fault.instance)}, men {allowed}. Ret den."


def _shown(value: Any) -> str:
    """Write a value as it stands in the file, shortened."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(_shown(each) for each in value[:6])}]"
    if isinstance(value, dict):
        return "en tabel"
    return f"»{str(value)[:40]}«" if isinstance(value, str) else str(value)[:40]


def _date(text: str, name: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as fault:
        raise Refused(
            f"{name}: register.extract_date er »{text[:40]}«{slips.hint(text)}, men skal være en dato som 2026-03-31 eller tom."
        ) from fault


def _check_windows(study: Study, name: str) -> None:
    def refuse(sentence: str) -> None:
        raise Refused(f"{name}: {sentence}")

    for label, (first, last) in {"windows.before": study.before, "windows.after": study.after}.items():
        if first > last:
            refuse(f"{label} slutter før den begynder ({first} til {last}).")
    if study.before[1] >= 0:
        refuse("windows.before skal ligge helt før måned 0.")
    if study.after[0] < 0:
        refuse("windows.after må ikke begynde før måned 0.")
    if study.before[1] - study.before[0] != study.after[1] - study.after[0]:
        refuse(
            "windows.before og windows.after skal være lige lange: forskellens forskel er kun retvisende, når de "
            "er det."
        )
    if not -study.before[0] <= study.minimum_history <= study.history:
        refuse("windows.minimum_history skal ligge mellem længden af windows.before og windows.history.")
    _check_blocks(study, refuse)
    if missing := [k for k in EXACT_ALWAYS if k not in study.exact]:
        refuse(f"matching.exact skal rumme {', '.join(missing)}.")
    if shared := set(study.types) & set(study.negative_types or ()):
        refuse(f"type {min(shared)} kan ikke både være mål og negativ kontrol.")
    if unknown := set(study.tariffs) - set(study.types):
        refuse(f"contacts.tariffs nævner type {min(unknown)}, som ikke er blandt contacts.types.")


def _check_blocks(study: Study, refuse: Callable[[str], None]) -> None:
    for label, blocks in {"matched_blocks": study.matched_blocks, "did_blocks": study.did_blocks}.items():
        for first, last in blocks:
            if not -study.history <= first <= last <= -1:
                refuse(f"matching.{label} [{first}, {last}] skal ligge i forhistorien, fra {-study.history} til -1.")
        months = [m for first, last in blocks for m in range(first, last + 1)]
        if len(months) != len(set(months)):
            refuse(f"matching.{label} må ikke overlappe hinanden.")
    if any(last >= study.before[0] for _, last in study.did_blocks):
        refuse("matching.did_blocks må ikke røre windows.before: så måles et fald, som matchningen selv har skabt.")


def seal_path(path: Path) -> Path:
    """Return where the seal of a protocol lies: beside it."""
    return path.with_name(path.name + ".seal")


def seal(path: Path, *, at: dt.datetime) -> str:
    """Check the protocol, write its seal beside it, and return its SHA-256; a differing seal is refused."""
    study = read(path)
    target = seal_path(path)
    if target.exists() and _sealed_hash(target) != study.sha256:
        raise Refused(
            f"{path.name} er allerede forseglet med et andet indhold. Gem ændringen som en ny protokol under et "
            "nyt navn."
        )
    if not target.exists():
        words = {"protocol_sha256": study.sha256, "sealed_at": at.isoformat(timespec="seconds"), "file": path.name}
        write_whole(target, (json.dumps(words, indent=2, ensure_ascii=False) + "\n").encode())
    return study.sha256


def read_sealed(path: Path) -> Study:
    """Read a protocol and refuse it if it is unsealed or differs from its seal."""
    study = read(path)
    target = seal_path(path)
    if not target.exists():
        raise Refused(
            f"{path.name} er ikke forseglet. Forsegl den med »samspil effect seal {path}«, før resultaterne læses."
        )
    if _sealed_hash(target) != study.sha256:
        raise Refused(
            f"{path.name} er ændret, efter at den blev forseglet. Hent den forseglede udgave, eller forsegl en ny "
            "protokol."
        )
    return study


def _sealed_hash(target: Path) -> str:
    try:
        told = json.loads(target.read_text("utf-8"))
        return str(told["protocol_sha256"])
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise Refused(
            f"Forseglingen {target.name} kan ikke læses. Hent den igen, eller forsegl en ny protokol."
        ) from fault
