"""What makes the folder ready: stamps that tell fresh from stale, and one sentence for whatever stands in the way."""

import ast
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
    assert [line.split()[-1] for line in lines[5:]] == ["klar"] * 5
    assert lines[0].startswith("1/5 Python-miljø ")
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
    with pytest.raises(
        prepare.Stopped, match=r"^Der er kun \d+ MB fri plads, og der skal bruges 1000000000 MB\. Gør plads"
    ):
        prepare.prepare(Marking(ground.root, "web", done), str)
    assert done == []


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (
            "OSError: [Errno 28] No space left on device",
            "Disken er fuld. Gør plads, og prøv igen; det, der er hentet, genbruges (trin: Pakker).",
        ),
        (
            "error: Failed to fetch: `x`\n cause: dns error",
            "Der er ikke forbindelse til pakkelageret (trin: Pakker). Se efter netværket, og prøv igen. Se også var/prepare.log.",
        ),
        (
            "npm error code EAI_AGAIN",
            "Der er ikke forbindelse til pakkelageret (trin: Pakker). Se efter netværket, og prøv igen. Se også var/prepare.log.",
        ),
        (
            "THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
            "En hentet pakke er ikke den, der er låst i requirements/. Intet er installeret fra den. Se var/prepare.log.",
        ),
        (
            "The virtual environment was not created because ensurepip is not available",
            "Denne Python mangler venv. På Debian og Ubuntu: installer pakken python3-venv, og prøv igen.",
        ),
        (
            "error: Permission denied (os error 13)",
            "Der må ikke skrives i mappen (trin: Pakker). Giv dig selv skriverettigheder, og prøv igen. Se var/prepare.log.",
        ),
        ("segmentation fault", "Trinnet »Pakker« mislykkedes. Hele beskeden står i var/prepare.log."),
    ],
)
def test_what_went_wrong_is_one_sentence(output, sentence):
    assert prepare.explain("Pakker", output, LOG) == sentence


def test_a_failing_command_is_kept_whole_in_the_log(ground):
    with pytest.raises(prepare.Stopped):
        ground.run("Pakker", sys.executable, "-c", "print('hvad der skete'); raise SystemExit(3)")
    assert "hvad der skete" in ground.log.read_text()


def test_a_port_in_use_is_refused_and_a_free_one_is_not():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(prepare.Stopped) as stopped:
            prepare.check_port(str(port))
    assert str(stopped.value).startswith(f"Port {port} er optaget af et andet program. Vælg en anden: make demo PORT=")
    prepare.check_port(str(port))


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80 81", ""])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(prepare.Stopped, match="er ikke en port"):
        prepare.check_port(port)


def test_the_command_ends_with_a_sentence_and_no_trace():
    done = subprocess.run(
        [sys.executable, TOOLS / "prepare.py", "web", "--port", "x"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "»x« er ikke en port. Vælg et tal mellem 1024 og 65535, for eksempel: make demo PORT=8001\n"


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
            "Samspil kræver Python 3.11 eller nyere, men dette er Python 3.9. "
            "Installer en nyere, og kør for eksempel: make demo PYTHON=python3.11\n"
        ),
    )


def test_the_whole_script_can_be_parsed_by_the_oldest_python_that_gets_this_far():
    ast.parse((TOOLS / "prepare.py").read_text(), feature_version=(3, 8))
