"""The figures of a planted tree are what one counts by hand, and each that is worse than it may be fails the run."""

import pytest

from bench import readability

SHORT = 'def told():\n    """Tell."""\n    # why\n    return 1\n'


def long(name, *, parted):
    middle = "\n" if parted else "    x = 0\n"
    return f"def {name}():\n" + "    x = 1\n" * 10 + middle + "    x = 2\n" * 10


@pytest.fixture
def tree(tmp_path):
    files = {
        "samspil/features/a/rules.py": SHORT + long("parted", parted=True) + long("whole", parted=False),
        "samspil/features/a/migrations/0001.py": "x = 1\n" * 900,
        "samspil/features/a/templates/a/page.html": f"<p>\n{'x' * 121}\n{'y' * 201}\n</p>\n",
        "tests/promises/test_all.py": "x = 1\n" * 64,
        "samspil/spine/b.py": "class Held:\n    class Meta:\n        pass\n\n    def _own(self):\n"
        + "        x = 1\n" * 41,
        "tests/features/a/test_rules.py": "x = 1\n" * 23 + "\n",
        readability.HOW_TO: "One page: seven files are written by hand, 120 lines.\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return readability.House(tmp_path)


def test_the_figures_are_those_counted_by_hand(tree):
    assert readability.measured(tree) == {
        "largest file": 48,
        "functions over 40 lines": 25.0,  # _own of told, parted, whole, _own
        "functions and classes with a docstring": 25.0,  # told of told, parted, whole, Held
        "template lines over 200 characters": 25.0,
        "template lines over 120 characters": 2,
        "longest template line": 201,
        "functions of 15 lines or more without a blank line": pytest.approx(200 / 3),  # whole and _own, not parted
        "comment lines in bodies": pytest.approx(100 / 85),  # of 2 + 21 + 21 + 41
        "test lines to a code line in features": pytest.approx(23 / 47),  # 4 + 21 + 22 lines that are not blank
        "lines of all tests to lines of all code": pytest.approx(87 / 92),  # 23 + 64 to 47 + 45
        "files touched to add a page with a permission": 7.0,
        "lines touched to add a page with a permission": 120.0,
    }


def test_what_is_worse_fails_and_is_named(tree, capsys):
    assert readability.main([str(tree.root)]) == 1
    said = capsys.readouterr().out
    assert "| longest template line | 201 characters | 814 characters | <= 120 | WORSE |" in said
    assert "| files touched to add a page with a permission | 7 files | - | <= 8 | ok |" in said
    assert "- samspil/features/a/templates/a/page.html:3: 201 characters" in said
    assert "- samspil/features/a/rules.py:27 whole: 22 lines, no blank one" in said


@pytest.mark.parametrize("figure", readability.FIGURES, ids=lambda figure: figure.name)
def test_each_figure_holds_at_its_limit_and_not_past_it(figure):
    past = figure.limit * 0.99 if figure.more_is_better else figure.limit + 0.01
    assert figure.holds(figure.limit)
    assert not figure.holds(past)
    assert figure.holds(None)


def test_a_good_tree_is_exit_code_0(tmp_path, capsys):
    for name, text in {
        "app/a.py": SHORT,
        "app/b/a.html": "<p>\n",
        "t/a.py": "x = 1\n" * 9,
        "tests/a.py": "x = 1\n" * 9,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    words = ["--code", "app", "--pages", "app", "--features", "app", "--tests", "t"]
    assert readability.main([str(tmp_path), *words]) == 0
    assert "WORSE" not in capsys.readouterr().out
