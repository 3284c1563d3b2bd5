"""What a list may say of itself on its page: the settings of `[page]`, and what each may hold."""

import re
from collections.abc import Callable

from mialit.text.normalize import clean, clean_lines

_LONGEST = 2000  # characters of an address
_WEB = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@<>:?&]+@[^\s@<>:?&]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_NAMED = re.compile(r"(?P<name>[^<>]*[^<>\s])\s*<(?P<address>[^<>]*)>\s*")


def stated(setting: str, value: str) -> dict[str, str]:
    """The members of `PageSettings` that a *setting*, as the file calls it, gives with *value*.

    All that it may give are there, "" for what *value* does not say. Raises ValueError, which says
    what is wrong with the value and goes on behind the setting's name.
    """
    members = dict.fromkeys(_MEMBERS.get(setting, (setting,)), "")
    return members | (SETTINGS[setting](value) if value.strip() else {})


def _text(name: str) -> Callable[[str], dict[str, str]]:
    return lambda value: {name: clean(value).strip()}


def _markdown(value: str) -> dict[str, str]:
    return {"introduction": clean_lines(value)}


def _address(name: str, *, mail: bool = False) -> Callable[[str], dict[str, str]]:
    def taken(value: str) -> dict[str, str]:
        value = value.strip()
        if mail and value.lower().startswith("mailto:"):
            return {name: _mail(value[len("mailto:") :])}
        if not _is_web(value):
            also = ", or one that begins with mailto:" if mail else ""
            raise ValueError(f"is {clean(value)!r}; write a web address, as https://...{also}")
        return {name: value}

    return taken


def _person(value: str) -> dict[str, str]:
    """A name, or a name and an address: `Jane Doe <jane@example.org>`."""
    value = clean(value).strip()
    if "<" not in value and ">" not in value:
        return {"maintainer": value}
    found = _NAMED.fullmatch(value)
    if found is None:
        raise ValueError(f"is {value!r}; write a name, or NAME <mail or web address>")
    contact = found["address"].strip()
    return {
        "maintainer": found["name"],
        "contact": contact if _is_web(contact) else _mail(contact),
    }


def _licence(value: str) -> dict[str, str]:
    """A name, or a name and an address: `CC0 <https://creativecommons.org/...>`."""
    value = clean(value).strip()
    found = _NAMED.fullmatch(value)
    if found is None:
        return {"licence": value}
    if not _is_web(found["address"].strip()):
        raise ValueError(f"is {value!r}; write a name, or NAME <https://...>")
    return {"licence": found["name"], "terms": found["address"].strip()}


def _mail(value: str) -> str:
    if not _MAIL.fullmatch(value) or not value.isprintable():
        raise ValueError(f"has {clean(value)!r}, which is neither a mail nor a web address")
    return f"mailto:{value}"


def _is_web(value: str) -> bool:
    return len(value) <= _LONGEST and bool(_WEB.fullmatch(value)) and value.isprintable()


def _language(value: str) -> dict[str, str]:
    if not _LANGUAGE.fullmatch(value):
        raise ValueError(f"is {clean(value)!r}; write a language's tag, as en, de or pt-BR")
    return {"language": value}


# The members of the settings that give others than one of their name.
_MEMBERS = {
    "maintainer": ("maintainer", "contact"),
    "licence": ("licence", "terms"),
    "lang": ("language",),
}
# The settings in the order in which they are described.
SETTINGS: dict[str, Callable[[str], dict[str, str]]] = {
    "title": _text("title"),
    "description": _text("description"),
    "introduction": _markdown,
    "maintainer": _person,
    "repository": _address("repository"),
    "homepage": _address("homepage"),
    "add": _address("add", mail=True),
    "cite": _text("cite"),
    "licence": _licence,
    "lang": _language,
    "address": _address("address"),
    "image": _address("image"),
}
