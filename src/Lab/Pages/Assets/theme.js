// The colours and patterns of the page on a canvas, as its style has them: light, dark, or for paper.

const COLOURS = 6;

class Theme {
  constructor() {
    const style = getComputedStyle(document.documentElement);
    const colour = name => style.getPropertyValue(`--${name}`).trim();
    for (const name of ["paper", "ink", "soft", "rule", "ready", "failed"]) this[name] = colour(name);
    this.workers = Array.from({ length: COLOURS }, (_, i) => colour(`w${i}`));
    this.hatch = this.pattern("M-1 7L7 -1M-1 1L1 -1M5 7L7 5", this.soft);
    this.dots = this.pattern("M2.5 3H3.5", this.soft, this.ready);
    this.bars = this.pattern("M1.5 0V6M4.5 0V6", this.paper);
  }

  pattern(path, stroke, ground) {
    const scale = devicePixelRatio;
    const tile = element("canvas", { width: 6 * scale, height: 6 * scale });
    const draw = tile.getContext("2d");
    draw.scale(scale, scale);
    if (ground) { draw.fillStyle = ground; draw.fillRect(0, 0, 6, 6); }
    draw.strokeStyle = stroke;
    draw.lineWidth = 1.3;
    draw.stroke(new Path2D(path));
    const pattern = draw.createPattern(tile, "repeat");
    pattern.setTransform(new DOMMatrix().scale(1 / scale));
    return pattern;
  }

  /** Draws a state into a box. */
  box(draw, state, worker, x, y, width, height) {
    const colour = this.workers[Math.max(worker, 0) % COLOURS];
    switch (state) {
      case CONNECTING:
        draw.fillStyle = this.soft;
        for (let dash = x; dash < x + width; dash += 4) draw.fillRect(dash, y + height / 2 - 0.5, Math.min(2, x + width - dash), 1);
        return;
      case IDLE:
        draw.fillStyle = this.rule;
        draw.fillRect(x, y + height * 0.42, width, Math.max(height * 0.16, 1));
        return;
      case FAILED:
        draw.strokeStyle = this.failed;
        draw.lineWidth = 2;
        draw.beginPath();
        draw.moveTo(x - 4, y); draw.lineTo(x + 4, y + height); draw.moveTo(x + 4, y); draw.lineTo(x - 4, y + height);
        draw.stroke();
        return;
      case PARKED:
        draw.globalAlpha = 0.3;
        break;
    }
    draw.fillStyle = state === BACKLOG ? this.hatch : state === WAITING ? this.dots : colour;
    draw.fillRect(x, y, width, height);
    draw.globalAlpha = 1;
    if (state === SLEEPING) {
      draw.fillStyle = this.bars;
      draw.fillRect(x, y, width, height);
    }
  }
}

/** From paper to the ink of a worker; below them who was not there, and who was and waited. */
function heatColours(theme) {
  const ground = rgb(theme.paper);
  const idle = rgb(theme.rule);
  const full = rgb(theme.workers[4]);
  const mix = (one, other, share) => [...one.map((part, i) => Math.round(part + (other[i] - part) * share)), 255];
  const served = Array.from({ length: 15 }, (_, i) => mix(idle, full, 0.25 + 0.75 * (i + 1) / 15));
  return [mix(ground, ground, 0), mix(ground, idle, 0.55), ...served];
}

const rgb = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));
