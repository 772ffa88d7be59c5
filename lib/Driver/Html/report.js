/*
 * Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
 * See https://llvm.org/LICENSE.txt for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */

// The page is whole without this: a list of findings and their steps. Here the list
// gets its filter, and each finding its source when it is opened, not before.

(() => {
  "use strict";

  // Lines that are shown around a step, at first and when asked for more; the page
  // has as many as the second.
  const NEAR = 4;
  const FAR = 12;
  // A gap of so many lines is not worth its row.
  const SMALL_GAP = 3;

  const byId = (id) => document.getElementById(id);

  function make(name, className, text) {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  let parsedSources;
  function sources() {
    parsedSources ??= JSON.parse(byId("sources").textContent);
    return parsedSources;
  }

  function lineOf(file, number) {
    for (const { first, lines } of file.chunks)
      if (number >= first && number < first + lines.length) return lines[number - first];
    return undefined;
  }

  // ---- One finding -------------------------------------------------------------

  // What the list says of a finding: itself, and then its steps.
  function stepsOf(item) {
    const read = (element, text, label) => ({
      text,
      label,
      file: Number(element.dataset.file),
      line: Number(element.dataset.line),
      column: Number(element.dataset.column),
      isThere: element.dataset.line !== undefined,
    });
    const steps = [read(item, item.querySelector("h3").textContent, "!")];
    item.querySelectorAll(".steps > li").forEach((li, index) => {
      steps.push(read(li, li.querySelector(".message").textContent, String(index + 1)));
    });
    return steps;
  }

  function codeOf(text, columns) {
    const code = make("code");
    let done = 0;
    for (const column of [...new Set(columns)].sort((a, b) => a - b)) {
      if (column < done || column >= text.length) continue;
      const token = /^(?:[\p{L}_][\p{L}\p{N}_]*|[-<>=+*/&|^%!:]+|[\s\S])/u.exec(text.slice(column))[0];
      code.append(text.slice(done, column), make("mark", "", token));
      done = column + token.length;
    }
    code.append(text.slice(done));
    return code;
  }

  function boxOf(step, index) {
    const box = make("div", index === 0 ? "step found" : "step");
    box.tabIndex = -1;
    box.dataset.step = index;
    const badge = make("span", "badge", step.label);
    badge.setAttribute("aria-label", index === 0 ? "finding" : `step ${step.label}`);
    box.append(badge, make("span", "", step.text));
    return box;
  }

  // The part of a file that the steps touch.
  function sourceOf(fileIndex, steps) {
    const file = sources()[fileIndex];
    const section = make("section", "source");
    section.setAttribute("aria-label", file.name);
    section.append(make("h4", "place", file.name));
    const here = steps.map((step, index) => ({ step, index })).filter(
      ({ step }) => step.file === fileIndex,
    );
    const gone = here.filter(({ step }) => !step.isThere);
    if (gone.length > 0) {
      section.append(
        make(
          "p",
          "quiet",
          file.readable
            ? "The file has changed since: these places are not there any more."
            : "The file cannot be read any more.",
        ),
      );
      for (const { step, index } of gone) section.append(boxOf(step, index));
    }
    const told = new Map();
    for (const each of here)
      if (each.step.isThere)
        told.set(each.step.line, [...(told.get(each.step.line) ?? []), each]);
    if (told.size === 0) return section;
    const code = make("div", "code");
    code.tabIndex = 0;
    code.setAttribute("role", "group");
    code.setAttribute("aria-label", `source of ${file.name}`);
    section.append(code);

    const show = (context) => {
      const rows = make("div", "rows");
      const numbers = new Set();
      for (const line of told.keys())
        for (let number = line - context; number <= line + context; ++number)
          if (lineOf(file, number) !== undefined) numbers.add(number);
      const sorted = [...numbers].sort((a, b) => a - b);
      sorted.forEach((number, index) => {
        const before = index > 0 ? sorted[index - 1] : 0;
        if (number - before - 1 > SMALL_GAP) return;
        for (let skipped = before + 1; skipped < number; ++skipped)
          if (lineOf(file, skipped) !== undefined) numbers.add(skipped);
      });
      let last = 0;
      for (const number of [...numbers].sort((a, b) => a - b)) {
        if (number !== last + 1) {
          const skipped = `⋯ lines ${last + 1} to ${number - 1}`;
          if (context < FAR) {
            const gap = make("button", "gap", `${skipped}: show more around the steps`);
            gap.addEventListener("click", () => {
              show(FAR);
              code.focus({ preventScroll: true });
            });
            rows.append(gap);
          } else {
            rows.append(make("div", "gap", skipped));
          }
        }
        const here = told.get(number) ?? [];
        const row = make("div", here.length > 0 ? "row told" : "row");
        row.append(
          make("span", "number", String(number)),
          codeOf(lineOf(file, number), here.map(({ step }) => step.column)),
        );
        rows.append(row);
        for (const { step, index } of here) rows.append(boxOf(step, index));
        last = number;
      }
      code.replaceChildren(rows);
    };
    show(NEAR);
    return section;
  }

  function walkBar(item, count) {
    const bar = make("div", "walk");
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "steps");
    const back = make("button", "", "◂ Previous step");
    const on = make("button", "", "Next step ▸");
    const where = make("span", "quiet where", `${count - 1} steps`);
    where.setAttribute("role", "status");
    back.addEventListener("click", () => walk(item, -1));
    on.addEventListener("click", () => walk(item, 1));
    bar.append(back, on, where);
    return bar;
  }

  // Shows the path of a finding that is opened for the first time.
  function fill(item) {
    if (item.classList.contains("opened")) return;
    item.classList.add("opened");
    const steps = stepsOf(item);
    const path = make("div", "path");
    path.append(walkBar(item, steps.length));
    for (const file of new Set(steps.map((step) => step.file)))
      path.append(sourceOf(file, steps));
    item.querySelector("details").append(path);
    item.querySelectorAll(".steps > li > .place").forEach((place, index) => {
      const button = make("button", "place", place.textContent);
      button.addEventListener("click", () => goTo(item, index + 1));
      place.replaceWith(button);
    });
  }

  // In a long line, what is marked may be out of sight.
  function showMark(box) {
    let row = box.previousElementSibling;
    while (row && !row.matches(".row")) row = row.previousElementSibling;
    const mark = row?.querySelector("mark");
    if (!mark) return;
    const code = row.closest(".code");
    const [inside, outside] = [mark.getBoundingClientRect(), code.getBoundingClientRect()];
    if (inside.right > outside.right || inside.left < outside.left + row.firstChild.offsetWidth)
      code.scrollLeft += inside.left - outside.left - outside.width / 3;
  }

  function goTo(item, index) {
    const boxes = [...item.querySelectorAll(".step")];
    const box = boxes.find((each) => Number(each.dataset.step) === index);
    if (!box) return;
    for (const each of boxes) each.classList.toggle("current", each === box);
    item.dataset.at = index;
    item.querySelector(".walk .where").textContent =
      index === 0 ? "the finding" : `step ${index} of ${boxes.length - 1}`;
    box.focus({ preventScroll: true });
    box.scrollIntoView({ block: "center", inline: "nearest" });
    showMark(box);
  }

  function walk(item, by) {
    const count = item.querySelectorAll(".step").length;
    const at = item.dataset.at === undefined ? (by > 0 ? -1 : count) : Number(item.dataset.at);
    goTo(item, (at + by + count) % count);
  }

  // ---- The list ----------------------------------------------------------------

  const items = [...document.querySelectorAll(".finding")].map((element) => ({
    element,
    check: element.dataset.check,
    confidence: element.dataset.confidence,
    silenced: element.classList.contains("silenced"),
    file: element.querySelector(".place").textContent.toLowerCase(),
    text: undefined,
  }));

  const filter = byId("filter");
  const SURE = ["possible", "likely", "definite"];

  function apply() {
    const { check, confidence, file, text, silenced } = filter.elements;
    const inFile = file.value.trim().toLowerCase();
    const words = text.value.trim().toLowerCase();
    let shown = 0;
    for (const item of items) {
      if (words) item.text ??= item.element.querySelector("details").textContent.toLowerCase();
      const fits =
        (silenced.checked || !item.silenced) &&
        (!check.value || item.check === check.value) &&
        SURE.indexOf(item.confidence) >= SURE.indexOf(confidence.value) &&
        item.file.includes(inFile) &&
        (!words || item.text.includes(words));
      item.element.hidden = !fits;
      shown += fits;
    }
    byId("shown").textContent = `${shown} of ${items.length} shown`;
    byId("none").hidden = shown > 0 || items.length === 0;
  }

  // The finding that has the focus, or else the first that is open.
  function current() {
    const focused = document.activeElement?.closest(".finding");
    if (focused) return focused;
    return document.querySelector(".finding:not([hidden]) > details[open]")?.parentElement;
  }

  function nextFinding(by) {
    const shown = items.map((item) => item.element).filter((element) => !element.hidden);
    if (shown.length === 0) return;
    const from = shown.indexOf(current());
    const to = from < 0 ? 0 : from + by;
    if (to < 0 || to >= shown.length) return;
    if (from >= 0) shown[from].querySelector("details").open = false;
    open(shown[to]);
  }

  function open(item) {
    const details = item.querySelector("details");
    details.open = true;
    fill(item);
    const summary = details.querySelector("summary");
    summary.focus({ preventScroll: true });
    item.scrollIntoView({ block: "start" });
  }

  function openFromAddress() {
    const item = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
    if (!item || !item.classList.contains("finding")) return;
    if (item.classList.contains("silenced")) filter.elements.silenced.checked = true;
    apply();
    open(item);
  }

  document.addEventListener(
    "toggle",
    (event) => {
      const item = event.target.closest?.(".finding");
      if (!item || !event.target.open) return;
      fill(item);
      history.replaceState(null, "", `#${encodeURIComponent(item.id)}`);
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.matches("input, select")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const item = current();
    switch (event.key) {
      case "j":
        nextFinding(1);
        break;
      case "k":
        nextFinding(-1);
        break;
      case "n":
      case "p":
        if (item?.querySelector("details").open) walk(item, event.key === "n" ? 1 : -1);
        else nextFinding(1);
        break;
      case "/":
        filter.elements.text.focus();
        break;
      default:
        return;
    }
    event.preventDefault();
  });

  filter.hidden = false;
  filter.addEventListener("input", apply);
  filter.addEventListener("submit", (event) => event.preventDefault());
  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--bar", `${filter.offsetHeight}px`);
  }).observe(filter);
  byId("keys").hidden = false;
  apply();
  addEventListener("hashchange", openFromAddress);
  openFromAddress();
})();
