/* What pages do beyond plain HTML: remember ticked records, narrow a long filter list, keep folds open when
   results are exchanged. Every page works without this file. */
"use strict";
(() => {
  const STORE = "citykb-compare";
  const MOST = 6;

  const ticked = () => {
    try {
      const slugs = JSON.parse(sessionStorage.getItem(STORE) || "[]");
      return Array.isArray(slugs) ? slugs.filter((slug) => typeof slug === "string") : [];
    } catch {
      return [];
    }
  };
  const remember = (slugs) => {
    try {
      sessionStorage.setItem(STORE, JSON.stringify(slugs));
    } catch {
      /* Storage is off: the ticks of this page still work. */
    }
  };
  const boxes = () => [...document.querySelectorAll('input[type="checkbox"][form="compare-form"]')];

  function showBasket() {
    const count = document.getElementById("basket-count");
    if (!count) return;
    const number = ticked().length;
    count.textContent = number ? count.dataset.text.replace("{}", number) : "";
    count.classList.toggle("is-too-many", number > MOST);
    document.getElementById("basket-clear").hidden = !number;
  }

  function restoreTicks() {
    const form = document.getElementById("compare-form");
    if (!form || "standalone" in form.dataset) return;
    const slugs = ticked();
    for (const box of boxes()) box.checked = slugs.includes(box.value);
    showBasket();
  }

  function addTicksFromOtherPages(form) {
    form.querySelectorAll("input[data-added]").forEach((input) => input.remove());
    const here = new Set(boxes().map((box) => box.value));
    for (const slug of ticked().filter((other) => !here.has(other))) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name: "id", value: slug });
      input.dataset.added = "";
      form.append(input);
    }
  }

  function addListFilter(list) {
    if (list.dataset.ready) return;
    list.dataset.ready = "1";
    const label = document.createElement("label");
    label.className = "facet-find";
    const words = document.createElement("span");
    words.textContent = list.dataset.filterLabel;
    const input = document.createElement("input");
    input.type = "search";
    label.append(words, input);
    list.before(label);
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLocaleLowerCase();
      for (const entry of list.children) {
        entry.hidden = !entry.textContent.toLocaleLowerCase().includes(wanted);
      }
    });
  }

  function prepare() {
    restoreTicks();
    document.querySelectorAll("ul[data-filter-label]").forEach(addListFilter);
  }

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.getAttribute("form") !== "compare-form") return;
    if ("standalone" in document.getElementById("compare-form").dataset) return;
    const others = ticked().filter((slug) => slug !== box.value);
    remember(box.checked ? [...others, box.value] : others);
    showBasket();
  });
  document.addEventListener("click", (event) => {
    if (event.target.id !== "basket-clear") return;
    remember([]);
    restoreTicks();
    boxes()[0]?.focus();
  });
  /* getAttribute: the tick boxes are called "id", so the property of the form is theirs. */
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("id") !== "compare-form") return;
    if ("standalone" in event.target.dataset) {
      remember(boxes().filter((box) => box.checked).map((box) => box.value));
    } else {
      addTicksFromOtherPages(event.target);
    }
  });

  /* Exchanged results: folds stay as the reader left them, a failed request is shown as the page it is. */
  let open = new Map();
  document.addEventListener("htmx:beforeSwap", () => {
    open = new Map([...document.querySelectorAll("#results details[id]")].map((fold) => [fold.id, fold.open]));
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const [id, wasOpen] of open) {
      const fold = document.getElementById(id);
      if (fold && wasOpen) fold.open = true;
    }
    prepare();
  });
  const showWhole = (event) => location.assign(event.detail.pathInfo.finalRequestPath || event.detail.pathInfo.requestPath);
  document.addEventListener("htmx:responseError", showWhole);
  document.addEventListener("htmx:sendError", showWhole);

  prepare();
})();
