"""The people of these tests, each with a reason to exist."""

import pytest
from django.core.cache import cache

from accounts.enums import Role
from tests.factories.accounts import UserFactory


@pytest.fixture(autouse=True)
def _forget_rate_limits():
    """Sign-in attempts are counted in the cache; every test starts from none."""
    cache.clear()


@pytest.fixture
def administrator(db):
    return UserFactory(name="Dana Brandt", role=Role.ADMINISTRATOR)


@pytest.fixture
def member(db):
    return UserFactory(name="Maya Reyes")


@pytest.fixture
def reader(db):
    return UserFactory(name="Noor Tan", role=Role.READER)


@pytest.fixture
def as_administrator(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def as_member(client, member):
    client.force_login(member)
    return client


@pytest.fixture
def as_reader(client, reader):
    client.force_login(reader)
    return client
