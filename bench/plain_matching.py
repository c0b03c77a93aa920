"""One index month matched in the ways an analyst would: the product's kernel, SQL, Polars, pandas, Spark, R's MatchIt.

All solve one task from the same files, so that bench/effect.py can time them and hold their answers together.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import resource
import subprocess
import tempfile
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

MONTH = dt.date(2024, 7, 1)  # the index month; the year before is its history
K = 10
THREADS = 2

TASK = """
SELECT a, b, d FROM (
  SELECT c.person_id AS a, k.person_id AS b, abs(c.x - k.x) AS d,
         row_number() OVER (PARTITION BY c.person_id ORDER BY abs(c.x - k.x), k.person_id) AS place
  FROM people c JOIN people k ON k.sex = c.sex AND k.band = c.band AND k.comorbidity = c.comorbidity
  WHERE c.referred AND k.free) AS pairs WHERE place <= {k}
"""
PEOPLE = """
SELECT p.person_id, p.sex, p.comorbidity, CAST(floor(({year} - p.birth_year) / 5.0) AS INT) AS band,
       CAST(round(64 * sqrt(coalesce(h.n, 0))) AS INT) AS x, r.person_id IS NOT NULL AS referred,
       s.practice_id IS NULL AND {year} - p.birth_year >= 18 AND p.entry_date <= DATE '{month}'
         AND (p.exit_date IS NULL OR p.exit_date >= DATE '{next}') AS free
FROM persons p
LEFT JOIN (SELECT person_id, count(*) AS n FROM contacts
           WHERE type <= 6 AND date >= DATE '{first}' AND date < DATE '{month}' GROUP BY person_id) h ON h.person_id = p.person_id
LEFT JOIN (SELECT person_id FROM referrals WHERE date >= DATE '{month}' AND date < DATE '{next}') r ON r.person_id = p.person_id
LEFT JOIN (SELECT DISTINCT practice_id FROM referrals) s ON s.practice_id = p.practice_id
"""
DATES: dict[str, Any] = {
    "year": MONTH.year,
    "month": MONTH.isoformat(),
    "first": MONTH.replace(year=MONTH.year - 1).isoformat(),
    "next": MONTH.replace(month=MONTH.month + 1).isoformat(),
}


def said(case: Any, distance: Any) -> dict[str, Any]:
    """Sum up an answer so that only the choice among equals is left out.

    Pairs, their distances, a hash of who got how near, and one of how near each one's nearest is.
    """
    case, distance = np.asarray(case, np.int64), np.asarray(distance, np.int64)
    order = np.lexsort((distance, case))
    case, distance = case[order], distance[order]
    one = np.unique(case, return_index=True)[1]
    sha, nearest = (
        hashlib.sha256(case[i].tobytes() + distance[i].tobytes()).hexdigest()[:12] for i in (slice(None), one)
    )
    return {"pairs": len(case), "distance": int(distance.sum()), "sha": sha, "nearest": nearest}


def by_samspil(folder: Path) -> dict[str, Any]:
    """Match the plain task with the product's panel and kernel."""
    from samspil.analysis.effect import cohort, matching, panel, protocol, register
    from samspil.analysis.effect.calendar import day_number

    study = protocol.study_of(tomllib.loads(protocol.default_text()), sha256="")
    reg = register.open_register(folder, threads=THREADS)
    counted = panel.build(reg, study.types)
    first, after = day_number(MONTH), day_number(dt.date.fromisoformat(DATES["next"]))
    refs, people = reg.referrals, cohort.candidates(reg, study)
    here = (refs.day >= first) & (refs.day < after)
    month = int(np.searchsorted(reg.starts, first, side="right")) - 1
    cases = matching.Cases(refs.person[here], refs.day[here], np.full(int(here.sum()), month))
    people.may_be_control[:] &= (people.entry_day <= first) & (people.exit_day >= after)
    rules = matching.Rules(1, K, 0, 0, 0, 5, 18, (((-12, -1),),))
    (sets,) = matching.match(counted.counts, cases, people, reg.starts, cohort.years_of(reg), rules, threads=THREADS)
    row, col = np.nonzero(sets.control >= 0)
    return said(cases.person[row], np.rint(np.sqrt(sets.distance[row, col])))


def by_duckdb(folder: Path) -> dict[str, Any]:
    """Match the plain task in SQL."""
    import duckdb

    con = duckdb.connect(config={"threads": THREADS})
    for name in ("persons", "contacts", "referrals"):
        con.execute(f"CREATE VIEW {name} AS SELECT * FROM '{folder}/{name}.parquet'")  # noqa: S608 -- own path
    con.execute(f"CREATE TEMP TABLE people AS {PEOPLE.format(**DATES)}")
    got = con.execute(TASK.format(k=K)).fetchnumpy()
    return said(got["a"], got["d"])


def by_spark(folder: Path) -> dict[str, Any]:
    """Match the plain task with the same SQL in Spark."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(f"local[{THREADS}]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.memory", "6g").config("spark.driver.host", "127.0.0.1")
    spark = builder.config("spark.sql.shuffle.partitions", "8").getOrCreate()
    begun = time.perf_counter()
    for name in ("persons", "contacts", "referrals"):
        spark.read.parquet(f"{folder}/{name}.parquet").createOrReplaceTempView(name)
    spark.sql(PEOPLE.format(**DATES)).cache().createOrReplaceTempView("people")
    got = spark.sql(TASK.format(k=K)).toArrow()
    told = said(got["a"].to_numpy(), got["d"].to_numpy())
    told |= {"alone": time.perf_counter() - begun, "version": spark.version}
    pid = int(spark.sparkContext._gateway.proc.pid)
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return told | {"peak": int(status.split("VmHWM:")[1].split()[0]) / 1024**2}


def by_polars(folder: Path) -> dict[str, Any]:
    """Match the plain task in Polars."""
    import polars as pl

    day = {k: pl.lit(v).str.to_date() for k, v in DATES.items() if k != "year"}
    contacts = pl.scan_parquet(folder / "contacts.parquet")
    wanted = (pl.col("type") <= 6) & (pl.col("date") >= day["first"]) & (pl.col("date") < day["month"])
    history = contacts.filter(wanted).group_by("person_id").len("n")
    refs = pl.scan_parquet(folder / "referrals.parquet")
    now = refs.filter((pl.col("date") >= day["month"]) & (pl.col("date") < day["next"]))
    age = pl.lit(MONTH.year) - pl.col("birth_year").cast(pl.Int32)
    people = pl.scan_parquet(folder / "persons.parquet").join(history, on="person_id", how="left")
    people = people.with_columns(
        (64 * pl.col("n").fill_null(0).cast(pl.Float64).sqrt()).round().cast(pl.Int32).alias("x"),
        (age // 5).alias("band"),
        age.alias("age"),
    )
    keys = ["sex", "band", "comorbidity"]
    there = pl.col("exit_date").is_null() | (pl.col("exit_date") >= day["next"])
    pool = people.join(refs.select("practice_id").unique(), on="practice_id", how="anti")
    pool = pool.filter((pl.col("age") >= 18) & (pl.col("entry_date") <= day["month"]) & there)
    cases = people.join(now.select("person_id"), on="person_id", how="semi")
    pairs = cases.select("person_id", "x", *keys).join(pool.select("person_id", "x", *keys), on=keys, suffix="_k")
    pairs = pairs.select("person_id", "person_id_k", (pl.col("x") - pl.col("x_k")).abs().alias("d"))
    near = pairs.sort("person_id", "d", "person_id_k").group_by("person_id", maintain_order=True).head(K)
    got = near.collect(engine="streaming")
    return said(got["person_id"].to_numpy(), got["d"].to_numpy())


def by_pandas(folder: Path) -> dict[str, Any]:
    """Match the plain task in pandas, stratum by stratum: a merge of all pairs would not fit at 60 million rows."""
    import pandas as pd

    first, month, after = (dt.date.fromisoformat(DATES[k]) for k in ("first", "month", "next"))
    contacts = pd.read_parquet(folder / "contacts.parquet", dtype_backend="pyarrow")
    keep = (contacts["type"] <= 6) & (contacts["date"] >= first) & (contacts["date"] < month)
    people = pd.read_parquet(folder / "persons.parquet", dtype_backend="pyarrow").set_index("person_id", drop=False)
    n = np.bincount(contacts.loc[keep, "person_id"].to_numpy(), minlength=len(people))
    people["x"] = np.rint(64 * np.sqrt(n)).astype(int)
    people["age"] = MONTH.year - people["birth_year"].astype(int)
    people["band"] = people["age"] // 5
    refs = pd.read_parquet(folder / "referrals.parquet", dtype_backend="pyarrow")
    cases = people.loc[refs.loc[(refs["date"] >= month) & (refs["date"] < after), "person_id"].to_numpy()]
    there = (people["entry_date"] <= month) & (
        people["exit_date"].isna() | (people["exit_date"] >= after).fillna(False)
    )
    pool = people[there & (people["age"] >= 18) & ~people["practice_id"].isin(refs["practice_id"].unique())]
    strata = {key: part["x"].to_numpy() for key, part in pool.groupby(["sex", "band", "comorbidity"])}
    case, distance = [], []
    for one in cases.itertuples():
        near = np.sort(np.abs(strata.get((one.sex, one.band, one.comorbidity), np.empty(0, int)) - one.x))[:K]
        case += [one.person_id] * len(near)
        distance += near.tolist()
    return said(case, distance)


MATCHIT = """
suppressMessages(library(MatchIt))
d <- read.csv(commandArgs(TRUE)[1])
s <- proc.time()["elapsed"]
m <- matchit(referred ~ x, data = d, method = "nearest", distance = d$x, exact = ~ sex + band + comorbidity, ratio = 1,
             replace = TRUE, estimand = "ATT")
took <- proc.time()["elapsed"] - s
mm <- m$match.matrix
at <- data.frame(case = rep(match(rownames(mm), rownames(d)), ncol(mm)), near = match(as.vector(mm), rownames(d)))
cat("SECONDS", took, as.character(packageVersion("MatchIt")), "\\n")
write.csv(data.frame(case = d$person_id[at$case], d = abs(d$x[at$case] - d$x[at$near])), commandArgs(TRUE)[2], row.names = FALSE)
"""
COUNTED = """
SELECT *, count(*) FILTER (free) OVER w AS others, count(*) FILTER (referred) OVER w AS cases FROM ({people})
WINDOW w AS (PARTITION BY sex, band, comorbidity)
"""


def by_matchit(folder: Path) -> dict[str, Any]:
    """Match the plain task with R's MatchIt, on a table that DuckDB prepared (its time is counted too).

    It is asked for one control each: version 4.5 with replacement gives the nearest person ten times over when asked for ten. It
    stops at a stratum without referred, so those are left out; strata with fewer than ten are left to SQL.
    """
    import duckdb

    with tempfile.TemporaryDirectory() as at:
        con = duckdb.connect(config={"threads": THREADS})
        for name in ("persons", "contacts", "referrals"):
            con.execute(f"CREATE VIEW {name} AS SELECT * FROM '{folder}/{name}.parquet'")  # noqa: S608 -- own path
        con.execute(f"CREATE TEMP TABLE people AS {COUNTED.format(people=PEOPLE.format(**DATES))}")
        con.execute(
            f"COPY (SELECT person_id, sex, comorbidity, band, x, CAST(referred AS INT) AS referred FROM people "  # noqa: S608
            f"WHERE cases > 0 AND others >= {K} AND (referred OR free) ORDER BY person_id) TO '{at}/people.csv'"
        )
        few = con.execute(TASK.format(k=K).replace("c.referred", f"c.others < {K} AND c.referred")).fetchnumpy()
        Path(at, "match.R").write_text(MATCHIT, "utf-8")
        words = ["Rscript", "--vanilla", f"{at}/match.R", f"{at}/people.csv", f"{at}/out.csv"]
        told = subprocess.run(words, capture_output=True, text=True, check=False)
        if told.returncode:
            raise RuntimeError(" ".join(told.stderr.split())[-200:])
        got = con.execute(f"SELECT * FROM '{at}/out.csv'").fetchnumpy()  # noqa: S608 -- own path
    _, seconds, version = told.stdout.split()
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    case, distance = np.concatenate([got["case"], few["a"]]), np.concatenate([got["d"], few["d"]])
    return said(case, distance) | {"alone": float(seconds), "version": version, "peak": memory}


WAYS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "samspil": by_samspil,
    "duckdb": by_duckdb,
    "polars": by_polars,
    "pandas": by_pandas,
    "spark": by_spark,
    "matchit": by_matchit,
}
