/* How a typed answer differs from the expected one, letter by letter. */

/** Text as it is compared: case, accents, hyphens and repeated spaces do not matter. */
export function plain(text) {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(/[-‐‑–—'’.]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** Segments [kind, text]: "same", "missing" (from the given text) or "extra" (in it for nothing). */
function diff(expected, given) {
  const a = [...expected.trim()];
  const b = [...given.trim()];
  const alike = (i, j) => a[i].toLowerCase() === b[j].toLowerCase();
  const best = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      best[i][j] = alike(i, j) ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
    }
  }
  // Where little agrees, the letters that do say nothing: show the two whole.
  if (2 * best[0][0] < Math.max(a.length, b.length)) {
    return [["extra", given.trim()], ["missing", expected.trim()]].filter(([, text]) => text);
  }
  const segments = [];
  const add = (kind, letter) => {
    if (segments.at(-1)?.[0] === kind) segments.at(-1)[1] += letter;
    else segments.push([kind, letter]);
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && alike(i, j)) add("same", b[(i++, j++)]);
    else if (j < b.length && (i === a.length || best[i][j + 1] > best[i + 1][j])) add("extra", b[j++]);
    else add("missing", a[i++]);
  }
  return segments;
}

/** The segments of what was typed and of what was expected, each in its own letters. */
export function compared(expected, given) {
  const segments = diff(expected, given);
  const letters = [...expected.trim()];
  return {
    typed: segments.filter(([kind]) => kind !== "missing"),
    expected: segments
      .filter(([kind]) => kind !== "extra")
      .map(([kind, text]) => [kind, letters.splice(0, [...text].length).join("")]),
  };
}
