"""The SQL text, the same for every engine: plain SELECTs with casts, nothing that one engine alone knows."""

from __future__ import annotations

HOW_MANY = "SELECT count(*) AS n FROM persons"
PERSONS = (
    "SELECT person_id, birth_year, sex, municipality, practice_id, comorbidity, {education}, {income_group}, {area}, "
    "CAST(entry_date AS DATE) AS entry_date, COALESCE(CAST(exit_date AS DATE), DATE '9999-12-31') AS exit_date, "
    "CAST(CASE WHEN exit_reason IS NULL THEN 0 WHEN CAST(exit_reason AS VARCHAR(20)) = 'emigration' THEN 1 "
    "WHEN CAST(exit_reason AS VARCHAR(20)) = 'death' THEN 2 ELSE 3 END AS SMALLINT) AS reason FROM persons"
)
STILL_THERE = 2_932_896  # of `exit_date`: the number of the day 9999-12-31, which registers also write themselves
DEATH = 2  # of `reason`; what is above is a reason that is not known
STRANGE = (
    "SELECT min(CAST(exit_reason AS VARCHAR(20))) AS reason FROM persons "
    "WHERE CAST(exit_reason AS VARCHAR(20)) NOT IN ('death', 'emigration')"
)
OPTIONAL = "COALESCE(CAST({0} AS INT), 0) AS {0}"  # a group that is unknown is group 0
ABSENT = "0 AS {0}"
REFERRALS = (
    "SELECT CAST(person_id AS BIGINT) AS person_id, CAST(date AS DATE) AS date, CAST(practice_id AS INT) AS "
    "practice_id, "
    "CASE WHEN started THEN 1 ELSE 0 END AS started, COALESCE(CAST(meetings AS INT), 0) AS meetings, "
    "COALESCE(CAST(arm AS INT), -1) AS arm FROM referrals ORDER BY person_id, date"
)
CONTACTS = "SELECT person_id, CAST(date AS DATE) AS date, type, {n} AS n FROM contacts"
CONTACTS_PLAIN = "SELECT person_id, CAST(date AS DATE) AS date, type FROM contacts"
PERIOD = "SELECT min(CAST(date AS DATE)) AS first, max(CAST(date AS DATE)) AS last, count(*) AS n FROM contacts"


def persons(columns: set[str]) -> str:
    """Return the SELECT of the persons; groups that the register lacks become 0."""
    groups = {c: (OPTIONAL if c in columns else ABSENT).format(c) for c in ("education", "income_group", "area")}
    return PERSONS.format(**groups)


def part(sql: str, low: int | None, high: int | None) -> str:
    """Return the SELECT for person numbers from `low` to below `high` only; None is open."""
    limits = [f"person_id >= {low}"] * (low is not None) + [f"person_id < {high}"] * (high is not None)
    return f"{sql} WHERE {' AND '.join(limits)}" if limits else sql


def shares(persons: int, many: int) -> list[tuple[int | None, int | None]]:
    """Cut the person numbers into `many` ranges for `part`; the first is open downwards, the last upwards."""
    cuts = [persons * i // many for i in range(1, many)]
    return list(zip([None, *cuts], [*cuts, None], strict=True))


def contacts(columns: set[str]) -> str:
    """Return the SELECT of the contacts; without a column `n`, each row is one contact."""
    return CONTACTS.format(n="COALESCE(CAST(n AS INT), 1)") if "n" in columns else CONTACTS_PLAIN
