// Curves as SVG, by hand: a few charts on one frame do not need a library.

const PLOT = { width: 640, height: 320, left: 64, right: 120, top: 28, bottom: 44 };

function svg(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A frame with both axes. An axis has a scale to 0..1, and the places of its labels. */
function chart(title, xAxis, yAxis) {
  const { width, height, left, right, top, bottom } = PLOT;
  const x = value => left + xAxis.scale(value) * (width - left - right);
  const y = value => height - bottom - yAxis.scale(value) * (height - top - bottom);
  const frame = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${title}; its table has the same` });
  frame.append(svg("text", { x: left, y: 14, "font-weight": 600 }, title));
  for (const [value, text] of yAxis.labels) {
    frame.append(svg("path", { class: "rule", d: `M${left} ${y(value)}H${width - right}` }));
    frame.append(svg("text", { class: "axis", x: left - 8, y: y(value) + 4, "text-anchor": "end" }, text));
  }
  for (const [value, text] of xAxis.labels) {
    frame.append(svg("path", { class: "rule", d: `M${x(value)} ${top}V${height - bottom + 4}` }));
    frame.append(svg("text", { class: "axis", x: x(value), y: height - bottom + 18, "text-anchor": "middle" }, text));
  }
  frame.append(svg("text", { class: "axis", x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle" }, xAxis.name));
  return { frame, x, y };
}

/** A logarithmic axis, that ends at 1, 2 or 5 times a power of ten on both sides; these are its labels, or of many the powers alone. */
function logAxis(least, most, name) {
  const round = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.ceil(Math.log10(most)); power++)
    round.push(...[1, 2, 5].map(mantissa => mantissa * 10 ** power));
  const first = round.findLastIndex(value => value <= least * 1.0001);
  const last = Math.max(round.findIndex(value => value >= most * 0.9999), first + 1);
  const shown = round.slice(first, last + 1);
  const labels = shown.length > 9 ? shown.filter(value => Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6)) : shown;
  const [low, high] = [shown[0], shown.at(-1)].map(Math.log10);
  const scale = value => (Math.log10(Math.max(value, shown[0])) - low) / (high - low);
  return { name, scale, labels: labels.map(value => [value, numberText(value)]) };
}

function linearAxis(least, most, name) {
  const { steps } = roundSteps(least, most, 6);
  const end = Math.max(most, steps.at(-1) ?? most);
  return { name, labels: steps.map(value => [value, numberText(value)]), scale: value => (value - least) / (end - least || 1) };
}

const curveColour = index => `var(--w${index % COLOURS})`;
const DASHES = ["", "7 3", "2 3"];

/** The path through points; where one has no value it is broken, and one alone between two such is a dot. */
function pathThrough(chart, points) {
  const has = point => point !== undefined && point[1] !== null;
  return points.map((point, i) => {
    if (!has(point)) return "";
    const [joined, alone] = [has(points[i - 1]), !has(points[i - 1]) && !has(points[i + 1])];
    return `${joined ? "L" : "M"}${chart.x(point[0]).toFixed(1)} ${chart.y(point[1]).toFixed(1)}${alone ? "h0" : ""}`;
  }).join("");
}

/** The area between the low and the high of points, which are x, something between, low and high; broken where one is not known. */
function band(chart, points, index, isKnown) {
  const areas = [];
  points.forEach((point, i) => {
    if (!isKnown(point)) return;
    if (i === 0 || !isKnown(points[i - 1])) areas.push([]);
    areas.at(-1).push(point);
  });
  const edge = (area, place) => area.map(point => `${chart.x(point[0]).toFixed(1)} ${chart.y(point[place]).toFixed(1)}`).join("L");
  const d = areas.map(area => `M${edge(area, 3)}L${edge(area.toReversed(), 2)}Z`).join("");
  if (d) chart.frame.append(svg("path", { class: "band", d, fill: curveColour(index) }));
}

/** A line and its name at the right end; names that would collide move apart. Points are x, y, and whether y is a bound: to and from one
    the line is dotted, with a mark at it. */
function curves(chart, lines) {
  const { width, right, top, height, bottom } = PLOT;
  const ends = [];
  lines.forEach(({ name, points, index }) => {
    const last = points.findLast(([, value]) => value !== null);
    if (last === undefined) return;
    const bound = points.map(([, value, isBound]) => Boolean(isBound) && value !== null);
    const kept = wanted => points.map((point, i) => wanted(i) ? point : [point[0], null]);
    const dashes = DASHES[Math.floor(index / COLOURS) % DASHES.length];
    const draw = (kind, d) => {
      if (d) chart.frame.append(svg("path", { class: kind, d, stroke: curveColour(index), "stroke-dasharray": dashes }));
    };
    draw("curve", pathThrough(chart, kept(i => !bound[i])));
    if (bound.includes(true)) draw("curve bound", pathThrough(chart, kept(i => bound[i] || bound[i - 1] || bound[i + 1])));
    for (const [px, py] of points.filter((_, i) => bound[i])) {
      const [cx, cy] = [chart.x(px).toFixed(1), chart.y(py).toFixed(1)];
      chart.frame.append(svg("path", { class: "least", d: `M${cx} ${cy}v-7m-2.5 3l2.5-3l2.5 3`, stroke: curveColour(index) }));
    }
    ends.push({ index, name, y: chart.y(last[1]), x: chart.x(last[0]) });
  });
  ends.sort((one, other) => one.y - other.y);
  const room = Math.min(14, (height - bottom - top + 14) / Math.max(ends.length, 1));
  let at = top - room;
  for (const end of ends) end.at = at = Math.max(end.y, at + room);
  let limit = height - bottom + 4;
  for (const end of ends.toReversed()) { end.at = Math.min(end.at, limit); limit = end.at - room; }
  for (const end of ends) {
    chart.frame.append(svg("path", { class: "rule", d: `M${end.x + 2} ${end.y}L${width - right + 8} ${end.at}` }));
    chart.frame.append(svg("circle", { cx: width - right + 13, cy: end.at, r: 4, fill: curveColour(end.index) }));
    chart.frame.append(svg("text", { x: width - right + 21, y: end.at + 4 }, end.name));
  }
}
