// The charts that the page has, on the frame of plot.js.

/** Response times: the percentile on an axis of 1 / (1 - p), so that each nine has the same room. */
function latencyPlot(sets) {
  const all = sets.flatMap(set => set.points);
  const nines = Math.max(1, Math.ceil(Math.log10(100 / (100 - Math.max(...all.map(([percent]) => percent)))) * 10 - 1e-6) / 10);
  const names = [[0, "0 %"], [50, "50 %"], [90, "90 %"], [99, "99 %"], [99.9, "99.9 %"], [99.99, "99.99 %"], [99.999, "99.999 %"]];
  const xAxis = {
    name: "percentile: 1 / (1 − p)",
    scale: percent => Math.log10(100 / (100 - percent)) / nines,
    labels: names.filter(([percent]) => Math.log10(100 / (100 - percent)) <= nines + 1e-6),
  };
  const least = Math.min(...all.map(([, value, low]) => Math.max(Math.min(value, low), 1e-6)));
  const most = Math.max(...all.map(([, value, , high, , highIsBound]) => highIsBound ? value : high));
  const made = chart("response time, ms, of all runs together", xAxis, logAxis(least, most, ""));
  sets.forEach(({ points }, index) => {
    // Beyond it nobody knows how far the interval reaches.
    const known = points.filter(([, , , , , highIsBound]) => !highIsBound);
    if (known.length === 0) return;
    const there = known.map(([percent, , , high]) => `${made.x(percent).toFixed(1)} ${made.y(high).toFixed(1)}`);
    const back = known.toReversed().map(([percent, , low]) => `${made.x(percent).toFixed(1)} ${made.y(low).toFixed(1)}`);
    made.frame.append(svg("path", { class: "band", d: `M${there.join("L")}L${back.join("L")}Z`, fill: curveColour(index) }));
  });
  curves(made, sets.map(({ name, points }, index) =>
    ({ name, index, points: points.map(([percent, value, , , isBound]) => [percent, value, isBound]) })));
  return made.frame;
}

/** Something of each second, over the seconds; where there is nothing to tell, the line is broken. */
function secondsPlot(title, sets, column, log) {
  const lines = sets.map(({ name, points }, index) =>
    ({ name, index, points: points.map(point => [point[0], point[column], 0]) }));
  const all = lines.flatMap(line => line.points).filter(([, value]) => value !== null);
  if (all.length === 0) return "";
  const most = Math.max(...all.map(([, value]) => value));
  const yAxis = log ? logAxis(Math.max(Math.min(...all.map(([, value]) => value)), 1e-6), most, "") : linearAxis(0, most || 1, "");
  const made = chart(title, linearAxis(0, Math.max(...all.map(([second]) => second)) || 1, "seconds"), yAxis);
  curves(made, lines);
  return made.frame;
}
