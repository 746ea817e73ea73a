/** A moment as the clock on the wall shows it here, with the offset from UTC (ISO 8601). */
export function localTime(moment = new Date()) {
  const ahead = -Math.round(moment.getTimezoneOffset()); // minutes
  const wall = new Date(moment.getTime() + ahead * 60_000).toISOString().slice(0, -1);
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.abs(ahead);
  return `${wall}${ahead < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
