/* Forms of case studies: rows added and removed without a round trip, characters counted, no form sent twice.
   Every page works without this file: the same buttons post the form. */
"use strict";
(() => {
  const rowsOf = (list) => [...list.querySelectorAll(":scope > [data-row]")];
  const highest = (numbers) => Math.max(0, ...numbers.filter(Number.isFinite));

  function nextIndex(list) {
    const names = [...list.querySelectorAll(":scope > [data-row] [name]")].map((field) => field.name);
    return highest(names.map((name) => Number(/-(\d+)-/.exec(name)?.[1] ?? -1) + 1));
  }

  function nextNumber(list) {
    if (!("numbered" in list.dataset)) return rowsOf(list).length + 1;
    const taken = rowsOf(list).map((row) => Number(row.querySelector("input[type=hidden]").value));
    return highest(taken) + 1;
  }

  function addRow(list) {
    const number = nextNumber(list);
    const holder = document.createElement("div");
    const template = list.querySelector(":scope > template");
    holder.innerHTML = template.innerHTML
      .replaceAll("__index__", nextIndex(list))
      .replaceAll("__number__", number);
    const row = holder.firstElementChild;
    if ("numbered" in list.dataset) row.querySelector("input[type=hidden]").value = number;
    template.before(row);
    row.querySelector("input:not([type=hidden])").focus();
  }

  function removeRow(row) {
    const list = row.parentElement;
    row.remove();
    list.querySelector("[data-add]").focus();
  }

  /* As the button does on the server: nothing is saved, and a status says what to do next. */
  function tickAll(button) {
    const open = button.closest("section").querySelectorAll(".checked-tick input");
    open.forEach((box) => (box.checked = true));
    const told = button.parentElement.querySelector("p");
    told.setAttribute("role", "status");
    told.textContent = button.dataset.tickAll;
    open[0].focus({ preventScroll: true });
    button.remove();
  }

  function showCount(field) {
    const limit = Number(field.dataset.limit);
    let count = document.getElementById(`${field.id}-count`);
    if (!count) {
      count = document.createElement("p");
      count.id = `${field.id}-count`;
      count.className = "character-count figures";
      field.after(count);
    }
    count.textContent = `${field.value.length.toLocaleString()} / ${limit.toLocaleString()}`;
    count.classList.toggle("is-over", field.value.length > limit);
  }

  /* What the server would refuse for its size is not sent: the error stands where the server would put it. */
  function refuse(field, text) {
    let error = document.getElementById(`${field.id}-error`);
    if (!error) {
      error = document.createElement("span");
      error.id = `${field.id}-error`;
      error.className = "field-error";
      field.before(error);
    }
    error.setAttribute("role", "alert");
    error.textContent = text;
    const described = new Set((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
    field.setAttribute("aria-describedby", [...described.add(error.id)].join(" "));
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }

  function isTooLarge(form, button) {
    const file = form.querySelector("[data-most-bytes]");
    const sendsFile = button?.getAttribute("formenctype") === "multipart/form-data";
    if (sendsFile && file?.files[0]?.size > Number(file.dataset.mostBytes)) {
      refuse(file, file.dataset.tooLarge);
      return true;
    }
    const text = form.querySelector("[data-too-long]");
    if (text && [...text.value].length > Number(text.dataset.limit)) {
      refuse(text, text.dataset.tooLong);
      return true;
    }
    return false;
  }

  function prepare(form) {
    form.querySelectorAll("[data-limit]").forEach(showCount);
    form.addEventListener("input", (event) => {
      if (event.target.dataset.limit) showCount(event.target);
    });
    form.addEventListener("click", (event) => {
      const button = event.target.closest("button[name=do]");
      if (!button) return;
      if ("add" in button.dataset) {
        event.preventDefault();
        addRow(button.closest("[data-rows]"));
      } else if (button.value.startsWith("remove:")) {
        event.preventDefault();
        removeRow(button.closest("[data-row]"));
      } else if ("tickAll" in button.dataset) {
        event.preventDefault();
        tickAll(button);
      }
    });
    form.addEventListener("submit", (event) => {
      if ("sent" in form.dataset || isTooLarge(form, event.submitter)) event.preventDefault();
      else form.dataset.sent = "";
    });
    /* A page that comes back from the history can be sent again. */
    window.addEventListener("pageshow", () => delete form.dataset.sent);
  }

  document.querySelectorAll("[data-record-form]").forEach(prepare);
})();
