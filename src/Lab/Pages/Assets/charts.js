// The charts that the page has, on the frame of plot.js.

/** Response times: the percentile on an axis of 1 / (1 - p), so that each nine has the same room. */
function latencyPlot(sets, loop) {
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
  const made = chart(`response time, ms, of all runs together: ${loop}`, xAxis, logAxis(least, most, ""));
  // Beyond it nobody knows how far the interval reaches.
  sets.forEach(({ points }, index) => band(made, points, index, ([, , , , , highIsBound]) => !highIsBound));
  curves(made, sets.map(({ name, points }, index) =>
    ({ name, index, points: points.map(([percent, value, , , isBound]) => [percent, value, isBound]) })));
  return made.frame;
}

/** A measure over the rates of a sweep: the medians, and from the least to the most of the runs. Over wide rates both axes are those of
    powers, on which what keeps up is a straight line. */
function ratesPlot({ title, isTime, sets }, loop) {
  const known = sets.flatMap(({ points }) => points).filter(([, median]) => median !== null);
  if (known.length === 0) return "";
  const rates = known.map(([rate]) => rate);
  const most = Math.max(...known.map(([, , , high]) => high));
  // Nothing at all has no place on an axis of powers: it lies at its foot.
  const least = Math.min(most, ...known.map(([, , low]) => low).filter(low => low > 0)) || 1;
  const wide = Math.max(...rates) > 8 * Math.min(...rates);
  const log = wide || isTime;
  const axis = (log, least, most, name) => log ? logAxis(least, most, name) : linearAxis(0, most || 1, name);
  const made = chart(`${title}: ${loop}`, axis(wide, Math.min(...rates), Math.max(...rates), "pings a second"),
    axis(log, least, most, ""));
  sets.forEach(({ points }, index) => band(made, points, index, ([, median, , , , mostIsBound]) => median !== null && !mostIsBound));
  curves(made, sets.map(({ name, points }, index) =>
    ({ name, index, points: points.map(([rate, median, , , isBound]) => [rate, median, isBound]) })));
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
