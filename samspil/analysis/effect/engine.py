"""Where rows come from: DuckDB by default, Spark where the data already lives there. Both run the same SQL text (queries.py).

Everything after the rows is the same code, so the engines can only differ in rows; a test holds their results equal.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import pyarrow as pa

from samspil.analysis.effect import queries
from samspil.paper.refusal import Refused

TABLES = ("persons", "contacts", "referrals")
BATCH = 122_880  # rows handed on at a time: about 1 MB of contacts, which stays in a processor's cache
STREAMS_MOST = 8  # each holds a piece of the file decoded, 10 to 20 MB
SPARK_SLICE = 200_000  # persons fetched from Spark at a time: about 7 million contacts, 60 MB


Answer = TypeVar("Answer")
Part = tuple[int | None, int | None]  # of the person numbers: from the first to below the second
WHOLE: Part = (None, None)


class Source(Protocol):
    """What delivers rows of the three tables of a register."""

    name: str
    streams: int  # how many parts of a table are best read side by side

    def table(self, sql: str) -> pa.Table:
        """Return all rows of a query."""
        ...

    def batches(self, sql: str, persons: int, part: Part = WHOLE) -> Iterator[pa.RecordBatch]:
        """Stream the rows of a query on one of `persons` persons each, or only a part of the persons."""
        ...


class Duck:
    """An embedded DuckDB over the Parquet files."""

    name = "duckdb"

    def __init__(self, files: dict[str, list[Path]], *, threads: int, memory_limit: str | None) -> None:
        """Open an in-memory DuckDB with one view a table; it spills nowhere and reaches no network.

        Each stream is read by the thread that asks, so that what it decodes is counted while it is near.
        """
        import duckdb

        self.streams = min(threads, STREAMS_MOST)
        # No extension is fetched from the net in the middle of a run.
        self.con = duckdb.connect(":memory:", config={"threads": 1, "autoinstall_known_extensions": "false"})
        if memory_limit:
            try:
                self.con.execute(f"SET memory_limit = '{memory(memory_limit)}'")
            except duckdb.Error as fault:
                raise Refused(f"--memory-limit {memory_limit} forstås ikke. Skriv fx 4GB.") from fault
        for table, paths in files.items():
            listed = ", ".join("'" + str(p).replace("'", "''") + "'" for p in paths)
            self.con.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet([{listed}])")  # noqa: S608 -- paths are quoted

    def table(self, sql: str) -> pa.Table:
        """Return all rows of a query."""
        return self.con.sql(sql).to_arrow_table()

    def batches(self, sql: str, persons: int, part: Part = WHOLE) -> Iterator[pa.RecordBatch]:
        """Stream the rows of a query; several threads may stream at once."""
        with self.con.cursor() as own:
            yield from own.sql(queries.part(sql, *part)).to_arrow_reader(BATCH)


class Spark:
    """A running or local Spark session; it finds its cluster as Spark does (SPARK_MASTER, spark-defaults.conf)."""

    name = "spark"
    streams = 1

    def __init__(self, files: dict[str, list[Path]], *, threads: int, memory_limit: str | None) -> None:
        """Take the active session, or start one, and register the tables as views."""
        try:
            from pyspark.sql import SparkSession
        except ImportError as fault:
            raise Refused(
                "Spark er ikke installeret. Installer »samspil[spark]«, eller brug --engine duckdb."
            ) from fault
        import os

        builder = SparkSession.builder.appName("samspil effect")
        if not os.environ.get("SPARK_MASTER") and not os.environ.get("SPARK_CONF_DIR"):
            builder = builder.master(f"local[{threads}]").config("spark.ui.enabled", "false")
            # Without these Spark looks up the machine's own name, which fails where there is no network.
            builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
            builder = builder.config(
                "spark.driver.memory", memory(memory_limit).lower().replace("b", "") if memory_limit else "2g"
            )
        elif os.environ.get("SPARK_MASTER"):
            builder = builder.master(os.environ["SPARK_MASTER"])
        self.spark = builder.config("spark.sql.execution.arrow.pyspark.enabled", "true").getOrCreate()
        for table, paths in files.items():
            self.spark.read.parquet(*map(str, paths)).createOrReplaceTempView(table)

    def table(self, sql: str) -> pa.Table:
        """Return all rows of a query."""
        return self.spark.sql(sql).toArrow()

    def batches(self, sql: str, persons: int, part: Part = WHOLE) -> Iterator[pa.RecordBatch]:
        """Stream the rows of a query, some persons at a time, so that the driver's memory stays small."""
        for low, high in queries.shares(persons, max(1, -(-persons // SPARK_SLICE))):
            yield from self.table(queries.part(sql, low, high)).to_batches()


def side_by_side(source: Source, persons: int, one: Callable[[Part], Answer]) -> list[Answer]:
    """Call `one` for as many ranges of persons as the source reads side by side, and return the answers in order."""
    with concurrent.futures.ThreadPoolExecutor(source.streams) as crew:
        return list(crew.map(one, queries.shares(persons, source.streams)))


def memory(text: str) -> str:
    """Check a size such as 4GB or 900MB and return it, or refuse."""
    if not re.fullmatch(r"[1-9][0-9]{0,5}(MB|GB)", text.upper()):
        raise Refused(f"--memory-limit {text} forstås ikke. Skriv fx 4GB eller 900MB.")
    return text.upper()


def open_source(name: str, files: dict[str, list[Path]], *, threads: int, memory_limit: str | None) -> Source:
    """Return the engine asked for."""
    if name == "spark":
        return Spark(files, threads=threads, memory_limit=memory_limit)
    return Duck(files, threads=threads, memory_limit=memory_limit)


@contextlib.contextmanager
def said(files: dict[str, list[Path]]) -> Iterator[None]:
    """Turn an engine's complaint about a file into one plain sentence."""
    try:
        yield
    except (Refused, MemoryError, KeyboardInterrupt):
        raise
    except Exception as fault:
        names = ", ".join(sorted(p.name for paths in files.values() for p in paths))
        first = str(fault).splitlines()[0][:200] if str(fault) else type(fault).__name__
        raise Refused(f"Registeret kan ikke læses ({names}): {first}") from fault


def column(batch: Any, name: str, kind: Any) -> Any:
    """Return a column as a NumPy array of `kind` without copying where the bytes allow it.

    Nulls are refused: the SQL text fills those that may be absent.
    """
    values = batch.column(name)
    if values.null_count:
        raise Refused(f"Kolonnen {name} har tomme felter. Udfyld dem, eller fjern rækkerne.")
    return numbers(values).astype(kind, copy=False)


def numbers(values: Any) -> Any:
    """Return a column of whole numbers or dates without nulls as a NumPy array, without copying.

    pyarrow's own to_numpy would load pandas where it is installed: a second and 60 MB for nothing.
    """
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    return np.from_dlpack(values.view(pa.int32()) if pa.types.is_date32(values.type) else values)


def arrow(values: Any) -> pa.Array:
    """Return a NumPy array of whole numbers as an Arrow column, without copying and without pandas."""
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [None, pa.py_buffer(values)])
