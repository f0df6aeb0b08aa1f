import pytest

from tests.config.server import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One server with two worker threads, 300 kB and 1.5 s for a body, shared by all tests."""
    settings = {"WEB_THREADS": "2", "REQUEST_BODY_LIMIT": "300000", "REQUEST_BODY_SECONDS": "1.5"}
    with Server(tmp_path_factory.mktemp("server"), **settings) as running:
        yield running
