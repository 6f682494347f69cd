/* Completions under the search field (the combobox pattern of WAI-ARIA). The form works without this file. */
"use strict";
(() => {
  const WAIT = 120; /* milliseconds after the last key */
  const FIELD = "input[data-suggest]";
  let timer = 0;
  let asking = null;

  const listOf = (field) => document.getElementById(`${field.id}-suggestions`);
  const options = (field) => [...(listOf(field)?.children ?? [])];
  const chosen = (field) => options(field).find((option) => option.getAttribute("aria-selected") === "true");

  function prepare(field) {
    if (listOf(field)) return;
    const list = document.createElement("ul");
    list.id = `${field.id}-suggestions`;
    list.className = "completions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.dataset.suggestLabel);
    field.parentElement.append(list);
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (const [name, value] of Object.entries(roles)) field.setAttribute(name, value);
  }

  function close(field) {
    clearTimeout(timer);
    asking?.abort();
    const list = listOf(field);
    if (!list) return;
    list.hidden = true;
    list.replaceChildren();
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function show(field, suggestions) {
    const list = listOf(field);
    if (!list || document.activeElement !== field || !suggestions.length) return close(field);
    list.replaceChildren(...suggestions.map((suggestion, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = suggestion.url;
      const text = document.createElement("span");
      text.textContent = suggestion.text;
      if (suggestion.language) text.lang = suggestion.language;
      const kind = document.createElement("span");
      kind.className = "completion-kind";
      kind.textContent = suggestion.label;
      option.append(text, " ", kind);
      return option;
    }));
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    field.removeAttribute("aria-activedescendant");
  }

  async function ask(field) {
    asking?.abort();
    const typed = field.value.trim();
    if (!typed) return close(field);
    asking = new AbortController();
    try {
      const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: asking.signal });
      if (!answer.ok) return close(field);
      const { suggestions } = await answer.json();
      if (field.value.trim() === typed) show(field, suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close(field);
    }
  }

  function move(field, step) {
    const all = options(field);
    const at = all.indexOf(chosen(field)) + step;
    const next = at < -1 ? all.length - 1 : at;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === next)));
    if (all[next]) {
      field.setAttribute("aria-activedescendant", all[next].id);
      all[next].scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }

  const fieldOf = (event) => (event.target instanceof Element && event.target.matches(FIELD) ? event.target : null);

  document.addEventListener("focusin", (event) => {
    if (fieldOf(event)) prepare(event.target);
  });
  document.addEventListener("focusout", (event) => {
    if (fieldOf(event)) close(event.target);
  });
  document.addEventListener("input", (event) => {
    const field = fieldOf(event);
    if (!field) return;
    prepare(field);
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT, field);
  });
  document.addEventListener("keydown", (event) => {
    const field = fieldOf(event);
    if (!field || event.isComposing || listOf(field)?.hidden !== false) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(field, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close(field);
    } else if (event.key === "Enter" && chosen(field)) {
      event.preventDefault();
      location.assign(chosen(field).dataset.url);
    }
  });
  /* The field keeps the focus while an option is pressed, so that the list is still there at the click. */
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest?.(".completions")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const option = event.target.closest?.(".completions [role=option]");
    if (option) location.assign(option.dataset.url);
  });
  document.addEventListener("submit", (event) => {
    const field = event.target.querySelector(FIELD);
    if (field) close(field);
  });
})();
