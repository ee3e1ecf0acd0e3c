// What the file has of a timeline, unpacked: lanes of spans, or the grid of a heat map.

const STATES = [
  "connecting", "in the backlog or queue", "has asked, waits", "connected, asks nothing",
  "being served", "its handler sleeps", "its handler awaits a task", "failed"];
const [CONNECTING, BACKLOG, WAITING, IDLE, SERVED, SLEEPING, PARKED, FAILED] = STATES.keys();

/** One way to look at a timeline; unpacked when it is first looked at. */
function view(timeline, by) {
  const packed = timeline[by];
  packed.view ??= packed.lanes ? laneView(packed, by) : heatView(packed, by, timeline.length);
  return packed.view;
}

function laneView(packed, by) {
  const lanes = packed.lanes.map(lane => {
    const spans = [];
    let at = 0;
    for (let i = 0; i < lane.spans.length; i += 3) {
      const from = at + lane.spans[i];
      at = from + lane.spans[i + 1];
      const code = lane.spans[i + 2];
      const other = Math.floor(code / STATES.length) - 1;
      spans.push({ from, until: at, state: code % STATES.length, worker: by === "client" ? other : lane.number, other });
    }
    at = 0;
    return { number: lane.number, spans, pongs: lane.pongs.map(gap => at += gap) };
  });
  const moments = new Set();
  for (const lane of lanes) {
    for (const span of lane.spans) moments.add(span.from).add(span.until);
    for (const pong of lane.pongs) moments.add(pong);
  }
  return { by, lanes, moments: [...moments].sort((one, other) => one - other) };
}

// A letter a level: a was not there, b was not served, from c to q more and more; a number behind it says how often.
function heatView(packed, by, length) {
  const rows = packed.rows.map(text => {
    const row = new Int8Array(packed.columns);
    let at = 0;
    for (const [, letter, often] of text.matchAll(/([a-q])(\d*)/g)) {
      const end = at + (often ? Number(often) : 1);
      row.fill(letter.charCodeAt(0) - "b".charCodeAt(0), at, end);
      at = end;
    }
    return row;
  });
  const moments = Array.from({ length: packed.columns + 1 }, (_, i) => i * length / packed.columns);
  return { by, heat: rows, numbers: packed.numbers, columns: packed.columns, why: packed.why, left: packed.left, moments };
}

/** The span of a lane at a moment, if there is one. */
function spanAt(lane, moment) {
  let low = 0;
  let high = lane.spans.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lane.spans[middle].from <= moment) low = middle;
    else high = middle - 1;
  }
  const span = lane.spans[low];
  return span && span.from <= moment && moment <= span.until ? span : undefined;
}

/** How many of a sorted list are no later than a moment. */
function countUntil(sorted, moment) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
