// The tables of the pictures: made when they are opened, since some have thousands of rows.

function table(head, rows) {
  const cells = (kind, row) => row.map((cell, i) => element(kind, { textContent: cell, className: i ? "number" : "" }));
  return element("div", { className: "wide" }, element("table", {},
    element("thead", {}, element("tr", {}, ...cells("th", head))),
    element("tbody", {}, ...rows.map(row => element("tr", {}, ...cells("td", row))))));
}

/** Fills a details element whenever it opens, and empties it when its picture changes. */
function tableOf(details, make) {
  const fill = () => {
    while (details.children.length > 1) details.lastChild.remove();
    if (details.open) details.append(...make());
  };
  details.ontoggle = fill;
  fill();
}

const named = (name, table) => element("div", {}, element("h4", { textContent: name }), table);

function laneTables(panels) {
  return panels.map(({ timeline, view }) => named(timeline.name, view.heat ? heatTable(view) : laneTable(view)));
}

function laneTable(view) {
  const total = (lane, ...states) =>
    lane.spans.filter(span => states.includes(span.state)).reduce((sum, span) => sum + span.until - span.from, 0);
  const text = length => length ? lengthText(length) : "–";
  if (view.by === "worker") {
    return table(["worker", "spans served", "served", "asleep", "clients"], view.lanes.map(lane => [
      `#${lane.number}`, lane.spans.filter(span => span.state === SERVED).length, text(total(lane, SERVED)), text(total(lane, SLEEPING)),
      new Set(lane.spans.map(span => span.other)).size]));
  }
  const head = ["client", "first pong at", "last pong at", "pongs", "connecting, in the backlog", "waited", "served", "asleep"];
  return table(head, view.lanes.map(lane => [
    `#${lane.number}`, text(lane.pongs[0]), text(lane.pongs.at(-1)), lane.pongs.length, text(total(lane, CONNECTING, BACKLOG)),
    text(total(lane, WAITING)), text(total(lane, SERVED)), text(total(lane, SLEEPING, PARKED))]));
}

function heatTable(view) {
  return table([view.by, `whiles there, of ${view.columns}`, "whiles in which it was served"], view.heat.map((row, i) => [
    `#${view.numbers[i]}`, row.filter(level => level >= 0).length, row.filter(level => level > 0).length]));
}

function latencyTable(sets) {
  const percents = [50, 90, 99, 99.9, 99.99];
  const head = ["server", "pings", "never answered", ...percents.map(percent => `p${percent}, ms`)];
  return table(head, sets.map(({ name, count, censored, points }) => [
    name, count.toLocaleString("en"), censored.toLocaleString("en"), ...percents.map(percent => {
      const point = points.find(([at]) => Math.abs(at - percent) < 1e-4);
      if (!point) return "n/a";
      const [, value, low, high, isBound, highIsBound] = point;
      const range = highIsBound ? `${numberText(low)} to ≥ ${numberText(high)}` : `${numberText(low)}–${numberText(high)}`;
      return `${isBound ? "≥ " : ""}${numberText(value)} (${range})`;
    })]));
}

function secondsTable(sets) {
  const text = number => number === null ? "n/a" : numberText(number);
  return sets.map(({ name, points }) =>
    named(name, table(["second", "pongs/s", "p50, ms", "p99, ms"], points.map(point => point.map(text)))));
}
