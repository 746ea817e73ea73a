/* Whether a typed answer counts. The learner has the last word ("I was right"). */

import { plain } from "../diff.js";

/** `accept` and `reject` are lists of answers; one slip is allowed in words of six letters or more. */
export function judge(accept, reject, given) {
  const typed = plain(given);
  if (accept.some((one) => plain(one) === typed)) return true;
  if (reject.some((one) => nearly(plain(one), typed))) return false;
  return accept.some((one) => nearly(plain(one), typed));
}

function nearly(wanted, typed) {
  if (wanted === typed) return true;
  const [a, b] = [wanted.split(" "), typed.split(" ")];
  if (a.length !== b.length) return false;
  const different = a.map((word, index) => [word, b[index]]).filter(([x, y]) => x !== y);
  if (different.length !== 1) return false;
  const [word, other] = different[0];
  return word.length >= 6 && !/\d/.test(word + other) && oneSlip(word, other);
}

/** One letter wrong, missing, too many, or two neighbours swapped. */
function oneSlip(a, b) {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let [i, j] = [a.length, b.length];
  while (i > start && j > start && a[i - 1] === b[j - 1]) [i, j] = [i - 1, j - 1];
  const [left, right] = [a.slice(start, i), b.slice(start, j)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left === right[1] + right[0];
}
