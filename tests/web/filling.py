"""Reading and filling in forms the way a browser without JavaScript does: only what the page offers is sent."""

from __future__ import annotations

from collections.abc import Iterable

from bs4 import BeautifulSoup, Tag
from werkzeug.datastructures import MultiDict

Value = str | list[str]


class PageForm:
    """A form of a page with its present values. `action` is the address its first button posts to."""

    def __init__(self, html: str, selector: str = "main form") -> None:
        soup = BeautifulSoup(html, "html.parser")
        form = soup.select_one(selector)
        assert form is not None, f"no form {selector} on the page"
        self._form = form
        self.action = str(form.get("action") or "")
        self.values = MultiDict(
            pair for control in form.select("input, select, textarea") for pair in _sent(control)
        )

    @property
    def buttons(self) -> list[str]:
        """The values of the submit buttons called `do`, in the order of the page."""
        return [str(button["value"]) for button in self._form.select("button[name=do]")]

    def names(self) -> set[str]:
        return {str(control["name"]) for control in self._form.select("[name]")}

    def filled(self, do: str | None, values: dict[str, Value]) -> MultiDict[str, str]:
        """What is posted after typing `values` and pressing the button `do`; fields that are not there are refused."""
        unknown = set(values) - self.names()
        assert not unknown, f"the form has no field {sorted(unknown)}"
        assert do is None or do in self.buttons, f"the form has no button {do}: {self.buttons}"
        sent = self.values.copy()
        for name, value in values.items():
            sent.setlist(name, [value] if isinstance(value, str) else value)
        if do is not None:
            sent["do"] = do
        return sent


def errors_on(html: str) -> dict[str, str]:
    """The error messages of a page by the id of the field they belong to."""
    soup = BeautifulSoup(html, "html.parser")
    found = soup.select(".field-error")
    return {str(error["id"]).removesuffix("-error"): error.get_text(" ", strip=True) for error in found}


def _sent(control: Tag) -> Iterable[tuple[str, str]]:
    name = control.get("name")
    if not name or control.has_attr("disabled") or control.find_parent("template"):
        return
    if control.name == "textarea":
        # The newline right after the start tag is not part of the text; a browser sends CR LF.
        yield str(name), control.get_text().replace("\r\n", "\n").removeprefix("\n").replace("\n", "\r\n")
    elif control.name == "select":
        options = control.select("option[selected]") or control.select("option")[:1]
        yield from ((str(name), str(option.get("value", option.get_text()))) for option in options)
    elif control.get("type") not in ("checkbox", "radio") or control.has_attr("checked"):
        yield str(name), str(control.get("value") or "")
