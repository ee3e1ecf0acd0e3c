// The page: which scenario, which two servers, and the address that says so.

const scenarios = JSON.parse(byId("data").textContent);
const source = byId("source").textContent;
let scenario;
let keeping;
const player = new Player(keep, showLegend);

function choose(name) {
  scenario = scenarios.find(one => one.name === name) ?? scenarios[0];
  byId("scenario").value = scenario.name;
  for (const section of document.querySelectorAll("section[data-scenario]")) {
    const chosen = section.dataset.scenario === scenario.name;
    section.hidden = !chosen;
    if (chosen) section.append(byId("pictures"));
  }
  byId("pictures").hidden = false;
  const names = scenario.timelines.map(timeline => timeline.name);
  byId("timeline").hidden = names.length === 0;
  for (const id of ["left-label", "right-label"]) byId(id).hidden = names.length < 2;
  for (const id of ["left", "right"]) byId(id).replaceChildren(...names.map(name => new Option(name, name)));
  byId("right").selectedIndex = Math.min(1, names.length - 1);
  showPlots();
}

function showTimelines() {
  const all = scenario.timelines;
  const chosen = all.length < 2 ? all : ["left", "right"].map(id => all[byId(id).selectedIndex]);
  if (chosen.length > 0) player.open(chosen);
}

function showPlots() {
  const curves = (scenario.curves ?? []).filter(curve => curve.points.length > 1);
  byId("latency").hidden = curves.length === 0;
  if (curves.length > 0) {
    byId("latency").querySelector(".plot").replaceChildren(latencyPlot(curves, scenario.loop));
    tableOf(byId("latency").querySelector("details"), () => [latencyTable(curves)]);
  }
  const rates = scenario.rates ?? [];
  byId("rates").hidden = rates.length === 0;
  if (rates.length > 0) {
    byId("rates").querySelector(".plot").replaceChildren(...rates.map(measure => ratesPlot(measure, scenario.loop)));
  }
  const seconds = scenario.seconds ?? [];
  byId("seconds").hidden = seconds.length === 0;
  if (seconds.length > 0) {
    byId("seconds").querySelector(".plot").replaceChildren(
      secondsPlot("pongs a second", seconds, 1, false), secondsPlot("median response time, ms", seconds, 2, true),
      secondsPlot("p99 of the response time, ms", seconds, 3, true));
    tableOf(byId("seconds").querySelector("details"), () => secondsTable(seconds));
  }
}

function showLegend() {
  const theme = player.theme;
  const entries = [...STATES.entries()].filter(([state]) => player.panels.some(({ view }) =>
    view.lanes?.some(lane => lane.spans.some(span => span.state === state))));
  byId("legend").replaceChildren(...entries.map(([state, name]) => {
    const scale = devicePixelRatio;
    const swatch = element("canvas", { width: 26 * scale, height: 14 * scale });
    const draw = swatch.getContext("2d");
    draw.scale(scale, scale);
    theme.box(draw, state, 0, state === FAILED ? 13 : 0, 1, 26, 12);
    return element("span", {}, swatch, name);
  }), ...entries.length ? [element("span", { className: "soft", textContent: "ticks are pongs; the colour is the worker's" })] : []);
  tableOf(byId("timeline-table"), () => laneTables(player.panels));
}

// A browser takes only so many changes of its address a second.
function keep() {
  clearTimeout(keeping);
  keeping = setTimeout(() => {
    const [a, b] = ["left", "right"].map(id => byId(id).value);
    const state = new URLSearchParams({ s: scenario.name, a, b, by: player.by, t: Math.round(player.moment) });
    if (player.from > 0 || player.to < player.length) state.set("z", `${Math.round(player.from)}-${Math.round(player.to)}`);
    history.replaceState(null, "", `#${state}`);
  }, 250);
}

function restore() {
  const state = new URLSearchParams(location.hash.slice(1));
  choose(state.get("s"));
  for (const [id, key] of [["left", "a"], ["right", "b"]]) {
    if ([...byId(id).options].some(option => option.value === state.get(key))) byId(id).value = state.get(key);
  }
  player.by = state.get("by") === "worker" ? "worker" : "client";
  player.length = 0;
  showTimelines();
  const [from, to] = (state.get("z") ?? "").split("-").map(Number);
  if (to > from && from >= 0 && to <= player.length) player.show(from, to);
  if (Number(state.get("t")) >= 0 && state.has("t")) player.go(Number(state.get("t")));
}

byId("scenario").replaceChildren(...scenarios.map(({ name }) => new Option(name, name)));
byId("scenarios").hidden = scenarios.length < 2;
byId("scenario").onchange = event => {
  choose(event.target.value);
  player.length = 0;
  showTimelines();
  keep();
};
for (const id of ["left", "right"]) byId(id).onchange = () => { showTimelines(); };
byId("by").onchange = event => player.turn(event.target.value);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showLegend);
addEventListener("hashchange", restore);
if (source !== "null") {
  byId("save").hidden = false;
  byId("save").onclick = () => {
    const link = element("a", { href: URL.createObjectURL(new Blob([source], { type: "application/json" })), download: "comparison.json" });
    link.click();
    URL.revokeObjectURL(link.href);
  };
}
if (scenarios.length > 0) restore();
