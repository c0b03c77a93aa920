"""One declaration of a key serves three: the reader that refuses in Danish, the published JSON Schema, the clause reading."""

from samspil.analysis.payment.shape.kinds import (
    LARGEST,
    SHA256,
    Choice,
    Day,
    Flag,
    Hash,
    Kind,
    Name,
    Number,
    Ore,
    Place,
    Schema,
    Share,
    Text,
    Whole,
)
from samspil.analysis.payment.shape.records import ListOf, Record, TableOf, Variant, given, maybe

__all__ = [
    "LARGEST",
    "SHA256",
    "Choice",
    "Day",
    "Flag",
    "Hash",
    "Kind",
    "ListOf",
    "Name",
    "Number",
    "Ore",
    "Place",
    "Record",
    "Schema",
    "Share",
    "TableOf",
    "Text",
    "Variant",
    "Whole",
    "given",
    "maybe",
]
