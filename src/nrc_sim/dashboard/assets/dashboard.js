/* What the page does by itself: it gathers what is set, asks for it, and shows nothing that is not about it. */
(function () {
  "use strict";
  /* Not a secret: it tells the tabs of a browser apart. */
  function tabName() { return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`; }
  const none = () => window.dash_clientside.no_update;
  const page = { tab: tabName(), number: 0, waiting: null, since: 0, refining: 0 };
  window.nrcPage = page;

  function dark() {
    const set = document.documentElement.dataset.theme;
    return set ? set === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }
  function applyTheme(isDark) { document.documentElement.dataset.theme = isDark ? "dark" : "light"; }
  applyTheme(dark());

  function painted(value, palettes) {
    if (value === null || value === undefined) { return value; }
    const names = palettes[dark() ? "dark" : "light"];
    return JSON.parse(JSON.stringify(value).replace(/@[a-z0-9]+@/g, (name) => names[name] || name));
  }
  function monthText(number) {
    return `${String(Math.floor(number / 12)).padStart(4, "0")}-${String((number % 12) + 1).padStart(2, "0")}`;
  }
  function numbered(value) { return Array.isArray(value) ? (value.length ? 1 : 0) : Number(value); }
  /* On a narrow page the key of a fan takes several lines: it is taller there, so that the fan stays readable. */
  const NARROW = "(max-width: 760px)";
  function taller(figure) {
    if (matchMedia(NARROW).matches && figure.layout && figure.layout.height) { figure.layout.height += 120; }
    return figure;
  }
  function tallerParts(part) {
    if (Array.isArray(part)) { part.forEach(tallerParts); return part; }
    if (!part || !part.props) { return part; }
    if (part.type === "Graph") {
      taller(part.props.figure);
      part.props.style.height = `${part.props.figure.layout.height}px`;
    }
    tallerParts(part.props.children);
    return part;
  }
  const empty = { data: [], layout: { height: 10, xaxis: { visible: false }, yaxis: { visible: false } } };

  /* A table wider than its place can be scrolled by keyboard too, and says that it goes on. */
  function markScrolling() {
    document.querySelectorAll(".table").forEach((place) => {
      const wide = place.scrollWidth > place.clientWidth + 1;
      if (wide) { place.tabIndex = 0; } else { place.removeAttribute("tabindex"); }
      place.classList.toggle("scrolls", wide);
    });
  }
  function watchTables() {
    const sizes = new ResizeObserver(markScrolling);
    const known = new WeakSet();
    let asked = false;
    const look = () => {
      asked = false;
      document.querySelectorAll(".table").forEach((place) => {
        if (!known.has(place)) { known.add(place); sizes.observe(place); }
      });
      markScrolling();
    };
    new MutationObserver(() => { if (!asked) { asked = true; requestAnimationFrame(look); } })
      .observe(document.documentElement, { childList: true, characterData: true, subtree: true });
  }
  watchTables();

  /* Lists of the library hold native fields under roles that hide them, and name their buttons by the value alone. */
  function mendLists() {
    document.querySelectorAll(".dash-options-list[role]").forEach((list) => { list.removeAttribute("role"); });
    document.querySelectorAll(".dash-options-list-option[aria-selected]").forEach((option) => {
      option.removeAttribute("role");
      option.removeAttribute("aria-selected");
    });
    document.querySelectorAll(".dash-dropdown-focus-target[tabindex='0']").forEach((target) => {
      const button = target.parentElement.querySelector("button.dash-dropdown");
      target.tabIndex = -1;
      button.tabIndex = 0;
      button.setAttribute("aria-haspopup", "dialog");
      const label = document.querySelector(`label[for="${CSS.escape(button.id)}"]`);
      if (label) {
        label.id = `${button.id}-label`;
        button.setAttribute("aria-labelledby", `${label.id} ${button.id}-value`);
      }
    });
    const open = document.querySelector("button.dash-dropdown[aria-expanded='true']");
    const content = document.querySelector(".dash-dropdown-content:not([aria-label])");
    if (open && content) {
      const label = document.getElementById(`${open.id}-label`);
      const words = label ? label.textContent : "Choices";
      content.setAttribute("aria-label", words);
      content.querySelectorAll("input[type='search']").forEach((field) => {
        field.setAttribute("aria-label", `Search: ${words}`);
      });
    }
  }
  new MutationObserver(mendLists).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["aria-selected", "aria-expanded"],
  });

  /* One question at a time: what is set meanwhile is asked once the answer is there. */
  function ask() {
    const { settings, answer } = page;
    const lost = page.waiting !== null && performance.now() - page.since > 20000;
    if (!settings || (page.waiting !== null && !lost) || (answer && answer.number >= settings.number)) { return; }
    page.waiting = settings.number;
    page.since = performance.now();
    window.dash_clientside.set_props("asked", { data: settings });
  }

  /* Refine once the page rests. */
  function refineSoon() {
    clearTimeout(page.timer);
    const { answer } = page;
    if (!answer || answer.error || answer.dropped || page.refining === answer.number) { return; }
    page.timer = setTimeout(() => {
      if (answer.number !== page.number || page.refining === answer.number) { return; }
      page.refining = answer.number;
      window.dash_clientside.set_props("refine-asked", { data: page.settings });
    }, 250);
  }

  /* Newest of what has come: marked as busy, and so set back, unless it is about what is set now. */
  function render(takenIds) {
    const { settings, answer, refined, carried } = page;
    const newest = [answer, refined].filter((one) => one && !one.dropped);
    newest.sort((one, other) => one.number - other.number || Number(!!one.refined) - Number(!!other.refined));
    const found = newest.pop();
    const part = document.getElementById("pictures");
    const wanted = settings ? settings.number : 0;
    const fresh = Boolean(found) && found.number === wanted;
    const good = fresh && !found.error;
    if (part) {
      part.setAttribute("aria-busy", good ? "false" : "true");
      part.dataset.wanted = wanted;
      part.dataset.shown = found ? found.number : 0;
      part.dataset.refined = good && found.refined ? "true" : "false";
    }
    const trouble = (settings && settings.error) || (fresh && found.error) || "";
    const box = document.getElementById("error");
    if (box) { box.hidden = !trouble; }
    const outputs = takenIds.map(() => none());
    if (!found || found.error) {
      const words = found && found.error ? "These settings cannot be run." : "Working \u2026";
      return [...Array(8).fill(none()), words, "", trouble, none(), outputs];
    }
    const paint = (value) => painted(value, found.palettes);
    const address = location.origin + location.pathname + found.query;
    const taken = { address, command: found.command, python: found.python, file: found.file };
    if (fresh) { history.replaceState(null, "", location.pathname + found.query + location.hash); }
    const members = document.getElementById("members");
    if (members) { members.style.height = `${found.members.layout.height}px`; }
    const council = document.getElementById("council");
    if (council) { document.getElementById("council-part").hidden = !found.council; }
    const explained = carried && carried.number === found.number ? carried.carried : "Working \u2026";
    return [
      taller(paint(found.fan)), found.council ? paint(found.council) : empty, paint(found.members), paint(found.outcomes),
      found.council_table, found.members_table, found.fan_words, explained, found.headline, fresh ? found.status : "Working \u2026",
      trouble, `data:application/yaml;charset=utf-8,${encodeURIComponent(found.file)}`,
      takenIds.map((id) => taken[id.key]),
    ];
  }

  const nrc = {
    gather(facts, moves, switches, scenario, baseline, beside, seed, runs, parameters, moveIds, switchIds) {
      if (!facts || facts.scenario !== scenario) { return none(); }
      const values = {};
      moveIds.forEach((id, place) => { values[id.key] = numbered(moves[place]); });
      switchIds.forEach((id, place) => { values[id.key] = numbered(switches[place]); });
      page.number += 1;
      page.settings = {
        tab: page.tab, number: page.number, scenario, baseline: baseline || scenario, beside: beside || [], seed, runs,
        parameters, values, changes: facts.changes, watched: facts.watched, error: facts.error,
      };
      ask();
      return page.settings;
    },

    show(_settings, answer, _theme, takenIds) {
      page.answer = answer;
      if (answer && page.waiting !== null && answer.number >= page.waiting) { page.waiting = null; }
      ask();
      refineSoon();
      return render(takenIds);
    },

    showRefined(refined, takenIds) {
      page.refined = refined;
      return render(takenIds);
    },

    showCarried(carried) {
      page.carried = carried;
      return carried && page.settings && carried.number === page.settings.number ? carried.carried : none();
    },

    readOut(value, facts, id) {
      if (!facts || !facts.controls[id.key]) { return none(); }
      const [kind, usual, note] = facts.controls[id.key];
      const number = Number(value);
      let words = kind === "at" ? monthText(facts.start + number) : String(Math.round(number * 1e4) / 1e4);
      if (note && number === usual) { words = note; }
      const field = document.getElementById(JSON.stringify(id, Object.keys(id).sort()));
      if (field) { field.setAttribute("aria-valuetext", words); }
      return words;
    },

    theme(clicks) {
      if (clicks) { applyTheme(!dark()); }
      return dark() ? "Dark now" : "Light now";
    },

    async copy() {
      const id = window.dash_clientside.callback_context.triggered_id;
      if (!id) { return none(); }
      const text = document.getElementById(JSON.stringify({ key: id.key, type: "taken" })).textContent;
      try { await navigator.clipboard.writeText(text); } catch (error) { return "The browser does not let the page copy."; }
      return "Copied.";
    },

    step(_first, _back, _play, _on, _clock, followed, month, stopped) {
      if (!followed || !followed.months) { return [none(), none(), none(), none()]; }
      const last = followed.months.length - 1;
      /* A press and a beat of the clock may come together: the press counts. */
      const came = window.dash_clientside.callback_context.triggered.map((one) => one.prop_id.split(".")[0]);
      const by = came.find((one) => one !== "play-clock") || came[0];
      let [now, still] = [Number(month), stopped];
      if (by === "followed") { now = followed.at ? followed.months.indexOf(followed.at) : Math.min(now, last); }
      if (by === "month-first") { now = 0; }
      if (by === "month-back") { now = Math.max(0, now - 1); }
      if (by === "month-on") { now = Math.min(last, now + 1); }
      if (by === "month-play") { still = !stopped; if (!still && now >= last) { now = 0; } }
      if (by === "play-clock") { now = Math.min(last, now + 1); if (now >= last) { still = true; } }
      return [now, last, still, still ? "Play" : "Pause"];
    },

    showMonth(month, followed, _theme, answer) {
      if (!followed) { return [none(), none(), none(), none(), none(), none()]; }
      if (!followed.months) { return [none(), none(), none(), followed.error, none(), none()]; }
      const palettes = answer && answer.palettes;
      if (!palettes) { return [none(), none(), none(), none(), none(), none()]; }
      const now = Math.min(Number(month), followed.months.length - 1);
      const figure = JSON.parse(JSON.stringify(followed.picture));
      const x = `${followed.months[now]}-01`;
      const line = { type: "line", x0: x, x1: x, y0: 0, y1: 1, yref: "paper", line: { color: "@grey@", width: 2, dash: "dot" } };
      figure.layout.shapes.push(line);
      const field = document.getElementById("month");
      if (field) { field.setAttribute("aria-valuetext", followed.months[now]); }
      const words = followed.error ? `${followed.error} ${followed.words}` : followed.words;
      return [taller(painted(figure, palettes)), followed.events[now], followed.months[now], words, false, followed.branch];
    },

    level(value) { return String(value); },

    showFolders(opened) { return opened ? tallerParts(painted(opened.parts, opened.palettes)) : none(); },
  };
  window.dash_clientside = Object.assign({}, window.dash_clientside, { nrc });
})();
