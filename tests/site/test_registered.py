"""Settings, addresses and the command's help are read from what is there: a planted feature, address or command is found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands

from samspil import features
from samspil.site import command, urls

SAMSPIL = Path(features.__file__).parents[1]


def test_every_feature_folder_is_installed_in_the_order_it_states() -> None:
    found = features.everyone()
    folders = {path.parent.name for path in (SAMSPIL / "features").glob("*/apps.py")}
    assert {name.rpartition(".")[2] for name in found} == folders
    assert [each for each in settings.INSTALLED_APPS if each.startswith("samspil.features.")] == found
    assert found[0].endswith(".partnerships")


def test_a_planted_feature_is_found_and_stands_last_until_it_states_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, words in {"b": "", "a": "", "c": "PLACE = 5\n", "no_feature": None}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(words or "")
        if words is not None:
            (tmp_path / name / "apps.py").touch()
    monkeypatch.setattr(features, "__name__", "planted_features")
    monkeypatch.setattr(features, "__path__", [str(tmp_path)])
    monkeypatch.setitem(sys.modules, "planted_features", features)
    assert features.everyone(tmp_path) == [f"planted_features.{name}" for name in "cab"]


def unreached(folder: Path) -> set[str]:
    """The modules of addresses in a feature that its `apps.py` does not name."""
    named = {module for config in apps.get_app_configs() for module in getattr(config, "addresses", {}).values()}
    there = {
        ".".join(("samspil.features", folder.name, *path.relative_to(folder).with_suffix("").parts))
        for path in folder.rglob("urls.py")
    }
    roots = {module.rpartition(".")[0] for module in named if module.startswith(f"samspil.features.{folder.name}.")}
    return {module for module in there - named if not any(module.startswith(f"{root}.") for root in roots)}


@pytest.mark.parametrize(
    "folder", [SAMSPIL / "features" / name.rpartition(".")[2] for name in features.everyone()], ids=str
)
def test_every_feature_names_its_addresses(folder: Path) -> None:
    assert unreached(folder) == set()


def test_a_feature_whose_addresses_nobody_named_is_found(tmp_path: Path) -> None:
    (tmp_path / "planted").mkdir()
    (tmp_path / "planted" / "urls.py").touch()
    assert unreached(tmp_path / "planted") == {"samspil.features.planted.urls"}


def test_the_addresses_are_those_that_the_features_name() -> None:
    told = {str(each.pattern) for each in urls.urlpatterns}
    assert {"partnerskaber/", "proevehandlinger/", "bidrag/", "indsigter/", "sager/", "oparl/", "penge/"} <= told


def test_the_help_names_every_command_there_is() -> None:
    own = {name for name, app in get_commands().items() if str(app).startswith("samspil.")}
    assert set(command.with_database()) == own
    assert {"digest", "work", "serve", "reset_second_factor"} <= own
    assert set(command.plain()) == {"minutes", "effect", "payment"}
    for each in (*command.with_database().values(), *command.plain().values()):
        assert each.says, each.name
        assert f"\n  {each.name} " in command.use()


def test_a_planted_command_is_in_the_help_without_being_run(tmp_path: Path) -> None:
    folder = tmp_path / "features" / "x" / "management" / "commands"
    folder.mkdir(parents=True)
    (folder / "dance.py").write_text("raise RuntimeError\nclass Command:\n    help = 'Dans en vals.'\n")
    (folder / "__init__.py").touch()
    (tmp_path / "analysis" / "y").mkdir(parents=True)
    (tmp_path / "analysis" / "y" / "command.py").write_text('raise RuntimeError\nSUMMARY = "Syng"\nEXTRA = "effect"\n')
    said = command.use(tmp_path)
    assert "\n  dance   dans en vals\n" in said
    assert "\n  y       syng\n" in said
    assert command.plain(tmp_path)["y"].extra == "effect"


def test_the_help_loads_no_django() -> None:
    asked = "import sys; from samspil.site import command; command.main(['help']); sys.exit('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)
    assert (done.returncode, "digest" in done.stdout) == (0, True)
