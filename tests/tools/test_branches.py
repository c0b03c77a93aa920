"""What the tests run of the code is summed by package, and a floor that is missed is named with its lines."""

from drills import branches


def told(statements, branching, missing_lines=(), missing_branches=()):
    summary = {
        "num_statements": statements,
        "num_branches": branching,
        "covered_lines": statements - len(missing_lines),
        "covered_branches": branching - len(missing_branches),
    }
    return {"summary": summary, "missing_lines": list(missing_lines), "missing_branches": list(missing_branches)}


def test_a_package_is_the_sum_of_its_files():
    files = {
        "samspil/features/funds/models.py": told(80, 10, missing_lines=[4]),
        "samspil/features/funds/views.py": told(10, 0),
        "samspil/web/forms.py": told(50, 50),
    }
    sums, missed = branches.summed({"files": files})
    assert missed == []
    assert {name: (each.there, each.run) for name, each in sums.items()} == {
        "samspil/features/funds": (100, 99),
        "samspil/web": (100, 100),
        "samspil": (200, 199),
    }


def test_a_rule_with_a_branch_that_nobody_takes_is_named():
    for path in (
        "features/funds/rules.py",
        "features/cases/actions/items.py",
        "analysis/payment/edges.py",
        "spine/policy.py",
    ):
        files = {f"samspil/{path}": told(100, 20, missing_branches=[(7, 9)])}
        assert branches.summed({"files": files})[1] == [f"samspil/{path}: 7"]


def test_the_whole_house_has_a_floor_of_its_own():
    files = {"samspil/web/forms.py": told(100, 0, missing_lines=range(1, 8))}
    assert branches.summed({"files": files})[1] == ["samspil: 93.0 % of lines and branches, at least 95 % is asked"]
