"""result.json: what the payment rests on. The hash covers everything but speed, engine and version, so any rerun can be compared."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any

import numpy as np

from samspil.analysis.effect.inference import Estimate

UNHASHED = ("seconds", "engine", "version", "result_sha256")
DIGITS = 12


def plain(value: Any) -> Any:
    """Turn dataclasses' numbers into JSON: floats to 12 significant digits, NaN and infinity to null."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value.tolist()]

    if isinstance(value, Estimate):
        return {
            "rate_ratio": plain(value.rate_ratio),
            "low": plain(value.low),
            "high": plain(value.high),
            "se_log": plain(value.se_log),
        }

    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(f"{float(value):.{DIGITS}g}") if math.isfinite(value) else None

    return value


def canonical(value: Any) -> bytes:
    """Write JSON in one way only: sorted keys, no spaces, floats to 12 significant digits."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def sha256(result: dict[str, Any]) -> str:
    """Return the hash of a result, leaving out seconds, engine, version and the hash itself."""
    return hashlib.sha256(canonical({k: v for k, v in result.items() if k not in UNHASHED})).hexdigest()


def sealed(result: dict[str, Any]) -> dict[str, Any]:
    """Return the result as plain JSON values with its own hash in it."""
    told: dict[str, Any] = plain(result)
    told["result_sha256"] = sha256(told)
    return told
