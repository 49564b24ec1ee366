// Suggestions for a search field: goods, categories and shops in its <datalist>. Choosing the whole name of one goes there.

const PAUSE = 180;
const SHORTEST = 2;

export function suggest(input) {
  const list = input.list;
  let places = new Map();
  let timer = 0;
  let asked = "";

  const show = (found) => {
    places = new Map([...found.categories, ...found.shops, ...found.products].map(({ label, url }) => [label, url]));
    list.replaceChildren(...[...places.keys()].map((label) => new Option("", label)));
  };

  const ask = async () => {
    const words = input.value.trim();
    if (words === asked || words.length < SHORTEST) return;
    asked = words;
    try {
      const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
      if (answer.ok && asked === words) show(await answer.json());
    } catch { /* searching works without */ }
  };

  input.addEventListener("input", (event) => {
    // A choice from the list arrives without an input type of typing: go there instead of asking again.
    const place = places.get(input.value);
    if (place && (!event.inputType || event.inputType === "insertReplacementText")) { location.assign(place); return; }
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  ask();
}
