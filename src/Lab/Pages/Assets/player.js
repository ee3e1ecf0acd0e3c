// One clock for all panels: a moment that can be set, stepped, played, and the part of time that is shown. The address keeps it all.

const PLAY_SECONDS = 12;
const STILL_FRAMES = 250;

class Player {
  constructor(changed, turned) {
    Object.assign(this, { changed, turned });
    this.panels = [];
    this.by = "client";
    this.speed = 1;
    this.moment = this.from = 0;
    this.length = this.to = 1;
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    byId("home").onclick = () => this.go(0);
    byId("end").onclick = () => this.go(this.length);
    byId("back").onclick = () => this.step(-1, false);
    byId("step").onclick = () => this.step(1, false);
    byId("play").onclick = () => this.toggle();
    byId("closer").onclick = () => this.zoom(0.5);
    byId("farther").onclick = () => this.zoom(2);
    byId("whole").onclick = () => this.show(0, this.length);
    byId("speed").onchange = event => this.speed = Number(event.target.value);
    byId("scrub").oninput = event => this.go(Number(event.target.value) * this.length);
    document.addEventListener("keydown", event => this.key(event));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.lay());
    addEventListener("resize", () => this.lay());
    for (const event of ["beforeprint", "afterprint"]) addEventListener(event, () => this.lay());
  }

  /** Shows other timelines, all from their beginning and as long as the longest. */
  open(timelines) {
    this.pause();
    this.panels = timelines.map(timeline => new Panel(timeline, this));
    byId("panels").replaceChildren(...this.panels.map(panel => panel.element));
    const length = Math.max(1, ...timelines.map(timeline => timeline.length));
    if (length !== this.length) {
      this.length = this.to = length;
      this.from = 0;
      this.moment = length;
    }
    this.turn(this.by);
  }

  /** Makes the lanes clients, or workers. */
  turn(by) {
    this.by = by;
    byId("by").value = by;
    this.moments = [...new Set(this.panels.flatMap(panel => panel.view.moments))].sort((one, other) => one - other);
    this.lay();
    this.turned();
    this.changed();
  }

  lay() {
    if (this.panels.length === 0) return;
    this.theme = new Theme();
    for (const panel of this.panels) panel.lay(this.theme);
    this.draw();
  }

  go(moment) {
    this.moment = Math.min(Math.max(moment, 0), this.length);
    if (this.moment < this.from || this.moment > this.to) this.follow();
    else this.draw();
    this.changed();
  }

  // The part that is shown goes along, so that the moment is never outside of it.
  follow() {
    const width = this.to - this.from;
    const from = Math.min(Math.max(this.moment - width * 0.1, 0), this.length - width);
    this.show(from, from + width);
  }

  show(from, to) {
    this.from = from;
    this.to = to;
    this.lay();
    this.changed();
  }

  zoom(factor) {
    const width = Math.min(Math.max((this.to - this.from) * factor, Math.min(100, this.length)), this.length);
    const at = Math.min(Math.max(this.moment, this.from), this.to);
    const share = (at - this.from) / (this.to - this.from);
    const from = Math.min(Math.max(at - share * width, 0), this.length - width);
    this.show(from, from + width);
  }

  step(direction, coarse) {
    this.pause();
    if (coarse) return this.go(this.moment + direction * (this.to - this.from) / 100);
    const next = direction > 0 ? countUntil(this.moments, this.moment) : countUntil(this.moments, this.moment - 1e-6) - 1;
    this.go(this.moments[next] ?? (direction > 0 ? this.length : 0));
  }

  toggle() {
    if (this.playing) return this.pause();
    if (this.moment >= this.length) this.go(0);
    byId("play").textContent = "pause";
    let last = performance.now();
    const frame = now => {
      // Whoever wants less motion gets four pictures a second.
      if (!this.still.matches || now - last >= STILL_FRAMES) {
        this.go(this.moment + (now - last) / 1e3 / PLAY_SECONDS * (this.to - this.from) * this.speed);
        last = now;
      }
      if (this.moment >= this.length) this.pause();
      else this.playing = requestAnimationFrame(frame);
    };
    this.playing = requestAnimationFrame(frame);
  }

  pause() {
    cancelAnimationFrame(this.playing);
    this.playing = undefined;
    byId("play").textContent = "play";
  }

  draw() {
    for (const panel of this.panels) panel.frame(this.theme, this.moment);
    byId("scrub").value = this.moment / this.length;
    byId("clock").textContent = `${momentText(this.moment, this.length, (this.to - this.from) / 1e3)} of ${lengthText(this.length)}`;
  }

  key(event) {
    const target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || target.tagName === "SELECT" || byId("timeline").hidden) return;
    // On a button or a summary the space bar is theirs.
    if (event.key === " " && ["BUTTON", "SUMMARY"].includes(target.tagName)) return;
    const action = {
      " ": () => this.toggle(),
      ArrowRight: () => this.step(1, event.shiftKey),
      ArrowLeft: () => this.step(-1, event.shiftKey),
      Home: () => this.go(0),
      End: () => this.go(this.length),
      "+": () => this.zoom(0.5),
      "-": () => this.zoom(2),
      0: () => this.show(0, this.length),
      b: () => this.turn(this.by === "client" ? "worker" : "client"),
    }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }
}
