"""What the files for editors, hooks, CI and containers name is there: programs, scripts, targets of make, and modules."""

import json
import re
from pathlib import Path

import pytest

from tools import check

ROOT = check.ROOT
WORKFLOWS = (".github/workflows/ci.yml", ".forgejo/workflows/ci.yml", ".gitlab-ci.yml")


def targets(root: Path) -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(), re.MULTILINE))


def missing(root: Path) -> list[str]:
    """Name what a file asks for that is not there."""
    found = []
    makefile = (root / "Makefile").read_text()
    modules = re.findall(r"-m ((?:tools|bench|drills)\.\w+)", makefile)
    scripts = re.findall(r"(?<![\w/])((?:tools|bench|drills)/\w+\.py)", makefile)
    found += [f"Makefile: {name}" for name in modules if not (root / (name.replace(".", "/") + ".py")).exists()]
    found += [f"Makefile: {name}" for name in scripts if not (root / name).exists()]

    for name in (
        *WORKFLOWS,
        ".ci/run",
        ".devcontainer/devcontainer.json",
        "CONTRIBUTING.md",
        ".github/pull_request_template.md",
    ):
        text = (root / name).read_text()
        asked = set(re.findall(r"(?<!\w)make ([a-z]+(?:-[a-z]+)*)(?=[\s\"`)]|$)", text))
        found += [f"{name}: make {target}" for target in sorted(asked - targets(root) - {"python3-venv"})]
        found += [f"{name}: {path}" for path in re.findall(r"bash (\S+)", text) if not (root / path).exists()]
    return found


def test_what_is_named_is_there():
    assert missing(ROOT) == []


def test_every_ci_calls_the_same_script():
    for name in WORKFLOWS:
        assert "bash .ci/run" in (ROOT / name).read_text()
    assert (ROOT / ".ci/run").read_text().rstrip().endswith("exec make test")


def test_the_hooks_run_programs_that_the_environment_locks():
    hooks = re.findall(r"entry: \.venv/bin/([\w-]+)", (ROOT / ".pre-commit-config.yaml").read_text())
    locked = (ROOT / "requirements" / "test.lock").read_text()
    assert hooks == ["ruff", "ruff", "lint-imports"]
    assert {"ruff==", "import-linter=="} <= {f"{line.split('==')[0]}==" for line in locked.splitlines() if "==" in line}


def test_the_container_and_the_templates_are_whole():
    assert json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())["postCreateCommand"] == "make test-ready"
    for github, gitlab in (
        (".github/pull_request_template.md", ".gitlab/merge_request_templates/default.md"),
        (".github/ISSUE_TEMPLATE/report.md", ".gitlab/issue_templates/report.md"),
    ):
        assert (ROOT / github).read_text().strip().endswith((ROOT / gitlab).read_text().strip())


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        ("Makefile", "tools.check", "tools.gone", "Makefile: tools.gone"),
        ("Makefile", "tools/prepare.py test", "tools/gone.py test", "Makefile: tools/gone.py"),
        (".gitlab-ci.yml", ".ci/run", ".ci/gone", ".gitlab-ci.yml: .ci/gone"),
        (".ci/run", "make test", "make tests", ".ci/run: make tests"),
    ],
)
def test_a_name_of_what_is_gone_is_found(tmp_path, name, old, new, found):
    for path in (
        "Makefile",
        *WORKFLOWS,
        ".ci/run",
        ".devcontainer/devcontainer.json",
        "CONTRIBUTING.md",
        ".github/pull_request_template.md",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text((ROOT / path).read_text())
    for folder in ("tools", "bench", "drills"):
        (tmp_path / folder).mkdir()
        for path in (ROOT / folder).glob("*.py"):
            (tmp_path / folder / path.name).touch()
    assert missing(tmp_path) == []
    (tmp_path / name).write_text((ROOT / name).read_text().replace(old, new))
    assert found in missing(tmp_path)
