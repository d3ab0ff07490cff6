// The timeline: for each loop its stalls, coloured by cause, and what it ran, look by look.

const STALLS = 26;
const CALL = 15;
const MOST_ROWS = 10;
const tracks = [];

const trackOf = (stall) => tracks.find((it) => it.process === stall.process && it.thread === stall.thread);
const toX = (track, seconds) => ((seconds - page.from) / (page.to - page.from)) * track.width;
const toTime = (track, x) => page.from + (x / track.width) * (page.to - page.from);

function makeTracks() {
  for (const { process, thread, spans } of data.loops) {
    const canvas = make("canvas", { tabindex: "-1", "data-thread": thread });
    let rows = 0;
    for (let at = 2; at < spans.length; at += 3) {
      if (spans[at] >= 0) rows = Math.max(rows, Math.min(MOST_ROWS, stackOf(spans[at]).length));
    }
    const track = { process, thread, spans, canvas, rows, width: 0, drag: null };
    track.stalls = data.stalls
      .map((stall, index) => ({ ...stall, index }))
      .filter((it) => it.process === process && it.thread === thread);
    const busy = sum(spans, (stack) => stack >= 0);
    const seen = sum(spans, () => true);
    const share = seen > 0 ? `, ${percent(busy / seen)} busy` : "";
    byId("tracks").append(make("div", { class: "track" },
      make("div", { class: "name" }, `event loop of process ${process}, thread ${thread}${share}`), canvas));
    listen(track);
    tracks.push(track);
  }
}

function sum(spans, isWanted) {
  let whole = 0;
  for (let at = 0; at < spans.length; at += 3) {
    if (isWanted(spans[at + 2])) whole += spans[at + 1] - spans[at];
  }
  return whole / 1e6;
}

function drawTracks() {
  byId("range").textContent = `${duration(page.to - page.from)} from ${page.from.toFixed(2)} s on`;
  tracks.forEach(drawTrack);
}

function drawTrack(track) {
  const scale = devicePixelRatio || 1;
  const height = STALLS + track.rows * CALL + 16;
  track.width = track.canvas.clientWidth || 800;
  track.canvas.width = track.width * scale;
  track.canvas.height = height * scale;
  track.canvas.style.height = `${height}px`;
  const pen = track.canvas.getContext("2d");
  pen.scale(scale, scale);
  pen.fillStyle = colour("--lane");
  pen.fillRect(0, 0, track.width, STALLS);
  pen.font = "11px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
  pen.textBaseline = "middle";
  track.drawn = [];
  drawBusy(track, pen);
  drawStalls(track, pen);
  drawCalls(track, pen);
  drawAxis(track, pen, height);
  if (track.drag) {
    pen.fillStyle = `${colour("--accent")}33`;
    pen.fillRect(Math.min(...track.drag), 0, Math.abs(track.drag[1] - track.drag[0]), height);
  }
}

// The first span that ends after a time.
function firstSpan(spans, seconds) {
  let [low, high] = [0, spans.length / 3];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle * 3 + 1] / 1e6 < seconds) low = middle + 1;
    else high = middle;
  }
  return low * 3;
}

function* visible(track) {
  for (let at = firstSpan(track.spans, page.from); at < track.spans.length; at += 3) {
    const [began, ended] = [track.spans[at] / 1e6, track.spans[at + 1] / 1e6];
    if (began > page.to) return;
    yield [Math.max(0, toX(track, began)), Math.min(track.width, toX(track, ended)), track.spans[at + 2]];
  }
}

// The share of each column in which the loop ran code.
function drawBusy(track, pen) {
  const columns = new Float32Array(Math.ceil(track.width) + 1);
  for (const [left, right, stack] of visible(track)) {
    if (stack < 0) continue;
    for (let x = Math.floor(left); x < right; x += 1) {
      columns[x] += Math.min(right, x + 1) - Math.max(left, x);
    }
  }
  pen.fillStyle = colour("--busy");
  columns.forEach((share, x) => {
    const high = Math.min(1, share) * (STALLS - 6);
    if (high > 0) pen.fillRect(x, STALLS - high, 1, high);
  });
}

function drawStalls(track, pen) {
  for (const stall of track.stalls) {
    const left = toX(track, stall.began);
    const right = Math.max(toX(track, stall.began + stall.duration), left + 2);
    if (right < 0 || left > track.width) continue;
    const isOther = page.place >= 0 && stall.place !== page.place;
    pen.globalAlpha = isOther ? 0.25 : 1;
    pen.fillStyle = causeColour(kindOf(stall));
    pen.fillRect(left, 2, right - left, STALLS - 4);
    label(pen, `${duration(stall.duration)} ${stall.at === null ? "" : frameOf(stall.at).name}`, left, STALLS / 2, right - left, "#fff");
    if (stall.index === page.stall) {
      pen.strokeStyle = colour("--ink");
      pen.lineWidth = 2;
      pen.strokeRect(left - 1, 1, right - left + 2, STALLS - 2);
    }
    pen.globalAlpha = 1;
    track.drawn.push({ left, right, top: 0, bottom: STALLS, stall });
  }
}

function label(pen, text, left, middle, width, ink) {
  const start = Math.max(left, 0) + 4;
  const letters = Math.floor((left + width - start - 4) / 6.7);
  if (letters < 3) return;
  pen.fillStyle = ink;
  pen.fillText(text.length <= letters ? text : `${text.slice(0, letters - 1)}…`, start, middle);
}

// Frames that two spans in a row have in common are one call, drawn once.
function drawCalls(track, pen) {
  const inks = { own: colour("--own"), ownInk: colour("--own-ink"), lib: colour("--lib"), libInk: colour("--lib-ink") };
  const open = [];
  let until = -1;
  const close = (kept) => {
    while (open.length > kept) {
      const { frame, left } = open.pop();
      drawCall(track, pen, inks, frame, open.length, left, until);
    }
  };
  let column = -1;
  for (const [left, right, stack] of visible(track)) {
    // Of many short spans in one column of the screen, one is drawn: hours at a glance must not take seconds.
    if (right - left < 0.5 && Math.floor(right) === column) {
      until = right;
      continue;
    }
    column = Math.floor(right);
    const frames = stack < 0 ? [] : stackOf(stack).slice(0, track.rows);
    let common = 0;
    while (left - until < 0.01 && common < open.length && common < frames.length &&
      open[common].frame.name === frames[common].name && open[common].frame.file === frames[common].file) common += 1;
    close(common);
    for (const frame of frames.slice(common)) open.push({ frame, left });
    until = right;
  }
  close(0);
}

function drawCall(track, pen, inks, frame, depth, left, right) {
  const top = STALLS + 2 + depth * CALL;
  const isOwn = !isLibrary(frame.file);
  const width = Math.max(right - left, 0.6);
  pen.fillStyle = isOwn ? inks.own : inks.lib;
  pen.fillRect(left, top, width, CALL - 1);
  if (width > 24) label(pen, frame.name, left, top + CALL / 2, width, isOwn ? inks.ownInk : inks.libInk);
  if (width > 2) track.drawn.push({ left, right: left + width, top, bottom: top + CALL, frame });
}

function drawAxis(track, pen, height) {
  const wanted = (page.to - page.from) / Math.max(2, track.width / 110);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].map((it) => it * power).find((it) => it >= wanted);
  pen.fillStyle = colour("--soft");
  for (let tick = Math.ceil(page.from / step); tick * step <= page.to; tick += 1) {
    const x = toX(track, tick * step);
    pen.fillRect(x, height - 14, 1, 4);
    const digits = Math.max(0, -Math.floor(Math.log10(step)));
    pen.fillText(`${(tick * step).toFixed(digits)} s`, x + 3, height - 7);
  }
}

function pointedAt(track, event) {
  const x = event.offsetX;
  const hits = track.drawn.filter((it) => it.left - 1 <= x && x <= it.right + 1 && it.top <= event.offsetY && event.offsetY < it.bottom);
  return hits.at(-1);
}

function describe(hit) {
  if (hit.frame) return `${hit.frame.name}\n${hit.frame.file}:${hit.frame.line}`;
  const { stall } = hit;
  const at = stall.at === null ? null : frameOf(stall.at);
  const place = at ? `\n${at.name}\n${at.file}:${at.line}` : "";
  return `blocked for ${duration(stall.duration)}: ${plain(stall.explanation)}${place}`;
}

function listen(track) {
  const { canvas } = track;
  canvas.addEventListener("pointerdown", (event) => {
    track.drag = [event.offsetX, event.offsetX];
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (track.drag) {
      track.drag[1] = event.offsetX;
      hideTip();
      drawTrack(track);
      return;
    }
    const hit = pointedAt(track, event);
    canvas.style.cursor = hit && hit.stall ? "pointer" : "crosshair";
    if (hit) showTip(describe(hit), event.clientX, event.clientY);
    else hideTip();
  });
  canvas.addEventListener("pointerup", (event) => {
    const [from, to] = track.drag || [0, 0];
    track.drag = null;
    if (Math.abs(to - from) > 4) {
      show(toTime(track, Math.min(from, to)), toTime(track, Math.max(from, to)));
      return;
    }
    const hit = pointedAt(track, event);
    if (hit && hit.stall) selectStall(hit.stall.index);
    drawTracks();
  });
  canvas.addEventListener("pointerleave", hideTip);
  canvas.addEventListener("dblclick", () => show(0, data.duration));
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const width = page.to - page.from;
    if (event.ctrlKey || event.shiftKey) {
      zoom(event.deltaY < 0 ? 0.8 : 1.25, toTime(track, event.offsetX));
    } else {
      const by = ((event.deltaX || event.deltaY) / track.width) * width;
      show(page.from + by, page.to + by);
    }
  }, { passive: false });
}

// Shows a stretch of time, as far as there is one.
function show(from, to) {
  const width = Math.min(Math.max(to - from, 1e-4), Math.max(data.duration, 1e-3));
  const start = Math.min(Math.max(0, from), Math.max(0, data.duration - width));
  page.from = start;
  page.to = start + width;
  drawTracks();
}

function zoom(factor, around) {
  const middle = around === undefined ? (page.from + page.to) / 2 : around;
  show(middle - (middle - page.from) * factor, middle + (page.to - middle) * factor);
}

function drawLegend() {
  const kinds = [...new Set(data.places.map((it) => it.cause))];
  byId("legend").replaceChildren(...kinds.map((kind) => {
    const mark = make("i");
    mark.style.background = causeColour(kind);
    return make("span", {}, mark, causeName(kind));
  }));
}

byId("zoom-in").addEventListener("click", () => zoom(0.5));
byId("zoom-out").addEventListener("click", () => zoom(2));
byId("zoom-all").addEventListener("click", () => show(0, data.duration));
addEventListener("resize", drawTracks);
page.listeners.push(drawTracks);
