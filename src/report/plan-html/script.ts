/**
 * What the page does beyond being read: filters, and shows where a workload runs. It works on what is there, and writes
 * only text. Plain JavaScript as browsers take it, since it is part of the page.
 */
export const script = `"use strict";
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (id) => document.getElementById(id);
  document.documentElement.classList.add("js");

  const rows = all("tr[data-n]").map((row) => ({
    row,
    words: row.textContent.toLowerCase(),
    namespace: row.dataset.n,
    verdict: row.dataset.v,
    key: row.dataset.w,
  }));
  const workloads = rows.filter(({ key }) => key !== undefined);
  const pods = all(".nodes .pod");
  const byKey = new Map();
  for (const element of all("[data-k], tr[data-w]")) {
    const key = element.dataset.k ?? element.dataset.w;
    byKey.set(key, [...(byKey.get(key) ?? []), element]);
  }

  const fields = ["text", "namespace", "verdict"].map(one);
  const filter = () => {
    const [text, namespace, verdict] = fields.map(({ value }) => value);
    const wanted = text.trim().toLowerCase();
    const passes = (row) =>
      (wanted === "" || row.words.includes(wanted)) &&
      (namespace === "" || row.namespace === namespace) &&
      (verdict === "" || row.verdict === undefined || row.verdict === verdict);
    for (const row of rows) row.row.hidden = !passes(row);
    const left = workloads.filter(({ row }) => !row.hidden);
    const isFiltered = left.length < workloads.length;
    const keys = new Set(left.map(({ key }) => key));
    for (const pod of pods) pod.classList.toggle("dim", isFiltered && !keys.has(pod.dataset.k));
    one("found").textContent =
      wanted + namespace + verdict === "" ? "" : left.length + " of " + workloads.length + " workloads";
  };
  for (const field of fields) field.addEventListener("input", filter);

  let picked;
  const pick = (key) => {
    for (const element of byKey.get(picked) ?? []) element.classList.remove("picked");
    picked = key === picked ? undefined : key;
    document.documentElement.classList.toggle("picking", picked !== undefined);
    const elements = byKey.get(picked) ?? [];
    for (const element of elements) element.classList.add("picked");
    const told = one("picked");
    told.textContent = "";
    if (picked === undefined) return;
    const row = elements.find(({ tagName }) => tagName === "TR");
    const nodes = new Set(elements.map((element) => element.closest(".nodes li")).filter((node) => node));
    const name = elements.find((element) => element.tagName === "A" && element.closest("table"));
    const label = name?.textContent ?? elements[0]?.title ?? "";
    told.append(label + ": " + (row?.dataset.v ?? "not in the plan") + ", on " + nodes.size + (nodes.size === 1 ? " node " : " nodes "));
    if (row) link(told, row.id, "its row");
    const [node] = nodes;
    if (node) link(told, node.id, "its node");
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "clear (Esc)";
    close.addEventListener("click", () => pick(picked));
    told.append(close);
  };
  const link = (parent, id, words) => {
    const element = document.createElement("a");
    element.href = "#" + id;
    element.textContent = words;
    parent.append(element, " ");
  };
  document.addEventListener("click", (event) => {
    const element = event.target.closest("[data-k]");
    if (!element) return;
    event.preventDefault();
    pick(element.dataset.k);
  });

  // A map has one stop for Tab; arrows lead on from there.
  for (const pod of pods) pod.tabIndex = -1;
  for (const map of all("section.fleet")) {
    const first = visible(map)[0];
    if (first) first.tabIndex = 0;
    map.addEventListener("change", () => enter(map));
  }
  function visible(map) {
    return [...map.querySelectorAll(".nodes a.pod")].filter((pod) => pod.offsetParent !== null);
  }
  function enter(map) {
    const stops = visible(map);
    if (stops.some((pod) => pod.tabIndex === 0) || !stops[0]) return;
    for (const pod of map.querySelectorAll(".nodes .pod")) pod.tabIndex = -1;
    stops[0].tabIndex = 0;
  }
  const steps = {
    ArrowRight: (at) => at + 1,
    ArrowLeft: (at) => at - 1,
    Home: () => 0,
    End: (at, stops) => stops.length - 1,
    ArrowDown: (at, stops) => stops.findIndex((pod, index) => index > at && nodeOf(pod) !== nodeOf(stops[at])),
    ArrowUp: (at, stops) => {
      const before = stops.findLastIndex((pod, index) => index < at && nodeOf(pod) !== nodeOf(stops[at]));
      return before < 0 ? before : stops.findIndex((pod) => nodeOf(pod) === nodeOf(stops[before]));
    },
  };
  const nodeOf = (pod) => pod.closest("li");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (picked !== undefined) pick(picked);
      else if (fields.some(({ value }) => value !== "")) {
        for (const field of fields) field.value = "";
        filter();
      }
      return;
    }
    const pod = event.target.closest?.(".nodes a.pod");
    const step = Object.hasOwn(steps, event.key) ? steps[event.key] : undefined;
    if (!pod || !step || event.ctrlKey || event.metaKey || event.altKey) return;
    const stops = visible(pod.closest("section"));
    const next = stops[step(stops.indexOf(pod), stops)];
    event.preventDefault();
    if (!next) return;
    pod.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
})();
`;
