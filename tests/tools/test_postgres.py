"""The PostgreSQL of the tests: found where it runs, made where it does not, gone afterwards."""

import os
import pwd

import psycopg
import pytest

from tools import postgres


def test_a_server_that_is_not_there_does_not_answer():
    assert postgres.answers("postgres://postgres@127.0.0.1:1/x") is False


def test_a_database_pointed_at_is_taken_or_none(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE", "postgres://postgres@127.0.0.1:1/x")
    with postgres.database(tmp_path) as address:
        assert address is None


def test_two_folders_never_share_a_database(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE", raising=False)
    monkeypatch.setattr(postgres, "answers", lambda address: True)
    with postgres.database(tmp_path / "a") as first, postgres.database(tmp_path / "b") as second:
        assert first.rpartition("/")[0] == second.rpartition("/")[0] == postgres.STANDARD
        assert first != second


def test_a_cluster_of_our_own_starts_answers_and_goes(tmp_path):
    programs = postgres.servers_programs()
    if programs is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have PostgreSQL's programs")
        pytest.skip("no initdb here: install the package postgresql")
    if os.geteuid() == 0 and "postgres" not in {entry.pw_name for entry in pwd.getpwall()}:
        pytest.skip("root cannot run PostgreSQL, and there is no user postgres")
    with postgres.cluster(programs, tmp_path / "pg") as server:
        assert postgres.answers(f"{server}/x")
        with psycopg.connect(f"{server}/postgres") as connection:
            assert connection.execute("show server_encoding").fetchone() == ("UTF8",)
    assert postgres.answers(f"{server}/x") is False
    assert not (tmp_path / "pg" / "data").exists()
