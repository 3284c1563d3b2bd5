// What the search box understands, shown behind the "?" beside it; each example is a button.

// The examples of the help: what they show, and queries. Those of a list's own fields are made of it.
const EXAMPLES = [
  ["help.words", ["label only"]],
  ["help.phrase", ['"label only"']],
  ["help.filter", ["title:attacks", "author:papernot", "key:2019", "type:misc"]],
  ["help.several", []],
  ["help.years", ["year:2019..2021", "year:>=2020"]],
  ["help.months", ["released:2020-03..2020-09"]],
  ["help.has", ["has:doi", "no:doi"]],
  ["help.is", ["is:preprint", "is:published"]],
  ["help.not", ["-is:preprint", "NOT survey"]],
  ["help.or", ["attack OR defense", "(gan OR diffusion) year:2023.."]],
];

/** Makes the help when it is first opened, and opens and closes it. */
function prepareHelp(page) {
  const [button, help] = [byId("help-open"), byId("help")];
  const show = (open) => {
    if (open && !help.firstChild) fillHelp(help, page);
    help.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => show(help.hidden));
  help.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    show(false);
    button.focus();
  });
}

function fillHelp(help, page) {
  const { list } = page;
  const rows = EXAMPLES.map(([name, queries]) => [name, examplesOf(list, name, queries)]).filter(([, queries]) => queries.length);
  const lines = rows.map(([name, queries]) => make("div", {},
    make("dt", {}, word(name)),
    make("dd", {}, ...queries.map((query) => make("button", {
      type: "button", class: "try", onclick: () => page.ask(query) }, query)))));
  help.append(make("p", {}, word("help.intro")), make("dl", {}, ...lines),
    make("p", { class: "fine" }, word("help.fields", { fields: list.names.filters.join(", ") })));
}

/** The examples of a line that a list has an answer to; of values its most frequent. */
function examplesOf(list, name, queries) {
  if (name === "help.several") {
    const field = list.data.fields.find((each) => each.form === "vocabulary" && each.values?.length > 1);
    const filter = field && { kind: "filter", name: field.name, values: field.values.slice(0, 2).map((value) => value.name) };
    return filter ? [printed(filter)] : [];
  }
  if (name === "help.months" && !list.names.specs.has("released")) return [];
  return queries;
}
