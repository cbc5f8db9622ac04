// What a page's own script may do with the widget: hear its events and open it.

const log = document.querySelector(".log");
for (const name of ["open", "sent", "queued", "error"]) {
  document.addEventListener(`corrigenda:${name}`, ({ type, detail }) => {
    const line = document.createElement("li");
    line.textContent = `${type} ${detail?.error ? detail.error.message : JSON.stringify(detail)}`;
    log.append(line);
  });
}

function firstSentence() {
  const text = document.querySelector("[itemprop=articleBody] p").firstChild;
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(text, text.data.indexOf(".") + 1);
  return range;
}

const ways = { selection: () => window.corrigenda?.open(), article: () => window.corrigenda?.open(null), range: () => window.corrigenda?.open(firstSentence()) };
for (const button of document.querySelectorAll("[data-open]")) {
  // Pressing it must not take the selection away.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => ways[button.dataset.open]());
}
