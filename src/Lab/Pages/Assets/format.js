// Numbers and lengths of time as text, and elements.

const UNITS = [[1e9, "s"], [1e6, "ms"], [1e3, "µs"], [1, "ns"]];

/** A length of time to three digits, in the unit that keeps it at 1 or more. */
function lengthText(nanoseconds) {
  const [unit, name] = UNITS.find(([unit]) => unit <= nanoseconds) ?? UNITS[3];
  const number = nanoseconds / unit;
  return `${trimmed(number, number >= 100 ? 0 : number >= 10 ? 1 : 2)} ${name}`;
}

function trimmed(number, decimals) {
  const text = number.toFixed(decimals);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** A moment to as many digits as tell it from its neighbours, always in the unit of the whole. */
function momentText(nanoseconds, whole, grain) {
  const [unit, name] = UNITS.find(([unit]) => unit <= whole) ?? UNITS[3];
  const decimals = Math.max(0, Math.ceil(Math.log10(unit / Math.max(grain, 1))));
  return `${(nanoseconds / unit).toFixed(Math.min(decimals, 9))} ${name}`;
}

/** Round moments between two: 1, 2 or 5 times a power of ten apart. */
function roundSteps(from, to, most) {
  const raw = (to - from) / most;
  const power = 10 ** Math.floor(Math.log10(Math.max(raw, 1e-12)));
  const step = [1, 2, 5, 10].map(mantissa => mantissa * power).find(step => step >= raw * 0.999);
  const steps = [];
  for (let at = Math.ceil(from / step - 1e-9) * step; at <= to + step * 1e-6; at += step) steps.push(at);
  return { step, steps };
}

/** Milliseconds or a count, to three digits. */
function numberText(number) {
  if (number === 0) return "0";
  const size = Math.abs(number);
  if (size >= 1000) return Math.round(number).toLocaleString("en");
  return trimmed(number, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.01 ? 3 : 5);
}

/** An element with properties and children. Text is text: nothing here is read as HTML. */
function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

const byId = id => document.getElementById(id);
