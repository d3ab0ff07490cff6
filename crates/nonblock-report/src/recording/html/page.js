"use strict";
// What all parts of the page share: the data, what is selected, and how things are written.
// Everything from the data enters the document as text: `textContent` and `append`, never as markup.

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);

const CAUSES = {
  "cpu": ["CPU, holds the GIL", "#f08c3a"],
  "cpu-released": ["CPU, GIL released", "#d9a514"],
  "sleep": ["sleeps", "#8b6cf0"],
  "network": ["network", "#3b82f6"],
  "dns": ["DNS", "#22a6d6"],
  "disk": ["disk", "#129c8c"],
  "pipe": ["pipe", "#4cae4f"],
  "process": ["child process", "#6a9f1f"],
  "lock": ["lock", "#d1383d"],
  "gil": ["GIL held elsewhere", "#d63a8c"],
  "garbage": ["garbage collection", "#a0643c"],
  "import": ["import", "#5c6bd6"],
  "starved": ["no CPU", "#7f8b99"],
  "many-callbacks": ["many callbacks", "#b15fd0"],
  "system-call": ["system call", "#5f7f95"],
  "unknown": ["unknown", "#98a2ae"],
};
const causeName = (kind) => (CAUSES[kind] || CAUSES.unknown)[0];
const causeColour = (kind) => (CAUSES[kind] || CAUSES.unknown)[1];

// What is selected, and who wants to know.
const page = { stall: -1, place: -1, from: 0, to: Math.max(data.duration, 1e-3), listeners: [] };
function select(change) {
  Object.assign(page, change);
  for (const listener of page.listeners) listener(change);
}

function make(tag, attributes, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...content.filter((it) => it !== null && it !== undefined));
  return element;
}

function duration(seconds) {
  if (seconds < 0.001) return `${(seconds * 1e6).toFixed(0)} µs`;
  if (seconds < 0.01) return `${(seconds * 1e3).toFixed(1)} ms`;
  if (seconds < 1) return `${(seconds * 1e3).toFixed(0)} ms`;
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  return seconds < 600 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`;
}
const percent = (share) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
const times = (count) => (count === 1 ? "once" : `${count.toLocaleString("en")} times`);

// Escapes and marks that turn text around would let a name pretend to be another.
const plain = (text) =>
  String(text).replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "\ufffd");

const frameOf = (index) => {
  const [file, line, name] = data.frames[index] || ["?", 0, "?"];
  return { file: plain(file), line, name: plain(name) };
};
const isLibrary = (file) =>
  /\/(site|dist)-packages\/|\/lib(64)?\/python3\.|^<frozen /.test(file);
const isLoop = ({ file, name }) =>
  /asyncio\/(events|base_events|runners|unix_events)\.py$|\/uvloop\//.test(file) ||
  /(BaseEventLoop\.(_run_once|run_forever|run_until_complete)|Handle\._run)$/.test(name);
const short = (file) => file.split("/").slice(-2).join("/");

// A stack, outermost frame first; without what lies below the loop's turn, unless there is nothing else.
const stacks = new Map();
function stackOf(index, whole) {
  const key = whole ? index : -1 - index;
  if (!stacks.has(key)) {
    const frames = (data.stacks[index] || []).map(frameOf).reverse();
    const inner = frames.slice(frames.findLastIndex(isLoop) + 1);
    stacks.set(key, whole || inner.length === 0 ? frames : inner);
  }
  return stacks.get(key);
}

const kindOf = (stall) => (data.places[stall.place] || { cause: "unknown" }).cause;

function chip(kind) {
  const mark = make("i");
  mark.style.background = causeColour(kind);
  return make("span", { class: "chip" }, mark, causeName(kind));
}

function copyButton(text) {
  const button = make("button", { type: "button", title: "copy" }, "copy");
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    const copied = navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject();
    copied.then(() => "copied", () => "select it by hand").then((said) => { button.textContent = said; });
  });
  return button;
}

const tip = byId("tip");
function showTip(text, x, y) {
  tip.textContent = text;
  tip.hidden = false;
  tip.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - tip.offsetWidth - 8))}px`;
  const below = y + 18;
  tip.style.top = `${below + tip.offsetHeight < innerHeight ? below : y - tip.offsetHeight - 10}px`;
}
const hideTip = () => { tip.hidden = true; };
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
