"""What makes the folder ready: stamps that tell fresh from stale, and one sentence for whatever stands in the way."""

import ast
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tools import prepare

TOOLS = prepare.ROOT / "tools"
LOG = Path("var/prepare.log")


@pytest.fixture
def ground(tmp_path):
    (tmp_path / "requirements").mkdir()
    for name in (
        "requirements/tool.lock",
        "requirements/web.lock",
        "requirements/test.lock",
        "pyproject.toml",
        "package-lock.json",
    ):
        (tmp_path / name).write_text(f"{name} as it is")
    return prepare.Ground(tmp_path, "web")


def steps_that_only_mark(ground, done):
    """The real steps of the folder, each making only the proof of itself and noting that it ran."""
    marked = []
    for step in ground.steps():

        def make(step=step):
            step.proof.parent.mkdir(parents=True, exist_ok=True)
            step.proof.touch()
            done.append(step.stamp)

        marked.append(prepare.Step(step.label, step.stamp, step.made_from, make, step.proof))
    return marked


class Marking(prepare.Ground):
    """A folder whose steps install nothing."""

    def __init__(self, root, wanted, done):
        super().__init__(root, wanted)
        self.done = done

    def steps(self):
        return steps_that_only_mark(prepare.Ground(self.root, self.kit), self.done)


def test_a_second_start_makes_nothing_again(ground):
    done, lines = [], []
    prepare.prepare(Marking(ground.root, "web", done), lines.append)
    assert done == ["environment", "tool", "web", "self", "assets"]
    prepare.prepare(Marking(ground.root, "web", done), lines.append)
    assert len(done) == 5
    assert [line.split()[-1] for line in lines[5:]] == ["ready"] * 5
    assert lines[0].startswith("1/5 Environment ")
    assert lines[0].endswith(" s")


@pytest.mark.parametrize(
    ("changed", "made"),
    [
        ("requirements/web.lock", ["web"]),
        ("pyproject.toml", ["self"]),
        ("package-lock.json", ["assets"]),
        ("requirements/tool.lock", ["tool"]),
    ],
)
def test_a_changed_file_makes_its_own_step_stale(ground, changed, made):
    done = []
    prepare.prepare(Marking(ground.root, "web", done), str)
    (ground.root / changed).write_text("changed")
    done.clear()
    prepare.prepare(Marking(ground.root, "web", done), str)
    assert done == made


def test_what_was_removed_is_made_again(ground):
    done = []
    prepare.prepare(Marking(ground.root, "web", done), str)
    (ground.root / "node_modules" / "dkfds").unlink()
    done.clear()
    prepare.prepare(Marking(ground.root, "web", done), str)
    assert done == ["assets"]


def test_a_folder_with_the_test_set_is_never_taken_down_to_the_web_set(ground):
    done = []
    prepare.prepare(Marking(ground.root, "test", done), str)
    done.clear()
    prepare.prepare(Marking(ground.root, "web", done), str)
    assert done == []
    assert prepare.Ground(ground.root, "web").kit == "test"


def test_the_web_set_grows_into_the_test_set(ground):
    done = []
    prepare.prepare(Marking(ground.root, "web", done), str)
    done.clear()
    prepare.prepare(Marking(ground.root, "test", done), str)
    assert done == ["test", "self", "assets"]


def test_too_little_room_is_said_before_anything_is_fetched(ground, monkeypatch):
    monkeypatch.setitem(prepare.NEEDED_MEGABYTES, "web", 10**9)
    done = []
    with pytest.raises(prepare.Stopped, match=r"^Only \d+ MB are free, and 1000000000 MB are needed\. Make room"):
        prepare.prepare(Marking(ground.root, "web", done), str)
    assert done == []


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (
            "OSError: [Errno 28] No space left on device",
            "The disk is full. Make room and try again; what was fetched is used again (step: Packages).",
        ),
        (
            "error: Failed to fetch: `x`\n cause: dns error",
            "No connection to the package index (step: Packages). Look at the network and try again. See also var/prepare.log.",
        ),
        (
            "npm error code EAI_AGAIN",
            "No connection to the package index (step: Packages). Look at the network and try again. See also var/prepare.log.",
        ),
        (
            "THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
            "A package that was fetched is not the one locked in requirements/. Nothing was installed from it. See var/prepare.log.",
        ),
        (
            "The virtual environment was not created because ensurepip is not available",
            "This Python lacks venv. On Debian and Ubuntu: install the package python3-venv and try again.",
        ),
        (
            "error: Permission denied (os error 13)",
            "The folder may not be written in (step: Packages). Give yourself the right to write there and try again. See var/prepare.log.",
        ),
        ("segmentation fault", "The step 'Packages' failed. The whole message is in var/prepare.log."),
    ],
)
def test_what_went_wrong_is_one_sentence(output, sentence):
    assert prepare.explain("Packages", output, LOG) == sentence


def test_a_failing_command_is_kept_whole_in_the_log(ground):
    with pytest.raises(prepare.Stopped):
        ground.run("Packages", sys.executable, "-c", "print('hvad der skete'); raise SystemExit(3)")
    assert "hvad der skete" in ground.log.read_text()


def test_a_port_in_use_is_refused_and_a_free_one_is_not():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(prepare.Stopped) as stopped:
            prepare.check_port(str(port))
    assert str(stopped.value).startswith(f"Port {port} is taken by another program. Choose another: make demo PORT=")
    prepare.check_port(str(port))


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80 81", ""])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(prepare.Stopped, match="is no port"):
        prepare.check_port(port)


def test_the_command_ends_with_a_sentence_and_no_trace():
    done = subprocess.run(
        [sys.executable, TOOLS / "prepare.py", "web", "--port", "x"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "'x' is no port. Choose a number between 1024 and 65535, for example: make demo PORT=8001\n"


def test_an_old_python_can_read_its_own_refusal():
    source = (TOOLS / "prepare.py").read_text()
    head = source[: source.index("import argparse")]

    ast.parse(head, feature_version=(3, 6))
    pretend = "import sys; sys.version_info = (3, 9, 2, 'final', 0); exec(open(sys.argv[1]).read())"
    done = subprocess.run(
        [sys.executable, "-c", pretend, TOOLS / "prepare.py"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (
        1,
        (
            "Samspil needs Python 3.11 or newer, but this is Python 3.9. "
            "Install a newer one, and run for example: make demo PYTHON=python3.11\n"
        ),
    )


def test_the_whole_script_can_be_parsed_by_the_oldest_python_that_gets_this_far():
    ast.parse((TOOLS / "prepare.py").read_text(), feature_version=(3, 8))


def test_the_demo_is_made_ready_in_danish_and_the_rest_in_english(monkeypatch):
    assert prepare.tell("ready") == "ready"
    monkeypatch.setattr(prepare.Speaking, "is_danish", True)
    assert prepare.tell("ready") == "klar"
    with pytest.raises(prepare.Stopped, match=r"^»x« er ikke en port\."):
        prepare.check_port("x")
    for english, danish in prepare.DANISH.items():
        assert re.findall(r"\{\w+\}", english) == re.findall(r"\{\w+\}", danish), english


def test_every_sentence_that_is_told_has_its_danish():
    tree = ast.parse((TOOLS / "prepare.py").read_text(encoding="utf-8"))
    asked = [node.args[0] for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "tell"]
    named = {node.id for node in asked if isinstance(node, ast.Name)}
    told = {node.value for node in asked if isinstance(node, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            pairs = zip(ast.walk(node.targets[0]), ast.walk(node.value), strict=False)
            told |= {
                value.value
                for name, value in pairs
                if isinstance(name, ast.Name) and name.id in named and isinstance(value, ast.Constant)
            }
    assert told == set(prepare.DANISH)
