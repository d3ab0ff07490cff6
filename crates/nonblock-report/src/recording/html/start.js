// The head of the page, the keyboard, and the first drawing.

function drawHead() {
  const began = new Date(data.started * 1000).toISOString().replace("T", " ").slice(0, 19);
  byId("about").textContent = `${plain(data.program)}  ·  ${began} UTC  ·  ${duration(data.duration)}`;
  const share = data.duration > 0 ? ` ${percent(Math.min(1, data.total / data.duration))} of the time` : "";
  document.documentElement.classList.toggle("calm", data.count === 0);
  byId("headline").replaceChildren(...(data.count === 0
    ? ["The event loop was ", make("em", {}, "never blocked"), ` for ${duration(data.threshold)} or longer`]
    : ["The event loop was blocked ", make("em", {}, times(data.count)), `, ${duration(data.total)} in all`]));
  const longest = Math.max(0, ...data.places.map((it) => it.longest));
  const worst = data.places[0];
  const tile = (value, label) => make("li", {}, make("b", {}, value), make("span", {}, label));
  byId("tiles").replaceChildren(
    tile(duration(data.total), `blocked${data.loops.length === 1 ? `,${share}` : ""}`),
    tile(data.count.toLocaleString("en"), `stalls of ${duration(data.threshold)} or longer`),
    tile(duration(longest), "the longest"),
    tile(String(data.places.length), data.places.length === 1 ? "place" : "places"),
    tile(worst ? causeName(worst.cause) : "none", "costs most"));
  const notes = [`nonblock ${data.version}`];
  notes.push(data.rate ? `${data.rate} looks a second` : "only stalls were recorded: between them nothing is known of the loop");
  if (data.looks_forgotten) notes.push(`${data.looks_forgotten.toLocaleString("en")} looks were not kept: the recording was full`);
  if (data.elsewhere) notes.push(`${data.elsewhere.toLocaleString("en")} stalls in further places are counted, not listed`);
  if (data.stalls.length < data.count) notes.push(`the ${data.stalls.length.toLocaleString("en")} longest stalls are shown one by one`);
  byId("foot").textContent = notes.join("  ·  ");
}

function toggleTheme() {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  drawTracks();
}

const KEYS = {
  ArrowLeft: () => step(-1), ArrowRight: () => step(1), z: zoomToStall, "0": () => show(0, data.duration),
  "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), t: toggleTheme,
  "/": () => byId("search").focus(), Escape: () => { show(0, data.duration); select({ place: -1 }); },
};
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.id === "search") {
    if (event.key === "Escape") { event.target.value = ""; event.target.blur(); drawPlaces(); }
    return;
  }
  const act = KEYS[event.key];
  if (act) { event.preventDefault(); act(); }
});
byId("theme").addEventListener("click", toggleTheme);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawTracks);

drawHead();
drawLegend();
makeTracks();
drawPlaces();
drawScopes();
if (data.places.length) {
  selectPlace(0);
  page.place = -1;
  select({ place: -1 });
} else {
  drawTracks();
  drawStall();
  drawFlames();
}
