"use strict";
{
  const editions = [...document.querySelectorAll(".edition")];
  const buttons = [...document.querySelectorAll("[data-speak]")];
  const shown = () => editions.find((edition) => !edition.hidden);

  /* Charts are drawn when they come near the window, and all of them before printing. */

  function draw(figure) {
    const chart = figure.querySelector(".chart");
    if (chart.dataset.state) return;
    chart.dataset.state = "drawing";
    const chartSpecification = JSON.parse(figure.querySelector("script").textContent);
    chart.replaceChildren();
    if (chartSpecification.usermeta?.square) {
      chartSpecification.height = Math.min(chartSpecification.height, chart.clientWidth);
    }
    const options = { actions: false, renderer: "svg", ast: true };
    window.vegaEmbed(chart, chartSpecification, options).then(
      () => {
        chart.dataset.state = "drawn";
        chart.style.minHeight = "";
      },
      (error) => {
        chart.dataset.state = "failed";
        chart.textContent = chart.dataset.unreadable;
        console.error(error);
      },
    );
  }

  const figures = [...document.querySelectorAll("figure")];
  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) draw(entry.target);
      }
    },
    { rootMargin: "800px 0px" },
  );
  figures.forEach((figure) => near.observe(figure));
  window.addEventListener("beforeprint", () => {
    figures.filter((figure) => shown().contains(figure)).forEach(draw);
  });

  /* The language: what stands at the top of the window stays there, and what is unfolded stays unfolded. */

  const counterpart = (edition, element) =>
    edition.querySelector(`[data-place="${CSS.escape(element.dataset.place)}"]`);

  function carryOver(from, to) {
    for (const element of from.querySelectorAll("details, figure")) {
      const twin = counterpart(to, element);
      if (!twin) continue;
      if (element.matches("details")) twin.open = element.open;
      else twin.querySelector(".chart").style.minHeight = `${element.querySelector(".chart").offsetHeight}px`;
    }
  }

  function speak(language) {
    const from = shown();
    const to = editions.find((edition) => edition.dataset.edition === language);
    if (!to || to === from) return;
    const top = document.querySelector(".bar").offsetHeight + 48; // as far as a heading stands below the bar
    const places = [...from.querySelectorAll("[data-place]")];
    const place = places.filter((element) => element.checkVisibility() && element.getBoundingClientRect().top <= top).pop();
    const before = place ? place.getBoundingClientRect().top : 0;
    carryOver(from, to);
    for (const element of document.querySelectorAll("[data-edition]")) {
      element.hidden = element.dataset.edition !== language;
    }
    document.documentElement.lang = language;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.speak === language));
    window.dispatchEvent(new Event("resize")); // charts that were hidden fit their width again
    const twin = place && counterpart(to, place);
    if (twin) window.scrollBy({ top: twin.getBoundingClientRect().top - before, behavior: "instant" });
  }

  function followAddress() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const edition = target && target.closest(".edition");
    if (!edition || !edition.hidden) return;
    speak(edition.dataset.edition);
    target.scrollIntoView();
  }

  document.querySelector(".switch").hidden = false;
  for (const button of buttons) button.addEventListener("click", () => speak(button.dataset.speak));
  window.addEventListener("hashchange", followAddress);
  followAddress();

  /* Tables: sorted by a column, upwards, downwards and as they were; sums stay where they are. */

  const written = new WeakMap();

  function keyOf(row, position) {
    const cell = row.cells[position];
    const text = cell.textContent.trim();
    if (cell.dataset.value !== undefined) return { number: Number(cell.dataset.value), text };
    return { number: NaN, text, unknown: text === "" || text === "-" };
  }

  function compare(one, other, collator) {
    if (one.unknown || other.unknown) return 0;
    if (!Number.isNaN(one.number) && !Number.isNaN(other.number)) return one.number - other.number;
    return collator.compare(one.text, other.text);
  }

  function sorted(rows, position, direction) {
    const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const keys = new Map(rows.map((row) => [row, keyOf(row, position)]));
    return [...rows].sort((one, other) => {
      const [first, second] = [keys.get(one), keys.get(other)];
      const last = Number(Boolean(first.unknown)) - Number(Boolean(second.unknown));
      return last || direction * compare(first, second, collator);
    });
  }

  function sort(heading) {
    const table = heading.closest("table");
    const body = table.tBodies[0];
    if (!written.has(table)) written.set(table, [...body.rows]);
    const rows = written.get(table);
    const next = { none: "ascending", ascending: "descending", descending: "none" }[heading.getAttribute("aria-sort")];
    for (const each of table.querySelectorAll("[aria-sort]")) each.setAttribute("aria-sort", "none");
    heading.setAttribute("aria-sort", next);
    const isSum = (row) => row.classList.contains("total");
    const first = rows.findIndex((row) => !isSum(row));
    const last = rows.findLastIndex((row) => !isSum(row));
    const between = rows.slice(first, last + 1);
    const position = heading.cellIndex;
    const ordered = next === "none" ? between : sorted(between, position, next === "ascending" ? 1 : -1);
    body.append(...rows.slice(0, first), ...ordered, ...rows.slice(last + 1));
  }

  function makeSortable(table) {
    if ([...table.tBodies[0].rows].filter((row) => !row.classList.contains("total")).length < 2) return;
    for (const heading of table.querySelectorAll(".titles > th")) {
      if (!heading.textContent.trim()) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.title = heading.closest(".edition").dataset.sort;
      button.append(...heading.childNodes);
      heading.append(button);
      heading.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => sort(heading));
    }
  }

  document.querySelectorAll("table").forEach(makeSortable);

  /* Only what can be scrolled needs a stop of the keyboard. */

  const fit = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const isScrollable = target.scrollWidth > target.clientWidth + 1 || target.scrollHeight > target.clientHeight + 1;
      if (isScrollable) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  document.querySelectorAll(".scroll").forEach((element) => fit.observe(element));
}
