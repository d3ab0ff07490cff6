// The flame graph: the selected stall, all stalls of its place, or everything that was seen; outermost frame on top.

const ROW = 20;
const SCOPES = [
  ["stall", "this stall", () => page.stall >= 0],
  ["place", "all stalls of this place", () => page.place >= 0],
  ["all", "everything seen", () => data.loops.some((it) => it.spans.length) || data.stalls.length],
];
let scope = "stall";
let zoomed = null;

// Returns [stack, seconds] of what the scope names.
function weights() {
  const ofStall = (stall) => stall.stacks.map(([share, stack]) => [stack, share * stall.duration]);
  if (scope === "stall" && page.stall >= 0) return ofStall(data.stalls[page.stall]);
  if (scope === "place" && page.place >= 0) {
    return data.stalls.filter((it) => it.place === page.place).flatMap(ofStall);
  }
  const seen = new Map();
  for (const { spans } of data.loops) {
    for (let at = 0; at < spans.length; at += 3) {
      const stack = spans[at + 2];
      if (stack >= 0) seen.set(stack, (seen.get(stack) || 0) + (spans[at + 1] - spans[at]) / 1e6);
    }
  }
  return seen.size ? [...seen] : data.stalls.flatMap(ofStall);
}

function tree() {
  const root = { seconds: 0, children: new Map(), depth: 0 };
  for (const [stack, seconds] of weights()) {
    let node = root;
    node.seconds += seconds;
    for (const frame of stackOf(stack, byId("loop-frames").checked)) {
      const key = `${frame.name}\n${frame.file}`;
      let child = node.children.get(key);
      if (!child) {
        child = { frame, seconds: 0, children: new Map(), depth: node.depth + 1, parent: node };
        node.children.set(key, child);
      }
      child.seconds += seconds;
      node = child;
    }
  }
  return root;
}

const about = (node, whole) =>
  `${node.frame.name}  ${node.frame.file}:${node.frame.line}  ${duration(node.seconds)}, ${percent(node.seconds / whole)}`;

function drawFlames() {
  const box = byId("flames");
  const root = tree();
  box.replaceChildren();
  byId("pointed").textContent = "point at a frame for its file and line; click to zoom, click again to leave";
  if (root.children.size === 0) {
    box.style.height = "auto";
    box.append(make("p", { class: "empty" }, "No stack was seen."));
    return;
  }
  let deepest = 0;
  const focus = zoomed && find(root, zoomed);
  if (!focus) zoomed = null;
  const place = (node, left, width) => {
    deepest = Math.max(deepest, node.depth);
    box.append(flame(node, root, left, width, focus && node.depth < focus.depth));
  };
  const descend = (parent, left, scale) => {
    for (const node of [...parent.children.values()].sort((one, other) => other.seconds - one.seconds)) {
      const width = node.seconds * scale;
      if (width < 0.15) continue;
      place(node, left, width);
      descend(node, left, scale);
      left += width;
    }
  };
  if (focus) {
    const path = [];
    for (let node = focus; node.parent; node = node.parent) path.unshift(node);
    for (const node of path) place(node, 0, 100);
    descend(focus, 0, 100 / focus.seconds);
  } else {
    descend(root, 0, 100 / root.seconds);
  }
  box.style.height = `${deepest * ROW}px`;
}

const keyOf = (node) => (node.parent ? [...keyOf(node.parent), `${node.frame.name}\n${node.frame.file}`] : []);
const find = (root, keys) => keys.reduce((node, key) => node && node.children.get(key), root);

function flame(node, root, left, width, isAbove) {
  const own = isLibrary(node.frame.file) ? "" : " own";
  const button = make("button", { type: "button", class: `flame${own}${isAbove ? " dim" : ""}` }, node.frame.name);
  button.style.left = `${left}%`;
  button.style.width = `${width}%`;
  button.style.top = `${(node.depth - 1) * ROW}px`;
  const tell = () => { byId("pointed").textContent = about(node, root.seconds); };
  button.addEventListener("mouseenter", tell);
  button.addEventListener("focus", tell);
  button.addEventListener("click", () => {
    const key = keyOf(node);
    const isSame = zoomed && zoomed.join() === key.join();
    zoomed = isSame || width > 99.9 && !zoomed ? null : key;
    drawFlames();
    tell();
  });
  return button;
}

function drawScopes() {
  const usable = SCOPES.filter(([, , isUsable]) => isUsable());
  if (!usable.some(([name]) => name === scope)) scope = usable.length ? usable[0][0] : "all";
  byId("scopes").replaceChildren(...usable.map(([name, label]) =>
    make("button", {
      type: "button", "aria-pressed": String(name === scope), "data-scope": name,
      onclick: () => { scope = name; zoomed = null; drawScopes(); drawFlames(); },
    }, label)));
}

byId("loop-frames").addEventListener("change", () => { zoomed = null; drawFlames(); });
page.listeners.push((change) => {
  if ("stall" in change || "place" in change) {
    if ("stall" in change && change.stall >= 0) scope = "stall";
    zoomed = null;
    drawScopes();
    drawFlames();
  }
});
