// One timeline on a canvas. What does not move with time is drawn once, beside the screen; a frame copies it and draws the moment.

const LEFT = 78;
const AXIS = 24;

class Panel {
  constructor(timeline, player) {
    Object.assign(this, { timeline, player });
    this.canvas = element("canvas");
    this.layer = element("canvas");
    this.now = element("p", { className: "now soft" });
    this.under = element("p", { className: "under soft", textContent: "\u00a0" });
    this.note = element("p", { className: "soft" });
    const name = element("h4", { textContent: timeline.name });
    this.element = element("div", { className: "panel" }, name, this.note, this.now, this.canvas, this.under);
    if (timeline.missing) this.element.prepend(element("p", { className: "missing", textContent: timeline.missing }));
    this.canvas.addEventListener("pointerdown", event => {
      this.canvas.setPointerCapture(event.pointerId);
      player.go(this.moment(event.offsetX));
    });
    this.canvas.addEventListener("pointermove", event => {
      if (event.buttons & 1) player.go(this.moment(event.offsetX));
      this.under.textContent = this.said(event.offsetX, event.offsetY) || "\u00a0";
    });
  }

  get view() { return view(this.timeline, this.player.by); }

  moment(x) {
    const { from, to } = this.player;
    return from + (x - LEFT) / (this.width - LEFT) * (to - from);
  }

  x(moment) {
    const { from, to } = this.player;
    return LEFT + (moment - from) / (to - from) * (this.width - LEFT);
  }

  /** Draws what does not move. */
  lay(theme) {
    const { view, layer, canvas } = this;
    const rows = view.lanes?.length ?? view.heat.length;
    this.pitch = Math.min(Math.max(480 / Math.max(rows, 1), view.heat ? 0.3 : 7), 24);
    this.width = Math.max(canvas.clientWidth, 200);
    this.height = Math.ceil(rows * this.pitch) + AXIS;
    const scale = devicePixelRatio;
    for (const one of [layer, canvas]) {
      one.width = Math.round(this.width * scale);
      one.height = Math.round(this.height * scale);
    }
    canvas.style.height = `${this.height}px`;
    const draw = layer.getContext("2d");
    draw.scale(scale, scale);
    draw.fillStyle = theme.paper;
    draw.fillRect(0, 0, this.width, this.height);
    draw.font = "12px system-ui, sans-serif";
    this.axis(draw, theme);
    draw.save();
    draw.beginPath();
    draw.rect(LEFT - 0.5, 0, this.width, this.height - AXIS);
    draw.clip();
    if (view.heat) this.heat(draw, theme, view);
    else view.lanes.forEach((lane, row) => this.lane(draw, theme, lane, row * this.pitch));
    draw.restore();
    this.names(draw, theme, view);
    this.describe(view, rows);
  }

  axis(draw, theme) {
    const { from, to } = this.player;
    const { step, steps } = roundSteps(from, to, Math.max(2, Math.floor((this.width - LEFT) / 90)));
    draw.textAlign = "center";
    for (const at of steps) {
      const x = this.x(at);
      draw.fillStyle = theme.rule;
      draw.fillRect(Math.round(x), 0, 1, this.height - AXIS + 4);
      draw.fillStyle = theme.soft;
      const text = at === 0 ? "0" : momentText(at, to, step);
      draw.fillText(text, Math.min(x, this.width - draw.measureText(text).width / 2), this.height - 6);
    }
  }

  names(draw, theme, view) {
    const numbers = view.numbers ?? view.lanes.map(lane => lane.number);
    const every = Math.ceil(14 / this.pitch);
    const noun = every === 1 ? `${view.by} ` : "";
    draw.textAlign = "right";
    draw.fillStyle = theme.ink;
    numbers.forEach((number, row) => {
      const middle = row * this.pitch + this.pitch * 0.4 + 4;
      if (row % every === 0) draw.fillText(`${noun}#${number}`, LEFT - 8, Math.max(middle, 10));
    });
  }

  lane(draw, theme, lane, top) {
    const { from, to } = this.player;
    const height = this.pitch * 0.8;
    // What is served is short, and what the picture is about: it is drawn last, and never narrower than can be seen.
    for (const above of [false, true]) {
      for (const span of lane.spans) {
        if (span.until < from || span.from > to || above !== span.state >= SERVED) continue;
        const x = Math.max(this.x(span.from), LEFT - 10);
        const width = Math.min(this.x(span.until), this.width + 10) - x;
        theme.box(draw, span.state, span.worker, x, top, above ? Math.max(width, 0.8) : width, height);
      }
    }
    draw.fillStyle = theme.ink;
    for (const pong of lane.pongs) {
      if (pong >= from && pong <= to) draw.fillRect(this.x(pong) - 0.5, top + height * 0.6, 1, height * 0.6);
    }
  }

  heat(draw, theme, view) {
    const image = new ImageData(view.columns, view.heat.length);
    const levels = heatColours(theme);
    view.heat.forEach((row, y) => row.forEach((level, x) => image.data.set(levels[level + 1], (y * view.columns + x) * 4)));
    const small = element("canvas", { width: view.columns, height: view.heat.length });
    small.getContext("2d").putImageData(image, 0, 0);
    draw.imageSmoothingEnabled = this.pitch < 1;
    const left = this.x(0);
    draw.drawImage(small, left, 0, this.x(this.timeline.length) - left, view.heat.length * this.pitch);
  }

  describe(view, rows) {
    const lanes = `${rows.toLocaleString("en")} ${view.by}s`;
    const left = view.left ? `; ${view.left.toLocaleString("en")} more are left out, evenly` : "";
    const what = view.heat ? `${lanes} as a heat map (${view.why}): the stronger, the more of the while it was served${left}` : lanes;
    const whose = view.by === "worker" && !this.timeline.hasServer ? "; the clients' own: the server's are not recorded" : "";
    this.note.textContent = `${what}${whose}, ${lengthText(this.timeline.length)}`;
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", `${this.timeline.name}: ${this.note.textContent}; the table below has the same`);
  }

  /** Draws a frame: what was laid, what is still to come behind a veil, the moment. */
  frame(theme, moment) {
    const draw = this.canvas.getContext("2d");
    const scale = devicePixelRatio;
    draw.setTransform(1, 0, 0, 1, 0, 0);
    draw.drawImage(this.layer, 0, 0);
    draw.scale(scale, scale);
    const x = Math.min(Math.max(this.x(moment), LEFT), this.width - 1);
    const bottom = this.height - AXIS;
    draw.globalAlpha = 0.72;
    draw.fillStyle = theme.paper;
    draw.fillRect(x, 0, this.width - x, bottom);
    draw.globalAlpha = 1;
    draw.fillStyle = theme.failed;
    draw.fillRect(x - 0.75, 0, 1.5, bottom + 4);
    const text = this.counted(moment);
    if (text !== this.now.textContent) this.now.textContent = text;
  }

  counted(moment) {
    const view = this.view;
    if (view.heat) {
      const column = Math.min(view.columns - 1, Math.floor(moment / this.timeline.length * view.columns));
      const there = view.heat.filter(row => row[column] >= 0);
      return `served in this while ${there.filter(row => row[column] > 0).length} of ${there.length} connected`;
    }
    const counts = new Array(STATES.length).fill(0);
    let pongs = 0;
    for (const lane of view.lanes) {
      const span = spanAt(lane, moment);
      if (span) counts[span.state]++;
      pongs += countUntil(lane.pongs, moment);
    }
    if (view.by === "worker") {
      const busy = counts[SERVED] + counts[SLEEPING];
      return `busy ${busy} of ${view.lanes.length} workers, ${counts[SLEEPING]} of them asleep`;
    }
    return `served ${counts[SERVED]} · asleep ${counts[SLEEPING] + counts[PARKED]} · waiting ${counts[WAITING]} · `
      + `in the backlog ${counts[BACKLOG] + counts[CONNECTING]} · pongs ${pongs}`;
  }

  said(x, y) {
    const view = this.view;
    const row = Math.floor(y / this.pitch);
    const moment = this.moment(x);
    if (x < LEFT || y > this.height - AXIS) return "";
    if (view.heat) return row in view.numbers ? `${view.by} #${view.numbers[row]} at ${lengthText(Math.max(moment, 0))}` : "";
    const lane = view.lanes[row];
    const span = lane && spanAt(lane, moment);
    if (!span) return lane ? `${view.by} #${lane.number}` : "";
    const other = span.other < 0 ? "" : view.by === "client" ? ` by worker #${span.other}` : ` client #${span.other}`;
    const from = momentText(span.from, this.timeline.length, this.timeline.length / 1e4);
    return `${view.by} #${lane.number}: ${STATES[span.state]}${other} for ${lengthText(span.until - span.from)}, from ${from}`;
  }
}
