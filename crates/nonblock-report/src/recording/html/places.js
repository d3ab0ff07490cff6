// The table: stalls folded by place and cause, the most expensive first.

const COLUMNS = [
  ["where", "place", (it) => (it.place ? it.place.function : "")],
  ["count", "stalls", (it) => it.count],
  ["p50", "p50", (it) => it.p50],
  ["p95", "p95", (it) => it.p95],
  ["longest", "longest", (it) => it.longest],
  ["total", "in all", (it) => it.total],
];
let sorting = ["total", -1];

function matching() {
  const wanted = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const text = (it) =>
    [it.place ? `${it.place.function} ${it.place.file}` : "", causeName(it.cause), it.explanation].join(" ").toLowerCase();
  const [column, direction] = sorting;
  const value = COLUMNS.find(([name]) => name === column)[2];
  const compare = (one, other) => (value(one) < value(other) ? -direction : value(one) > value(other) ? direction : 0);
  return data.places
    .map((it, index) => ({ ...it, index }))
    .filter((it) => wanted.every((word) => text(it).includes(word)))
    .sort(compare);
}

function drawPlaces() {
  const places = matching();
  const head = make("tr", {}, ...COLUMNS.map(([name, label]) => {
    const [column, direction] = sorting;
    const isIt = column === name;
    return make("th", { "aria-sort": isIt ? (direction < 0 ? "descending" : "ascending") : "none" },
      make("button", { type: "button", "data-column": name, onclick: () => {
        sorting = [name, isIt ? -direction : name === "where" ? 1 : -1];
        drawPlaces();
      } }, label + (isIt ? (direction < 0 ? " ↓" : " ↑") : "")));
  }));
  const most = Math.max(...data.places.map((it) => it.total), 1e-9);
  const rows = places.map((it) => row(it, most));
  if (rows.length === 0) {
    const said = data.places.length ? "Nothing matches." : "The loop was never blocked.";
    rows.push(make("tr", {}, make("td", { class: "where", colspan: COLUMNS.length }, said)));
  }
  byId("places").replaceChildren(make("thead", {}, head), make("tbody", {}, ...rows));
}

function row(it, most) {
  const file = it.place ? plain(it.place.file) : "";
  const choose = () => selectPlace(it.index);
  const bar = make("i");
  bar.style.width = `${(100 * it.total) / most}%`;
  bar.style.background = causeColour(it.cause);
  return make("tr", { class: `row${it.index === page.place ? " on" : ""}`, "data-place": it.index, onclick: choose },
    make("td", { class: "where" },
      make("button", { type: "button" }, it.place ? plain(it.place.function) : "(place unknown)"),
      " ", chip(it.cause),
      make("small", { title: file }, it.place ? `${short(file)}:${it.place.line}` : "")),
    make("td", {}, it.count.toLocaleString("en")),
    make("td", {}, duration(it.p50)),
    make("td", {}, duration(it.p95)),
    make("td", {}, duration(it.longest)),
    make("td", {}, duration(it.total), make("span", { class: "share" }, bar)));
}

// A place brings its longest stall with it.
function selectPlace(index) {
  if (index === page.place) {
    select({ place: -1 });
    return;
  }
  let longest = -1;
  data.stalls.forEach((stall, at) => {
    if (stall.place === index && (longest < 0 || stall.duration > data.stalls[longest].duration)) longest = at;
  });
  select({ place: index, stall: longest });
}

byId("search").addEventListener("input", drawPlaces);
page.listeners.push((change) => { if ("place" in change) drawPlaces(); });
