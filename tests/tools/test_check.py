"""Every check finds what it is there to find, and nothing in what is right."""

import os
import re
import shutil
import tomllib

import pytest

from tools import check

HASH = "    --hash=sha256:abc\n"


def at(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


WHY = '"""Why."""\n'
ITEM = "class Item(models.Model):\n    pass\n\n\nclass Circle(models.Model):\n    pass\n"
REREAD = '''
@journal.deed
def close(*, by: Actor, item: Item, reason: str) -> Item:
    """Close it."""
    if not reason.strip():
        raise Refused("Skriv hvorfor.")
    locks.reread(item)
    rules.check_close(by, item.node)
    item.is_closed = True


@journal.deed
def locked(*, by: Actor, item: Item | None = None) -> None:
    item = Item.objects.select_for_update().get(pk=item.pk)
    item.is_closed = True


@journal.deed
def stepped(*, by: Actor, item: Item) -> None:
    _step(by, item)
    item.is_closed = True


def _step(by: Actor, item: Item) -> None:
    locks.reread(item)


@journal.deed
def points_at(*, by: Actor, item: Item, circle: Circle) -> None:
    Note.objects.create(item=item, circle=circle, words=circle.name)
    journal.note("item.noted", by=by, node=item.pk)


def no_deed(item: Item) -> None:
    item.is_closed = True
'''
# Each begins at the line of its decorator; the fault is where the complaint says.
JUDGED = '''
@journal.deed
def judged(*, by: Actor, item: Item) -> None:
    rules.check_close(by, item.node)
    locks.reread(item)


@journal.deed
def late(*, by: Actor, item: Item) -> None:
    log(by)
    if item.is_closed:
        locks.reread(item)
@journal.deed
def other_kind(*, by: Actor, item: Item, other: Item) -> None:
    locks.reread(other)
    policy.check(by, "close", "item", item)


@journal.deed
def second(*, by: Actor, item: Item, other: Item) -> None:
    locks.reread(item)
    other.is_closed = item.is_closed
@journal.deed
def nested(*, by: Actor, item: "Item | None") -> None:
    """Quoted annotations count as well."""
    for each in item.parts.all():
        each.save(update_fields=["x"])
@journal.deed
def deleted(*, by: Actor, item: Item) -> None:
    with transaction.atomic():
        item.delete()
@journal.deed
def ended(*, by: Actor, circle: Circle) -> None:
    say(circle.name)
    circle.valid_until = None
'''
# What comes together is read anew piece by piece; a circle may be pointed at.
TOGETHER = """
class Draft:
    title: str
    beside: Item | None
    circle: Circle


@journal.deed
def begun(*, by: Actor, draft: Draft) -> None:
    locks.reread(draft.beside)
    rules.check_title(draft.title)
    policy.check(by, "add", draft.beside)


@journal.deed
def unread(*, by: Actor, draft: Draft) -> None:
    say(draft.title, draft.circle.name)
    policy.check(by, "add", draft.beside)


@journal.deed
def asked(*, by: Actor, item: Item, draft: Draft) -> None:
    locks.reread(item)
    if draft.beside.is_closed:
        draft.circle.save(update_fields=["name"])
"""
CASES = [
    ("check_locks", {"requirements/web.lock": "a==1 \\\n" + HASH}, []),
    (
        "check_locks",
        {"requirements/web.lock": "--index-url https://x\na==1", "package-lock.json": '{\n"resolved": "https://y"}'},
        ["requirements/web.lock:1: an address in a lock file", "package-lock.json:2: an address in a lock file"],
    ),
    ("check_hashes", {"requirements/web.lock": "a==1 \\\n" + HASH + "b==2\n"}, ["web.lock: b==2 has no hash"]),
    (
        "check_hashes",
        {"package-lock.json": '{"packages": {"": {}, "node_modules/a": {"integrity": "x"}, "node_modules/b": {}}}'},
        ["package-lock.json: node_modules/b has no hash"],
    ),
    ("check_names", {"samspil/spine/thread.py": WHY, "samspil/locale/da/x.py": WHY}, []),
    (
        "check_names",
        {"samspil/utils.py": WHY, "samspil/web/common/__init__.py": WHY, "tests/helpers.py": WHY},
        [
            "samspil/utils.py: say what it is about, not 'utils'",
            "tests/helpers.py: say what it is about, not 'helpers'",
            "samspil/web/common: say what it is about, not 'common'",
        ],
    ),
    ("check_names", {"tests/journeys/base.py": WHY}, []),
    ("check_lengths", {"samspil/a.py": WHY * 400, "samspil/x/migrations/0001.py": WHY * 900}, []),
    (
        "check_lengths",
        {"samspil/a.py": WHY * 401},
        ["samspil/a.py: 401 lines (at most 400); make it a package of the same name"],
    ),
    ("check_docstrings", {"samspil/a.py": WHY, "samspil/__init__.py": ""}, []),
    (
        "check_docstrings",
        {"samspil/a.py": "x = 1\n", "tools/b.py": '"""1\n2\n3\n4\n5\n6\n"""\n'},
        ["samspil/a.py: no docstring", "tools/b.py: docstring of 6 lines (at most 5)"],
    ),
    (
        "check_columns",
        {
            "samspil/features/x/actions/a.py": "item.save(update_fields=['state'])\nmade.save(force_insert=True)\n",
            "samspil/web/a.py": "form.save()\npicture.save(out, format='PNG')\n",
            "samspil/analysis/a.py": "table.save()\n",
        },
        [],
    ),
    (
        "check_columns",
        {"samspil/features/x/actions.py": "item.save()\n", "samspil/spine/a.py": "\nnode.save(using='x')\n"},
        [
            "samspil/spine/a.py:2: save() without update_fields; name the columns that the deed means to change",
            "samspil/features/x/actions.py:1: save() without update_fields; name the columns that the deed means to change",
        ],
    ),
    ("check_reread", {"samspil/spine/models/a.py": ITEM, "samspil/features/x/actions/a.py": REREAD}, []),
    (
        "check_reread",
        {"samspil/spine/models/a.py": ITEM, "samspil/features/x/actions/a.py": JUDGED},
        [
            f"samspil/features/x/actions/a.py:{line}: {deed} judges or changes '{word}' before locks.reread({word})"
            for line, deed, word in [
                (4, "judged", "item"),
                (11, "late", "item"),
                (16, "other_kind", "item"),
                (22, "second", "other"),
                (26, "nested", "item"),
                (31, "deleted", "item"),
                (35, "ended", "circle"),
            ]
        ],
    ),
    (
        "check_reread",
        {"samspil/spine/models/a.py": ITEM, "samspil/features/x/actions/a.py": TOGETHER},
        [
            f"samspil/features/x/actions/a.py:{line}: {deed} judges or changes '{word}' before locks.reread({word})"
            for line, deed, word in [
                (18, "unread", "draft.beside"),
                (24, "asked", "draft.beside"),
                (25, "asked", "draft.circle"),
            ]
        ],
    ),
    ("check_left_behind", {"samspil/a.py": "todo = 'TODO'\n"}, []),
    ("check_left_behind", {"tests/a.py": "x = 1  # TODO later\n"}, ["tests/a.py:1: # TODO later"]),
    ("check_decisions", {"docs/decisions/0001-a.md": "", "docs/decisions/0002-b.md": ""}, []),
    (
        "check_decisions",
        {"docs/decisions/0001-a.md": "", "docs/decisions/0001-b.md": "", "docs/decisions/c.md": ""},
        ["docs/decisions/c.md: begin with four digits", "docs/decisions: two pages are numbered 0001"],
    ),
    ("check_marked_safe", {"samspil/web/a.py": "mark_safe('x')", "samspil/paper/a.py": "mark_safe('x')"}, []),
    (
        "check_marked_safe",
        {"samspil/features/voices/a.py": "\nmark_safe('x')"},
        ["samspil/features/voices/a.py:2: mark_safe; use format_html or a template"],
    ),
    ("check_template_lines", {"samspil/features/voices/templates/voices/a.html": "x" * 120}, []),
    (
        "check_template_lines",
        {"samspil/features/voices/templates/voices/a.html": "\n" + "æ" * 121},
        ["samspil/features/voices/templates/voices/a.html:2: 121 characters, at most 120"],
    ),
    ("check_migrations", {}, []),
    ("check_generated", {"docs/other.md": ""}, []),
    ("check_generated", {"docs/generated/old.md": ""}, ["docs/generated/old.md: left over"]),
    ("check_formula", {"samspil/a.py": 'def publish():\n    """Publish a voice."""\n'}, []),
    (
        "check_formula",
        {
            "samspil/a.py": 'def publish():\n    """This function will publish."""\n',
            "bench/b.py": 'class Voice:\n    """The class should hold a voice."""\n',
        },
        [
            "samspil/a.py:1: publish begins with its verb, not 'This function'",
            "bench/b.py:1: Voice begins with its verb, not 'The class'",
        ],
    ),
    ("check_paths", {"tools/a.py": "import sys\nprint(sys.path)\n"}, []),
    (
        "check_paths",
        {"drills/a.py": "import sys\nsys.path.insert(0, 'x')\n", "tests/b.py": "sys.path[0] = 'x'\n"},
        ["drills/a.py:2: sys.path changed; run it with -m", "tests/b.py:1: sys.path changed; run it with -m"],
    ),
    ("check_private_query", {"samspil/web/a.py": "address.query.get('where')\nprint(rows.query)\n"}, []),
    (
        "check_private_query",
        {"samspil/web/a.py": f"rows.{'query'}.where = WhereNode()\n"},
        ["samspil/web/a.py:1: the inside of a query; ask with what QuerySet offers"],
    ),
    (
        "check_hung",
        {"samspil/web/a.py": "form.result = 1  # type: ignore[attr-defined]\nnode.title = 'x'\n"},
        [],
    ),
    (
        "check_hung",
        {"samspil/spine/a.py": "for each in rows:\n    each.told = 1  # type: ignore[attr-defined]\n"},
        ["samspil/spine/a.py:2: hung on a row; give a frozen dataclass instead"],
    ),
    (
        "check_hung",
        {"samspil/features/a/b/queries.py": "words = statement.printed  # type: ignore[attr-defined]\n"},
        ["samspil/features/a/b/queries.py:1: hung on a row; give a frozen dataclass instead"],
    ),
]


@pytest.mark.parametrize(("name", "files", "complaints"), CASES)
def test_each_check_finds_what_it_is_there_for(tmp_path, name, files, complaints):
    assert getattr(check, name)(at(tmp_path, files)) == complaints


def test_each_check_has_a_test_that_plants_its_fault():
    """The checks that are functions are named here by a case with a complaint or by a test of their own."""
    by_case = {name for name, _, complaints in CASES if complaints}
    own_tests = {"check_floors", "check_migrations", "check_catalogues", "check_templates"}
    functions = {each.__name__ for each in check.CHECKS.values()} - {"run"}
    assert functions == by_case | own_tests
    assert set(COMMANDS) == {name for name, each in check.CHECKS.items() if each.__name__ == "run"}
    assert functions == {name for name in vars(check) if name.startswith("check_")}


TYPED = "def typed(x: int) -> int:\n    return x\n"
UNTYPED = "def untyped(x):\n    return x\n"


def own_config(root, *without):
    """Copy the house's own configuration to a planted tree, without the lines that begin so."""
    lines = (check.ROOT / "pyproject.toml").read_text().splitlines()
    (root / "pyproject.toml").write_text("\n".join(line for line in lines if not line.startswith(without or ("\0",))))


def test_an_untyped_function_is_found_however_deep_it_lies(tmp_path):
    """Rules, queries and actions are typed: in a module, in a package, in a sub-area, and in a package of a sub-area."""
    planted = ["x/rules/deep/a.py", "x/area/queries.py", "x/area/actions/b.py"]
    at(tmp_path, {f"samspil/features/{name}": UNTYPED for name in planted})
    at(tmp_path, {f"samspil/features/x/{name}": TYPED for name in ("rules/__init__.py", "queries/c.py")})
    at(tmp_path, {"samspil/features/x/views.py": UNTYPED, "samspil/features/x/rules_of_thumb.py": UNTYPED})
    for folder in [path for path in tmp_path.rglob("*") if path.is_dir()]:
        (folder / "__init__.py").touch()
    own_config(tmp_path, "plugins")
    complaints = check.CHECKS["mypy: types"](tmp_path)
    found = sorted(line.partition(":")[0] for line in complaints if "[no-untyped-def]" in line)
    assert found == sorted(f"samspil/features/{name}" for name in planted)


def test_an_arrow_that_goes_up_is_found(tmp_path, capsys):
    for floor in ("site", "features", "web", "spine", "analysis", "paper"):
        at(tmp_path, {f"samspil/{floor}/__init__.py": WHY})
    at(tmp_path, {"samspil/__init__.py": "", "samspil/spine/a.py": "import samspil.web\n"})
    own_config(tmp_path)
    config = tmp_path / "pyproject.toml"
    head, *contracts = config.read_text().split("[[tool.importlinter.contracts]]")
    config.write_text(head + "[[tool.importlinter.contracts]]" + contracts[0])
    assert any("samspil.spine is not allowed to import samspil.web" in line for line in check.check_floors(tmp_path))
    assert "BROKEN: Floors" in capsys.readouterr().out


def test_a_model_that_no_migration_makes_is_found(tmp_path, monkeypatch):
    """Django itself judges; the planted house only says that its command fails, and how."""
    at(tmp_path, {"samspil/site/settings.py": ""})
    monkeypatch.setattr(check, "_run", lambda root, *words, **own: (1, f"{' '.join(words)}\nAdd field x"))
    assert check.check_migrations(tmp_path) == ["samspil manage makemigrations --check --dry-run", "Add field x"]


COMMANDS = {"ruff: rules": "import os\n", "ruff: layout": "x = {  'a':1 }\n", "mypy: types": None}


@pytest.mark.parametrize("name", [name for name, text in COMMANDS.items() if text])
def test_ruff_finds_an_unused_name_and_another_layout(tmp_path, name):
    at(tmp_path, {"a.py": '"""Why."""\n\nx = {"a": 1}\n'})
    own_config(tmp_path)
    assert check.CHECKS[name](tmp_path) == []
    at(tmp_path, {"a.py": COMMANDS[name]})
    assert check.CHECKS[name](tmp_path) != []


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ('<p class="style">Stil = "x" {{ name }}</p><script src="{% static "a.js" %}" defer></script>', []),
        ('{# <b style="x"> #}{% comment %}<script>1</script>{% endcomment %}', []),
        ('<a href="https://www.ft.dk/loven">loven</a>', []),
        ('<p\n style="color: red">', ["2: inline style, which the content policy stops"]),
        (
            "{# a\nb #}{% include 'x' one=two style='y' %}<p>{{ a }}</p>\n<i onclick=x>",
            ["3: inline event handler, which the content policy stops"],
        ),
        ("<style>a {}</style>", ["1: style in the page; put it in the stylesheet"]),
        ("<script>1</script>", ["1: script in the page, which the content policy stops"]),
        ("<script type='module'>1</script>", ["1: script in the page, which the content policy stops"]),
        ("<button onclick='x()'>", ["1: inline event handler, which the content policy stops"]),
        ("{{ words|safe }}", ["1: unescaped output"]),
        ("{{ words | safe }}", ["1: unescaped output"]),
        ("{% autoescape off %}", ["1: unescaped output"]),
        ("<a href='javascript:x()'>", ["1: script in an address"]),
        ("<script src='https://cdn.example.org/a.js'></script>", ["1: something fetched from another host"]),
        ("<img src='//example.org/a.png'>", ["1: something fetched from another host"]),
        ("<div hx-vals='js:{a: 1}'>", ["1: script in an htmx attribute, which the content policy stops"]),
    ],
)
def test_templates(tmp_path, markup, found):
    at(tmp_path, {"samspil/web/templates/web/page.html": markup})
    assert check.check_templates(tmp_path) == [f"samspil/web/templates/web/page.html:{line}" for line in found]


CATALOGUE = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


def test_catalogues_must_be_whole(tmp_path):
    if not shutil.which("msgfmt"):
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have the package gettext")
        pytest.skip("no msgfmt here: install the package gettext")
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    whole, missing = 'msgid "a"\nmsgstr "b"\n', 'msgid "a"\nmsgstr ""\n'
    at(tmp_path, {"samspil/locale/en/LC_MESSAGES/django.po": head + whole})
    assert check.check_catalogues(tmp_path) == []
    at(tmp_path, {"samspil/locale/en/LC_MESSAGES/django.po": head + missing})
    assert len(check.check_catalogues(tmp_path)) == 1


FEATURE = """from django.utils.translation import gettext as _, ngettext, pgettext


def said(n, name):
    if not n:
        raise Refused("{name} er tom.", name=name)
    return _("Kendt") + _("Plantet") + ngettext("%(n)s dag", "%(n)s dage", n) + pgettext("ord", "Side")
"""
TEMPLATE = """{% load i18n %}{% translate "Kendt" %}{% translate 'I skabelonen' %}
{% blocktranslate trimmed count n=days %}
  {{ n }} møde{% plural %}{{ n }} møder{% endblocktranslate %}"""


def test_a_sentence_of_a_feature_must_be_in_the_catalogue(tmp_path):
    if not shutil.which("msgfmt"):
        pytest.skip("no msgfmt here: install the package gettext")
    feature = tmp_path / "samspil" / "features" / "x"
    at(
        tmp_path,
        {
            "samspil/locale/en/LC_MESSAGES/django.po": f'{CATALOGUE}msgid "Kendt"\nmsgstr "Known"\n',
            "samspil/features/x/views.py": FEATURE,
            "samspil/features/x/templates/x/page.html": TEMPLATE,
        },
    )
    module, template = "samspil/features/x/views.py", "samspil/features/x/templates/x/page.html"
    assert check.check_catalogues(tmp_path) == [
        f"{template}: not in the catalogue: %(n)s møde",
        f"{template}: not in the catalogue: %(n)s møder",
        f"{template}: not in the catalogue: I skabelonen",
        f"{module}: not in the catalogue: %(n)s dag",
        f"{module}: not in the catalogue: %(n)s dage",
        f"{module}: not in the catalogue: Plantet",
        f"{module}: not in the catalogue: Side",
        f"{module}: not in the catalogue: {{name}} er tom.",
    ]
    shutil.rmtree(feature)
    assert check.check_catalogues(tmp_path) == []


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "{name} er tom"\nmsgstr "It is empty"\n', "other places"),
        ('msgid "{name} er tom"\nmsgstr "{navn} is empty"\n', "other places"),
        ('msgid "%(n)s dag"\nmsgid_plural "%(n)s dage"\nmsgstr[0] "%(n)s day"\nmsgstr[1] "days"\n', "other places"),
        ('msgid "Vi lovede <strong>det</strong>"\nmsgstr "We promised it"\n', "other places"),
        ('#, fuzzy\nmsgid "Plantet"\nmsgstr "Planted"\n', "fuzzy"),
        ('msgid "Plantet"\nmsgstr ""\n', "untranslated"),
    ],
)
def test_a_sentence_must_keep_its_places_and_be_sure(tmp_path, entry, fault):
    if not shutil.which("msgfmt"):
        pytest.skip("no msgfmt here: install the package gettext")
    at(tmp_path, {"samspil/locale/en/LC_MESSAGES/django.po": CATALOGUE + entry})
    (complaint,) = check.check_catalogues(tmp_path)
    assert fault in complaint


def test_a_command_complains_with_its_own_words(tmp_path):
    assert check.command("sh", "-c", "echo galt; exit 1")(tmp_path) == ["galt"]
    assert check.command("sh", "-c", "exit 3")(tmp_path) == ["exit code 3"]
    assert check.command("sh", "-c", "echo fint")(tmp_path) == []


def test_it_counts_and_does_not_stop_at_the_first(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(
        check,
        "CHECKS",
        {"a": lambda root: ["galt"], "b": lambda root: [], "c": lambda root: ["x", "y"], "d": check.check_docstrings},
    )
    at(tmp_path, {"samspil/a.py": "<<<<<<< HEAD\n"})
    assert check.main(tmp_path) == 1

    assert [line.split(" (")[0] for line in capsys.readouterr().out.strip().splitlines()] == [
        "FAILED a",
        "       galt",
        "ok     b",
        "FAILED c",
        "       x",
        "       y",
        "FAILED d",
        "       could not be carried out: SyntaxError: invalid syntax",
        "",
        "4 checks, 3 failed",
    ]


def test_two_modules_that_import_each_other_are_found(tmp_path, capsys):
    head, *contracts = (check.ROOT / "pyproject.toml").read_text().split("[[tool.importlinter.contracts]]")
    (circles,) = [each for each in contracts if "acyclic_siblings" in each]
    (tmp_path / "pyproject.toml").write_text(f"{head}[[tool.importlinter.contracts]]{circles}")
    plant(tmp_path, "samspil.spine.__init__")
    plant(tmp_path, "samspil.spine.keys", "")
    plant(tmp_path, "samspil.spine.rows", "def read():\n    from samspil.spine import keys\n")
    assert check.check_floors(tmp_path) == []

    plant(tmp_path, "samspil.spine.keys", "from samspil.spine import rows\n")
    assert check.check_floors(tmp_path)
    assert "No circles" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("importing", "imported", "broken"),
    [
        ("cases.records.queries.rows", "cases.records.models", []),
        (
            "cases.records.queries.rows",
            "cases.editing.rules",
            ["Cases: a sub-area knows those below it, and pages stand on top"],
        ),
        (
            "cases.minutes.actions",
            "cases.protocol.actions",
            ["Cases: a sub-area knows those below it, and pages stand on top"],
        ),
        (
            "partnerships.core.queries",
            "partnerships.plans.rules",
            ["Partnerships: a sub-area knows those below it, and pages stand on top"],
        ),
        (
            "cases.editing.rules.proposing",
            "cases.editing.queries",
            ["Inside a feature and each of its sub-areas, imports run one way"],
        ),
    ],
)
def test_an_import_against_the_order_of_sub_areas_is_found(tmp_path, capsys, importing, imported, broken):
    shutil.copy(check.ROOT / "pyproject.toml", tmp_path)
    contracts = tomllib.loads((tmp_path / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    # Every floor and sub-area must be there; what they hold does not matter.
    for contract in contracts:
        for container in contract.get("containers", [""]):
            for layer in () if "*" in container else re.findall(r"[\w.]+", " ".join(contract.get("layers", []))):
                plant(tmp_path, f"{container}.{layer}.__init__".lstrip("."))
        for module in [*contract.get("source_modules", []), *contract.get("forbidden_modules", [])]:
            if module.startswith("samspil") and "*" not in module:
                plant(tmp_path, f"{module}.__init__")
    plant(tmp_path, f"samspil.features.{imported}")
    plant(tmp_path, f"samspil.features.{importing}", f"import samspil.features.{imported}\n")
    assert bool(check.check_floors(tmp_path)) == bool(broken)
    assert re.findall(r"BROKEN: (.+)", capsys.readouterr().out) == broken


def plant(root, module, text=""):
    """Write a module and the packages it lies in."""
    path = root / (module.replace(".", "/") + ".py")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    for folder in path.relative_to(root).parents[:-1]:
        (root / folder / "__init__.py").touch()
