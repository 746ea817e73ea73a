/* What waits on this device, in words. An answer that was taken back before it was sent waits for nothing. */

/** Why it waits, and how much of `entries` (of the outbox) there is to lose. */
export function unsentWords(why, entries) {
  const undone = new Set(entries.filter((entry) => entry.undo).map((entry) => entry.undo));
  const answers = entries.filter((entry) => !entry.undo);
  const standing = answers.filter((entry) => !undone.has(entry.id)).length;
  if (standing) return `${why}: ${standing === 1 ? "1 answer is" : `${standing} answers are`} kept on this device`;
  for (const { id } of answers) undone.delete(id);
  return undone.size ? `${why}: what you took back is kept on this device` : why;
}

/** The id of the last answer among `entries` that stands, or undefined. */
export function lastAnswer(entries) {
  const undone = new Set(entries.map((entry) => entry.undo));
  return entries.findLast((entry) => !entry.undo && !undone.has(entry.id))?.id;
}
