// One stall: how long, where, who, why, and what to write instead.

function selectStall(index) {
  const stall = data.stalls[index];
  if (!stall) return;
  select(page.place >= 0 && stall.place !== page.place ? { stall: index, place: stall.place } : { stall: index });
}

// Goes to the next or previous stall, of the selected place if there is one, and brings it into view.
function step(by) {
  const among = data.stalls.map((stall, index) => ({ stall, index }))
    .filter(({ stall }) => page.place < 0 || stall.place === page.place);
  if (among.length === 0) return;
  const at = among.findIndex(({ index }) => index === page.stall);
  const next = among[at < 0 ? 0 : (at + by + among.length) % among.length];
  selectStall(next.index);
  const { began, duration: lasted } = next.stall;
  if (began < page.from || began + lasted > page.to) {
    const half = (page.to - page.from) / 2;
    show(began + lasted / 2 - half, began + lasted / 2 + half);
  }
}

function zoomToStall() {
  const stall = data.stalls[page.stall];
  if (stall) show(stall.began - stall.duration * 0.25, stall.began + stall.duration * 1.25);
}

function drawStall() {
  const box = byId("stall");
  const stall = data.stalls[page.stall];
  if (!stall) {
    const said = data.stalls.length ? "Choose a stall in the timeline, or a place." : "No turn of the loop lasted as long as the threshold.";
    box.replaceChildren(make("p", { class: "empty" }, said));
    return;
  }
  const place = data.places[stall.place];
  const at = stall.at === null ? null : frameOf(stall.at);
  const parts = [
    make("div", { class: "bar" },
      make("span", { class: "big" }, duration(stall.duration)), chip(kindOf(stall)), make("span", { class: "gap" }),
      make("button", { type: "button", title: "previous stall (←)", onclick: () => step(-1) }, "←"),
      make("span", { class: "range" }, `${page.stall + 1} of ${data.stalls.length}`),
      make("button", { type: "button", title: "next stall (→)", onclick: () => step(1) }, "→"),
      make("button", { type: "button", title: "zoom to it (z)", onclick: zoomToStall }, "zoom")),
    make("div", {}, plain(stall.explanation)),
    at && make("p", { class: "place mono" }, make("b", {}, at.name), make("br"), `${at.file}:${at.line}`),
    place && place.code.length ? code(place, at) : null,
    cure(stall, place),
    split(stall),
    facts(stall),
    holder(stall),
  ];
  box.replaceChildren(...parts.filter(Boolean));
}

function code(place, at) {
  return make("pre", {}, ...place.code.map(([number, text]) =>
    make("span", { class: number === (at ? at.line : place.place.line) ? "hot" : "" }, make("b", {}, String(number)), plain(text))));
}

function cure(stall, place) {
  const box = make("div", { class: "cure" }, make("b", {}, "What to do: "), plain(stall.cure));
  if (place && place.rule) {
    const command = `nonblock rule ${plain(place.rule)}`;
    box.append(make("p", {}, "why, and how to find it before merge: ", make("code", {}, command), copyButton(command)));
  }
  return box;
}

// Where the thread's time went, as the kernel measured it.
function split(stall) {
  const { cpu, run_queue: queue } = stall.measured;
  const waiting = Math.max(0, stall.duration - cpu - queue);
  const parts = [["on a CPU", cpu, "#f08c3a"], ["ready, without a CPU", queue, "#d1383d"], ["waiting", waiting, "#8b97a6"]];
  const colours = (part, share) => {
    const mark = make("i");
    mark.style.background = part[2];
    if (share) mark.style.width = `${(100 * part[1]) / stall.duration}%`;
    return mark;
  };
  return make("div", {},
    make("div", { class: "split" }, ...parts.map((part) => colours(part, true))),
    make("div", { class: "keys" }, ...parts.filter(([, seconds]) => seconds > 0).map((part) =>
      make("span", {}, colours(part, false), `${duration(part[1])} ${part[0]}`))));
}

function facts(stall) {
  const list = make("dl", { class: "facts" });
  const add = (name, text) => { if (text) list.append(make("dt", {}, name), make("dd", {}, plain(text))); };
  const began = new Date((data.started + stall.began) * 1000);
  add("began", `${began.toISOString().replace("T", " ").slice(0, 23)} UTC (${stall.began.toFixed(3)} s)`);
  add("task", stall.task && [stall.task.name, ...stall.task.awaiters].join(" ← "));
  add("waited for", stall.waits_for);
  add("thread", `${stall.thread} of process ${stall.process}`);
  const { samples, gil_wait: gil, garbage } = stall.measured;
  add("seen", `${samples} times${gil > 0 ? `, ${percent(gil)} waiting for the GIL` : ""}${garbage > 0 ? `, ${percent(garbage)} collecting garbage` : ""}`);
  return list;
}

function holder(stall) {
  if (!stall.holder) return null;
  const frames = stall.holder.stack === null ? [] : stackOf(stall.holder.stack, true).toReversed();
  return make("div", {},
    make("p", { class: "place" }, `Thread ${stall.holder.thread} "${plain(stall.holder.name)}" held the GIL in:`),
    make("ul", { class: "stack mono" }, ...frames.map((frame) =>
      make("li", { class: isLibrary(frame.file) ? "lib" : "" }, `${frame.name}  ${short(frame.file)}:${frame.line}`))));
}

page.listeners.push(drawStall);
