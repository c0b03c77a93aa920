"""publiccode.yml holds what publiccode.yml 0.5 asks, and agrees with the project's own files."""

import json
import tomllib

import pytest
import yaml
from jsonschema import Draft7Validator, FormatChecker

from tests.kit.shared import REPOSITORY, folder

pytestmark = pytest.mark.standard


@pytest.fixture(scope="module")
def schema():
    path = folder("standards") / "publiccode" / "data" / "publiccode-schema" / "publiccode_schema_v0.5.0.json"
    return readable(json.loads(path.read_text(encoding="utf-8")))


def readable(schema):
    """The published schema with two slips of the pen mended: short references that no validator finds, and the rules
    for a language's description, which stand under a property named `additionalProperties`."""
    text = json.dumps(schema)
    for name in schema["definitions"]:
        text = text.replace(f'"$id": "#{name}", ', "").replace(f'"$ref": "#{name}"', f'"$ref": "#/definitions/{name}"')
    mended = json.loads(text)
    description = mended["definitions"]["description"]
    description["additionalProperties"] = description.pop("properties")["additionalProperties"]
    return mended


@pytest.fixture
def described():
    return yaml.safe_load((REPOSITORY / "publiccode.yml").read_text(encoding="utf-8"))


def complaints(schema, described):
    found = Draft7Validator(schema, format_checker=FormatChecker()).iter_errors(described)
    return sorted(".".join(str(part) for part in error.absolute_path) for error in found)


def test_it_follows_the_schema(schema, described):
    assert complaints(schema, described) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("description", "da", "genericName"), "x" * 36),
        (("developmentStatus",), "almost"),
        (("maintenance", "type"), "somehow"),
        (("localisation", "localisationReady"), "yes"),
    ],
)
def test_the_schema_finds_what_is_wrong(schema, described, path, value):
    *outer, last = path
    inside = described
    for name in outer:
        inside = inside[name]
    inside[last] = value
    assert complaints(schema, described) == [".".join(path)]


def test_the_schema_finds_what_is_missing(schema, described):
    del described["legal"]
    assert complaints(schema, described) == [""]


def test_descriptions_keep_the_lengths_that_catalogues_cut_at(described):
    lengths = {
        language: (
            len(text["genericName"]) <= 35,
            len(text["shortDescription"]) <= 150,
            len(text["longDescription"]) >= 150,
        )
        for language, text in described["description"].items()
    }
    assert lengths == {"da": (True, True, True), "en": (True, True, True)}


def test_it_agrees_with_the_package(described):
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (described["softwareVersion"], described["legal"]["license"]) == (project["version"], project["license"])


def test_every_licence_named_has_its_text():
    names = {path.stem for path in (REPOSITORY / "LICENSES").glob("*.txt")}
    assert {"MPL-2.0", "MIT", "0BSD", "ISC", "OFL-1.1", "Apache-2.0"} == names
    assert (REPOSITORY / "LICENSE").read_text() == (REPOSITORY / "LICENSES" / "MPL-2.0.txt").read_text()


def test_the_notices_name_the_versions_that_are_locked():
    locked = json.loads((REPOSITORY / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    notices = (REPOSITORY / "LICENSES" / "THIRD-PARTY.md").read_text(encoding="utf-8")
    versions = {name.removeprefix("node_modules/"): package["version"] for name, package in locked.items() if name}
    rows = [line for line in notices.splitlines() if line.startswith("| ")]
    assert [name for name, version in versions.items() if not any(name in row and version in row for row in rows)] == []
