"""What ``collectstatic`` makes of the style sheets."""

import re

import pytest
from django.core.management import call_command
from django.test import override_settings

from config.static import with_parts


@pytest.fixture
def collected(tmp_path):
    storages = {"staticfiles": {"BACKEND": "config.static.StaticFiles"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield tmp_path


def the_shell(folder):
    (path,) = (one for one in (folder / "css").glob("shell.*.css"))
    return path


def test_shell_is_sent_with_its_parts_and_compressed(collected):
    shell = the_shell(collected)
    text = shell.read_text()
    assert "@import" not in text
    assert "Bootstrap" in text
    assert "--paper: #fbfaf7" in text
    assert shell.with_suffix(".css.gz").is_file()


def test_addresses_in_the_shell_lead_to_files_named_by_their_content(collected):
    shell = the_shell(collected)
    addresses = re.findall(r'url\("(?!data:)([^"]+)"\)', shell.read_text())
    assert len(addresses) == 8
    for address in addresses:
        assert re.search(r"\.[0-9a-f]{12}\.woff2$", address)
        assert (shell.parent / address).is_file(), address


def test_parts_stand_in_the_order_in_which_they_are_named(collected):
    text = the_shell(collected).read_text()
    assert text.index("Bootstrap") < text.index("--paper: #fbfaf7") < text.index(".top-row")


def test_collecting_again_leaves_one_shell(collected):
    call_command("collectstatic", interactive=False, verbosity=0)
    assert "@import" not in the_shell(collected).read_text()


def test_part_that_is_not_there_stops_the_collecting():
    with pytest.raises(KeyError):
        with_parts({}, "css/shell.css")
