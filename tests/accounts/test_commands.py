"""``manage.py create_administrator``."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

WHO = ["--email", "dana@example.com", "--name", "Dana Brandt"]


def answer(monkeypatch, *, lines=(), passwords=()):
    """Type at the terminal, which is this command's edge."""
    lines, passwords = iter(lines), iter(passwords)
    monkeypatch.setattr("builtins.input", lambda prompt: next(lines))
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(passwords))


def run(*args):
    out = io.StringIO()
    call_command("create_administrator", *args, stdout=out, stderr=out)
    return out.getvalue()


def test_password_from_the_environment_makes_an_administrator(monkeypatch):
    monkeypatch.setenv("AFTERWORD_PASSWORD", PASSWORD)

    assert "can now sign in with dana@example.com" in run(*WHO)

    person = User.objects.get()
    assert person.is_administrator
    assert person.check_password(PASSWORD)


def test_everything_not_given_is_asked_for(monkeypatch):
    monkeypatch.delenv("AFTERWORD_PASSWORD", raising=False)
    lines = ["dana@example.com", "Dana Brandt"]
    answer(monkeypatch, lines=lines, passwords=[PASSWORD, "a slip", PASSWORD, PASSWORD])

    assert "differ" in run()

    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    ("args", "password", "sentence"),
    [
        (WHO, "short", "password:"),
        (["--email", "dana", "--name", "Dana"], PASSWORD, "email:"),
        (["--email", "dana@example.com", "--name", "\u202eanaD"], PASSWORD, "name:"),
    ],
)
def test_refusal_is_told_in_a_sentence(monkeypatch, args, password, sentence):
    monkeypatch.setenv("AFTERWORD_PASSWORD", password)

    with pytest.raises(CommandError, match=sentence):
        run(*args)

    assert not User.objects.exists()


def test_second_administrator_with_the_same_address_is_refused(monkeypatch):
    monkeypatch.setenv("AFTERWORD_PASSWORD", PASSWORD)
    run(*WHO)

    with pytest.raises(CommandError, match="already"):
        run(*WHO)


def test_closed_terminal_changes_nothing(monkeypatch):
    monkeypatch.delenv("AFTERWORD_PASSWORD", raising=False)

    def closed(prompt):
        raise EOFError

    monkeypatch.setattr("builtins.input", closed)

    with pytest.raises(CommandError, match="Nothing was changed"):
        run()
