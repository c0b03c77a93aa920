"""How input files are declared and read: contracts, results, protocols, lists of codes.

One declaration of a key serves three: the reader that refuses in Danish, the published JSON Schema, the reading aloud.
"""

from samspil.analysis.shape.kinds import (
    LARGEST,
    SHA256,
    Choice,
    Day,
    Flag,
    Hash,
    Kind,
    Kroner,
    Name,
    Number,
    Ore,
    Place,
    Real,
    Schema,
    Share,
    Text,
    Whole,
)
from samspil.analysis.shape.records import ListOf, Record, TableOf, Variant, given, maybe

__all__ = [
    "LARGEST",
    "SHA256",
    "Choice",
    "Day",
    "Flag",
    "Hash",
    "Kind",
    "Kroner",
    "ListOf",
    "Name",
    "Number",
    "Ore",
    "Place",
    "Real",
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
