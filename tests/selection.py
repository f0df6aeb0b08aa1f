"""Which tests run where: ``--database-only`` keeps those that touch the database.

On PostgreSQL the rest would only repeat what SQLite's run showed; so would those marked
``same_on_every_database``, about what becomes of rows once they are read. Those marked
``on_postgresql`` need one: SQLite's run leaves them out. ``REQUIRE=all`` in the
environment turns every skip into a failure: where everything must be shown, a test that
quietly did not run is one that failed.
"""

import os

import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}


def pytest_addoption(parser):
    parser.addoption(
        "--database-only", action="store_true", help="only tests that touch the database"
    )


def touches_database(item):
    return bool(item.get_closest_marker("django_db")) or bool(
        DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    )


def pytest_collection_modifyitems(config, items):
    kept = items
    if config.getoption("--database-only"):
        kept = [item for item in kept if touches_database(item)]
    elsewhere = "same_on_every_database" if os.environ.get("TEST_DATABASE_URL") else "on_postgresql"
    kept = [one for one in kept if not one.get_closest_marker(elsewhere)]
    here = set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item not in here])
    items[:] = kept


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if os.environ.get("REQUIRE") == "all" and report.skipped and not hasattr(report, "wasxfail"):
        where, line, reason = report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{where}:{line}: skipped where REQUIRE=all allows none: {reason}"
