"""Colours for code whose language was named: words become spans of seven classes, no more.

Only languages that stand in texts about incidents, and only blocks of some size: a lexer is a
heap of regular expressions, and the worker's time is for the whole text. What is not known, or
too long, stays as it is. Imported by the worker: no Django.
"""

from collections.abc import Iterator
from functools import cache, lru_cache

from pygments import lexers
from pygments.lexer import Lexer
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, _TokenType

BLOCK_LIMIT = 10_000
"""The longest block that is coloured, in characters: some 200 lines."""

LANGUAGES = frozenset(
    """bash sh shell zsh console shell-session powershell ps1 python py pycon pytb sql postgresql
    psql mysql sqlite3 json json5 yaml toml ini properties nginx apacheconf docker dockerfile
    terraform hcl make makefile cmake go rust java kotlin scala groovy javascript js typescript ts
    ruby rb php perl lua elixir erlang clojure haskell r swift c cpp csharp objective-c html xml css
    scss http graphql protobuf diff udiff""".split()
)

# From the first that fits. What is left over keeps the colour of the text.
CLASSES = (
    (Comment, "hl-comment"),
    (Generic.Inserted, "hl-added"),
    (Generic.Deleted, "hl-removed"),
    (Generic.Prompt, "hl-comment"),
    (Generic.Output, ""),
    (Keyword, "hl-keyword"),
    (Operator.Word, "hl-keyword"),
    (Name.Tag, "hl-keyword"),
    (String, "hl-string"),
    (Number, "hl-number"),
    (Name.Function, "hl-name"),
    (Name.Class, "hl-name"),
    (Name.Builtin, "hl-name"),
    (Name.Attribute, "hl-name"),
)


def coloured(code: str, language: str) -> Iterator[tuple[str, str]]:
    """(class or ``""``, words) of a block, in order; joined, the words are the code again."""
    lexer = _lexer(language.casefold()) if len(code) <= BLOCK_LIMIT else None
    if lexer is None:
        yield "", code
        return
    last, words = "", ""
    for _, kind, value in lexer.get_tokens_unprocessed(code):
        name = _class_of(kind) if value.strip() else last
        if name != last and words:
            yield last, words
            words = ""
        last, words = name, words + value
    if words:
        yield last, words


@lru_cache(maxsize=len(LANGUAGES))
def _lexer(language: str) -> Lexer | None:
    if language not in LANGUAGES:
        return None
    return lexers.get_lexer_by_name(language)


@cache
def _class_of(kind: _TokenType) -> str:
    return next((name for family, name in CLASSES if kind in family), "")
