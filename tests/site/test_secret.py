"""The secret of an installation: none, a known one or a short one opens nothing, and says how to make one."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError
from django.db import connection

from samspil.site import apps, command, secret

# Drawn once, for this test alone: what the tests are called must be the same in every process.
GOOD = "n3Qx0Wm7Zs-4Lk9Tf2Vb8Yc6Rd1Hj5Gp_aUeIoNtSrLqXzKwMvBhCgDyFpJ"
OPENS = [
    "migrate",
    "serve",
    "work",
    "journal",
    "secrets",
    "digest",
    "manage migrate",
    "manage createcachetable",
    "manage shell",
    "manage createsuperuser",
    "manage flush",
]


@pytest.mark.parametrize(
    "known",
    [
        "",
        "only-for-building-static-files",
        "only-for-building-static-files-and-more-letters-than-that",
        "django-insecure-" + GOOD,
        "x",
        "kort",
        "bench",
        GOOD[: secret.SHORTEST - 1],
        "a" * 64,
        "abcabc" * 12,
    ],
)
def test_no_secret_a_known_one_and_a_short_one_are_refused_with_how_to_make_one(known: str) -> None:
    said = secret.fault(known)
    assert "secrets.token_urlsafe(48)" in said
    assert "SAMSPIL_SECRET" in said


@pytest.mark.parametrize("good", [GOOD, GOOD[: secret.SHORTEST]])
def test_one_of_32_letters_is_taken(good: str) -> None:
    assert secret.fault(good) == ""


@pytest.mark.parametrize("words", OPENS)
def test_each_command_that_opens_an_installation_refuses(settings: Any, capsys: Any, words: str) -> None:
    settings.SAMSPIL_SECRET_FAULT = secret.fault("")
    assert command.main(words.split()) == 2
    assert capsys.readouterr().err == f"samspil: {secret.fault('')}\n"


def test_a_way_around_the_command_line_ends_at_the_database(settings: Any) -> None:
    settings.SAMSPIL_SECRET_FAULT = secret.fault("kort")
    closed = []

    class Opened:
        def close(self) -> None:
            closed.append(True)

    with pytest.raises(CommandError, match=r"secrets\.token_urlsafe"):
        apps.check_secret(connection=Opened())
    assert closed == [True]
    settings.SAMSPIL_SECRET_FAULT = ""
    apps.check_secret(connection=connection)


def test_without_a_secret_two_starts_have_nothing_in_common(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAMSPIL_SECRET", raising=False)
    (first, fault), (second, _fault) = secret.read(tmp_path / "secret.txt"), secret.read(tmp_path / "secret.txt")
    assert first != second
    assert fault == secret.fault("")


def test_the_demo_makes_one_that_only_its_owner_can_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAMSPIL_SECRET", raising=False)
    made = secret.make(tmp_path / "var" / "secret.txt")
    assert secret.make(tmp_path / "var" / "secret.txt") == made
    assert secret.read(tmp_path / "var" / "secret.txt") == (made, "")
    assert (tmp_path / "var" / "secret.txt").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("words", "secret_given", "code"),
    [
        ("samspil manage migrate", None, 2),
        ("django migrate", "only-for-building-static-files", 1),
        ("samspil manage collectstatic --noinput", None, 0),
    ],
)
def test_the_commands_themselves_do_so(tmp_path: Path, words: str, secret_given: str | None, code: int) -> None:
    given = {"SAMSPIL_SECRET": secret_given} if secret_given else {}
    clean = {key: value for key, value in os.environ.items() if not key.startswith("SAMSPIL_")}
    environment = {**clean, **given, "SAMSPIL_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "samspil.site.settings"}
    done = subprocess.run(
        [sys.executable, "-m", *words.split()],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert ("secrets.token_urlsafe(48)" in done.stderr) is (code != 0)
    with sqlite3.connect(tmp_path / "samspil.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)

    database.close()
