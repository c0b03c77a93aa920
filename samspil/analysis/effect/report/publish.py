"""What the report may say of how many citizens: every count of the report, protected together and beside earlier reports."""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any

from samspil.analysis import disclosure
from samspil.analysis.effect.protocol import Study
from samspil.paper.refusal import Refused

FLOW = ("repeated", "waiting_arm", "too_young", "too_early", "too_late", "cases")


def counts_of(result: dict[str, Any], details: dict[str, Any]) -> tuple[dict[Hashable, int], list[disclosure.Relation]]:
    """Gather the report's counts of citizens by name, and which of them add up to which."""
    flow = details["flow"]
    met = [k for k in FLOW if flow[k]]  # nobody fell away for a reason that nobody met: there is nobody to disclose
    counts: dict[Hashable, int] = {"flow referrals": int(flow["referrals"]), **{f"flow {k}": int(flow[k]) for k in met}}
    sums: list[disclosure.Relation] = [("flow referrals", tuple(f"flow {k}" for k in met))]

    def split(total: str, parts: dict[str, int]) -> None:
        counts.update(parts)
        rest = counts[total] - sum(parts.values())
        if rest:
            counts[f"{total} rest of {next(iter(parts))}"] = rest
            parts = parts | {f"{total} rest of {next(iter(parts))}": rest}
        sums.append((total, tuple(parts)))

    split("flow cases", {"matched": int(result["n_matched"])})
    for stratum in dict.fromkeys(g["stratum"] for g in details["groups"]):
        split(
            "flow cases",
            {f"group {stratum} {g['group']}": int(g["n"]) for g in details["groups"] if g["stratum"] == stratum},
        )
    split("flow cases", {f"cohort {k}": int(v["n"]) for k, v in details["drift"].items()})
    split("flow cases", {f"dose {k}": int(v["n"]) for k, v in details["doses"].items()})
    counts["responders n"] = int(result["responders"]["n"])
    split("responders n", {"responders": int(result["responders"]["successes"])})
    split("flow cases", {"started": int(result["counts"]["started"][0])})
    return counts, sums


def protected(
    result: dict[str, Any], details: dict[str, Any], study: Study, earlier: Sequence[Path]
) -> disclosure.Published:
    """Return every count of the report as it may be published."""
    counts, sums = counts_of(result, details)
    rule = disclosure.Rule(study.hide_at_most, study.round_to)
    return disclosure.protect(counts, sums, rule, earlier=[load(path) for path in earlier])


def save(published: disclosure.Published) -> str:
    """Write what was published as JSON, to be kept in the room and given to the next report."""
    told = {
        "rule": [published.rule.hide_at_most, published.rule.round_to],
        "shown": published.shown,
        "small": sorted(map(str, published.small)),
        "guards": sorted(map(str, published.guards)),
        "counts": published.counts,
        "relations": [[total, list(parts)] for total, parts in published.relations],
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def load(path: Path) -> disclosure.Published:
    """Read what an earlier report published (published.json)."""
    try:
        told = json.loads(path.read_text("utf-8"))
        return disclosure.Published(
            told["shown"],
            frozenset(told["small"]),
            frozenset(told["guards"]),
            told["counts"],
            tuple((total, tuple(parts)) for total, parts in told["relations"]),
            disclosure.Rule(*told["rule"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise Refused(
            f"{path} er ikke en published.json fra en tidligere rapport. Giv den rigtige fil med --earlier."
        ) from fault
