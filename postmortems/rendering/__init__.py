"""Markdown to safe HTML: the product's one renderer and one sanitiser.

Authors' text is stored as typed; whatever reaches a page as HTML comes from here. The work is done
by small worker processes, because python-markdown and bleach are slow on hostile input and nothing
inside a thread can stop them. `sources` knows Markdown, `sanitiser` knows which HTML may leave,
`worker` is the process, `pool` is our end of the pipe, `plain` needs neither.

This module is imported by the worker as well, so nothing here may import Django. The HTML is a
plain `str`: the template filter that shows it marks it safe.
"""

from .plain import plain_paragraphs, plain_text
from .pool import Pool, shared_pool

SECTION_LIMIT = 100_000
"""The longest text that is rendered, in bytes of UTF-8."""

__all__ = ["SECTION_LIMIT", "Pool", "plain_paragraphs", "plain_text", "render", "render_many"]


def render(text: str) -> str:
    """Render Markdown to safe HTML.

    A text that takes longer than the limit (`pool.TEXT_LIMIT`), or that no worker can be found for
    in time, comes back as escaped paragraphs. Raises ValueError beyond SECTION_LIMIT; forms check
    that first. Takes up to seconds: never call it inside a transaction.
    """
    return render_many([text])[0]


def render_many(texts: list[str]) -> list[str]:
    """Render several texts with one wait for a worker; the results are in the order given.

    Raises ValueError, before anything is rendered, when one of them is beyond SECTION_LIMIT.
    """
    for text in texts:
        size = len(text.encode("utf-8", "surrogatepass"))
        if size > SECTION_LIMIT:
            raise ValueError(f"A text of {size} bytes is longer than {SECTION_LIMIT} bytes.")
    return shared_pool().render_many(texts)
