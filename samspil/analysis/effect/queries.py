"""The SQL text, the same for every engine: plain SELECTs with casts, nothing that one engine alone knows."""

from __future__ import annotations

PERSONS = (
    "SELECT CAST(person_id AS BIGINT) AS person_id, CAST(birth_year AS INT) AS birth_year, CAST(sex AS INT) AS sex, "
    "CAST(municipality AS INT) AS municipality, CAST(practice_id AS INT) AS practice_id, "
    "CAST(comorbidity AS INT) AS comorbidity, {education}, {income_group}, {area}, "
    "CAST(entry_date AS DATE) AS entry_date, CAST(exit_date AS DATE) AS exit_date, "
    "CAST(exit_reason AS {text}) AS exit_reason FROM persons"
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
    """This function will return the SELECT of the persons; groups that the register lacks become 0."""
    groups = {c: (OPTIONAL if c in columns else ABSENT).format(c) for c in ("education", "income_group", "area")}
    return PERSONS.format(text="VARCHAR(20)", **groups)


def contacts(columns: set[str]) -> str:
    """This function will return the SELECT of the contacts; without a column `n`, each row is one contact."""
    return CONTACTS.format(n="COALESCE(CAST(n AS INT), 1)") if "n" in columns else CONTACTS_PLAIN
