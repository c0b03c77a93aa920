"""Time the answer against the scan limit: `python tools/bench_effect.py --persons 600000 --referred 20000 [--runs 3] [--plain]`.

Panel, match, both contrasts and their intervals, over a plain aggregate of the same columns in the same process; peak memory.
`--plain` adds the same matching task in DuckDB SQL, Polars and pandas, with the answers compared. National: --persons 6000000.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import time
import tomllib
from pathlib import Path

import duckdb
import numpy as np

from samspil.analysis.effect import protocol, register
from samspil.analysis.effect.core import Clock, core
from samspil.analysis.effect.simulate import World, simulate


def scan(path: Path, threads: int) -> float:
    """This function will return the seconds of a plain aggregate over the columns of the contacts."""
    con = duckdb.connect(config={"threads": threads})
    start = time.perf_counter()
    con.execute(f"SELECT count(*), sum(person_id), max(date), sum(type) FROM '{path}'").fetchall()  # noqa: S608 -- own path
    return time.perf_counter() - start


MATCH_SQL = """
WITH h AS (SELECT person_id, count(*) AS n FROM '{dir}/contacts.parquet'
           WHERE type <= 6 AND date >= DATE '{first}' AND date < DATE '{last}' GROUP BY person_id),
     p AS (SELECT p.*, coalesce(h.n, 0) AS n, (2024 - birth_year) // 5 AS band
           FROM '{dir}/persons.parquet' p LEFT JOIN h USING (person_id)),
     r AS (SELECT person_id FROM '{dir}/referrals.parquet' WHERE date >= DATE '{last}' AND date < DATE '{last}' + INTERVAL 1 MONTH),
     s AS (SELECT DISTINCT practice_id FROM '{dir}/referrals.parquet'),
     pairs AS (SELECT c.person_id AS a, k.person_id AS b, abs(c.n - k.n) AS d FROM p c JOIN r USING (person_id)
               JOIN p k ON k.sex = c.sex AND k.band = c.band AND k.comorbidity = c.comorbidity
               WHERE k.practice_id NOT IN (SELECT practice_id FROM s) AND (k.exit_date IS NULL OR k.exit_date >= DATE '{last}'))
SELECT a, b, d FROM pairs QUALIFY row_number() OVER (PARTITION BY a ORDER BY d, b) <= 10
"""


def plain(folder: Path) -> dict[str, list[float]]:
    """This function will match one index month on one year of contacts in SQL, Polars and pandas: seconds and sum of distances."""
    import pandas as pd
    import polars as pl

    first, last = "2023-01-01", "2024-01-01"
    told = {}
    start = time.perf_counter()
    sql = duckdb.execute(MATCH_SQL.format(dir=folder, first=first, last=last)).fetchnumpy()
    told["duckdb sql"] = [time.perf_counter() - start, len(sql["d"]), int(sql["d"].sum())]

    start = time.perf_counter()
    contacts = pl.scan_parquet(folder / "contacts.parquet").filter(
        (pl.col("type") <= 6)
        & (pl.col("date") >= pl.lit(first).str.to_date())
        & (pl.col("date") < pl.lit(last).str.to_date())
    )
    h = contacts.group_by("person_id").len("n")
    p = pl.scan_parquet(folder / "persons.parquet").join(h, on="person_id", how="left")
    p = p.with_columns(
        pl.col("n").fill_null(0).cast(pl.Int64), ((2024 - pl.col("birth_year").cast(pl.Int32)) // 5).alias("band")
    )
    refs = pl.scan_parquet(folder / "referrals.parquet")
    service = refs.select("practice_id").unique()
    cases = p.join(refs.filter(pl.col("date").dt.strftime("%Y-%m") == last[:7]).select("person_id"), on="person_id")
    pool = p.join(service, on="practice_id", how="anti").filter(
        pl.col("exit_date").is_null() | (pl.col("exit_date") >= pl.lit(last).str.to_date())
    )
    keys = ["sex", "band", "comorbidity"]
    pairs = cases.select("person_id", "n", *keys).join(pool.select("person_id", "n", *keys), on=keys, suffix="_k")
    pairs = pairs.with_columns((pl.col("n") - pl.col("n_k")).abs().alias("d")).sort("person_id", "d", "person_id_k")
    found = pairs.group_by("person_id", maintain_order=True).head(10).collect()
    told["polars"] = [time.perf_counter() - start, len(found), int(found["d"].sum())]

    start = time.perf_counter()
    t = pd.read_parquet(folder / "contacts.parquet")
    day = t["date"].to_numpy().astype("datetime64[D]")
    keep = (t["type"].to_numpy() <= 6) & (day >= np.datetime64(first)) & (day < np.datetime64(last))
    persons = pd.read_parquet(folder / "persons.parquet").set_index("person_id")
    persons["n"] = np.bincount(t["person_id"].to_numpy()[keep], minlength=len(persons))
    persons["band"] = (2024 - persons["birth_year"].astype(int)) // 5
    refs = pd.read_parquet(folder / "referrals.parquet")
    month = refs["date"].to_numpy().astype("datetime64[M]") == np.datetime64(last[:7])
    leave = persons["exit_date"].to_numpy().astype("datetime64[D]")
    there = np.isnat(leave) | (leave >= np.datetime64(last))
    pool = persons[there & ~persons["practice_id"].isin(refs["practice_id"].unique())].reset_index()
    by = dict(list(pool.groupby(["sex", "band", "comorbidity"])))
    rows, total = 0, 0
    for case in persons.loc[refs["person_id"][month]].itertuples():
        near = by.get((case.sex, case.band, case.comorbidity))
        if near is not None:
            d = np.sort(np.abs(near["n"].to_numpy() - case.n))[:10]
            rows, total = rows + len(d), total + int(d.sum())
    told["pandas"] = [time.perf_counter() - start, rows, total]
    return told


def main() -> None:
    """This function will make the register if it is not there, and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=600_000)
    parser.add_argument("--referred", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--dir", type=Path, required=True, help="where the register lies or shall lie")
    parser.add_argument("--plain", action="store_true")
    args = parser.parse_args()
    if not args.dir.exists():
        start = time.perf_counter()
        simulate(World(args.persons, 4, args.referred, 0.85, "hidden", 7), args.dir)
        print(f"simulated in {time.perf_counter() - start:.0f} s")
    study = protocol.study_of(tomllib.loads(protocol.default_text()), sha256="")
    runs = []
    for _ in range(args.runs + 1):
        limit = min(scan(args.dir / "contacts.parquet", args.threads) for _ in range(3))
        clock = Clock()
        with clock.stage("read"):
            reg = register.open_register(args.dir, threads=args.threads)
        c = core(reg, study, clock, threads=args.threads)
        runs.append({"scan": limit, **clock.seconds, "total": sum(clock.seconds.values())})
    warm = runs[1:]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    middle = {k: round(statistics.median(r[k] for r in warm), 3) for k in warm[0]}
    ratio = statistics.median(r["total"] / r["scan"] for r in warm)
    told = {
        "persons": len(reg.persons),
        "rows": reg.rows,
        "referred": c.cases,
        "median": middle,
        "ratio": round(ratio, 1),
        "peak_gb": round(peak, 2),
    }
    if args.plain:
        told["plain"] = plain(args.dir)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
