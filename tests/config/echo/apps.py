import os
from importlib import import_module
from pathlib import Path

from django.apps import AppConfig

from postmortems import realtime


class Diary:
    """A live part that writes down when it was started and stopped."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    async def start(self) -> None:
        if "refuse-to-start" in os.environ.get("ECHO_MOOD", ""):
            raise RuntimeError("not today")
        self._write("started")

    async def stop(self) -> None:
        self._write("stopped")

    def _write(self, word: str) -> None:
        with self.path.open("a") as diary:
            diary.write(f"{word}\n")


class EchoConfig(AppConfig):
    name = "tests.config.echo"
    label = "echo"

    def ready(self) -> None:
        # Count from the first request on, not from the second, which finds the views loaded.
        import_module("tests.config.echo.urls")
        realtime.register(Diary(os.environ["ECHO_DIARY"]))
