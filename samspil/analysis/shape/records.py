"""Lists, tables and records of kinds: a record is a frozen dataclass whose fields carry a kind and a meaning."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import MISSING, field
from typing import Any

from samspil.analysis.shape.kinds import NAME, Choice, Kind, Name, Place, Schema, shown


class ListOf(Kind):
    """A list of one kind, from `least` to `most` entries; entries with an id are named by it.

    No name comes twice, unless `repeats` says that several entries may speak of the same; with `once` no value does.
    """

    def __init__(
        self, kind: Kind, least: int = 0, most: int | None = None, *, repeats: bool = False, once: bool = False
    ) -> None:
        self.kind, self.least, self.most, self.repeats, self.once = kind, least, most, repeats, once
        bounds = [f"mindst {least}"] * (least > 0) + [f"højst {most}"] * (most is not None)
        self.allowed = " ".join(["en liste", *(["med", " og ".join(bounds)] if bounds else [])])

    def read(self, value: Any, place: Place) -> tuple[Any, ...]:
        """Return the entries as a tuple, in order."""
        if not isinstance(value, list) or len(value) < self.least:
            raise self.refuse(value, place)
        if self.most is not None and len(value) > self.most:
            raise self.refuse(value, place)

        seen: set[str] = set()
        entries: list[Any] = []
        for number, entry in enumerate(value, start=1):
            name = _name_of(entry)
            here = place.at(name if isinstance(name, str) and NAME.fullmatch(name) else str(number))
            read = self.kind.read(entry, here)
            if self.once and read in entries:
                raise here.refuse(f"{shown(entry)} står to gange", "Nævn det samme én gang")
            entries.append(read)
            if isinstance(name, str) and not self.repeats:
                if name in seen:
                    raise here.refuse(f"navnet {shown(name)} står to gange", "Giv hver sit navn")
                seen.add(name)

        return tuple(entries)

    def schema(self) -> Schema:
        """Return the JSON Schema of a list."""
        bounds: Schema = {"minItems": self.least}
        if self.most is not None:
            bounds["maxItems"] = self.most
        if self.once:
            bounds["uniqueItems"] = True
        return {"type": "array", "items": self.kind.schema()} | bounds


class TableOf(Kind):
    """Names and values of one kind, at least one unless `least` is 0."""

    def __init__(self, kind: Kind, names: Kind | None = None, *, least: int = 1) -> None:
        self.kind, self.names, self.least = kind, names or Name(), least
        self.allowed = "en tabel med navne og værdier" + (", mindst én" if least else "")

    def read(self, value: Any, place: Place) -> dict[str, Any]:
        """Return the table in the order it was written."""
        if not isinstance(value, Mapping) or len(value) < self.least:
            raise self.refuse(value, place)
        return {
            self.names.read(str(name), place.at(str(name)[:80])): self.kind.read(entry, place.at(str(name)))
            for name, entry in value.items()
        }

    def schema(self) -> Schema:
        """Return the JSON Schema of a table."""
        return {"type": "object", "additionalProperties": self.kind.schema(), "minProperties": self.least}


class Record(Kind):
    """A frozen dataclass whose fields were declared with `given` or `maybe`.

    An open-ended record comes from a program that may tell more than is asked, and null where it could not measure.
    """

    allowed = "en tabel med de nøgler, skemaet nævner"

    def __init__(self, form: type[Any], *, open_ended: bool = False) -> None:
        self.form, self.open_ended = form, open_ended
        self.keys = {
            part.name: (
                part.metadata["kind"],
                part.metadata["meaning"],
                part.default is MISSING and part.default_factory is MISSING,
            )
            for part in dataclasses.fields(form)
            if "kind" in part.metadata
        }

    def read(self, value: Any, place: Place) -> Any:
        """Build the dataclass, refusing missing keys and, unless open ended, unknown ones."""
        if not isinstance(value, Mapping):
            raise self.refuse(value, place)

        place = place.under(value.get("clause"))
        keys = self.keys
        if not (self.open_ended or value.keys() <= keys.keys()):
            unknown = next(str(key) for key in value if key not in keys)
            raise place.at(unknown[:80]).refuse("nøglen findes ikke", f"Kendte nøgler er {', '.join(keys)}")

        values = {}
        for name, (kind, meaning, must) in keys.items():
            if name in value and not (self.open_ended and value[name] is None):
                values[name] = kind.read(value[name], place.at(name))
            elif must:
                raise place.at(name).refuse("nøglen mangler", f"Den siger {meaning}; skriv {kind.allowed}")

        return self.form(**values)

    def schema(self) -> Schema:
        """Return the JSON Schema of the record, meanings included."""
        return {
            "type": "object",
            "description": (self.form.__doc__ or "").strip(),
            "properties": {
                name: kind.schema() | {"description": meaning} for name, (kind, meaning, _) in self.keys.items()
            },
            "required": [name for name, (_, _, must) in self.keys.items() if must],
            "additionalProperties": self.open_ended,
        }


class Variant(Kind):
    """One of several records, told apart by the word under `kind`."""

    def __init__(self, forms: Mapping[str, type[Any]]) -> None:
        self.records = {word: Record(form) for word, form in forms.items()}
        self.words = Choice(*forms)
        self.allowed = f"en tabel, hvor kind er {self.words.allowed}"

    def read(self, value: Any, place: Place) -> Any:
        """Build the record that `kind` names."""
        if not isinstance(value, Mapping) or "kind" not in value:
            raise self.refuse(value, place)
        word = self.words.read(value["kind"], place.at("kind"))
        return self.records[word].read({k: v for k, v in value.items() if k != "kind"}, place)

    def schema(self) -> Schema:
        """Return the JSON Schema of every variant."""
        variants = []
        for word, form in self.records.items():
            record = form.schema()
            record["properties"] = {"kind": {"const": word}} | record["properties"]
            record["required"] = ["kind", *record["required"]]
            variants.append(record)
        return {"oneOf": variants}


def given(kind: Kind, meaning: str) -> Any:
    """Declare a key that must be there."""
    return field(metadata={"kind": kind, "meaning": meaning})


def maybe(kind: Kind, meaning: str, default: Any = None) -> Any:
    """Declare a key that may be left out, and what holds then."""
    return field(default=default, metadata={"kind": kind, "meaning": meaning})


def _name_of(entry: object) -> object:
    """Return what an entry of a list is called: by its id, or by what it speaks of."""
    if not isinstance(entry, Mapping):
        return None
    return next((entry[key] for key in ("id", "party", "metric", "period") if key in entry), None)
