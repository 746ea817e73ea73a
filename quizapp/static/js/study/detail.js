/* What stands behind a card: why, the claims it tests, its sources, its lesson. */

const KINDS = {
  fact: ["fact", "◆", "Fact"],
  opinion: ["opinion", "✎", "Opinion"],
  forecast: ["forecast", "◷", "Forecast"],
  reported: ["report", "❝", "Report"],
};
const VERDICTS = {
  accurate: ["ok", "✓", "accurate"],
  imprecise: ["care", "≈", "imprecise"],
  wrong: ["no", "✗", "wrong"],
  unverifiable: ["unknown", "?", "unverifiable"],
};

function text(value) {
  const holder = document.createElement("span");
  holder.textContent = value;
  return holder.innerHTML.replaceAll('"', "&quot;");
}

function tag([name, icon, word]) {
  return `<span class="tag ${name}"><span aria-hidden="true">${icon}</span> ${word}</span>`;
}

function claim(one) {
  const back = encodeURIComponent(location.pathname + location.search);
  const href = `/claims/${encodeURIComponent(one.id)}?from=${back}`;
  return `<p>${tag(KINDS[one.kind])} ${tag(VERDICTS[one.verdict])} <a href="${href}">${text(one.id)}</a></p>`;
}

function source(one) {
  const title = text(one.title);
  return one.url ? `<a href="${text(one.url)}" rel="noopener noreferrer">${title}</a>` : title;
}

/** HTML for the answer of `GET study/cards/<card>`; its own HTML was made safe by the server. */
export function detailHtml(known) {
  const parts = [known.explanation_html, ...known.claims.map(claim)];
  if (known.sources.length) parts.push(`<p>Source: ${known.sources.map(source).join("; ")}</p>`);
  if (known.lesson) {
    const place = known.lesson.passage ? `#${encodeURIComponent(known.lesson.passage)}` : "";
    const href = `/lessons/${encodeURIComponent(known.lesson.slug)}${place}`;
    parts.push(`<p><a href="${href}">See it in the lesson: ${text(known.lesson.title)}</a></p>`);
  }
  const back = encodeURIComponent(location.pathname + location.search);
  const { item, set } = known.card;
  const report = `/report/item/${encodeURIComponent(item)}?set=${encodeURIComponent(set)}&amp;from=${back}`;
  parts.push(`<p class="report-line"><a class="report-link" href="${report}">Report a mistake</a></p>`);
  return parts.join("");
}
