/* A few of many, by chance and in turn from their groups. */

/** Up to `count` of `all`; no group gives a second one before each has given its first. */
export function handful(all, count, groupOf, chance = Math.random) {
  const groups = new Map();
  for (const one of all) groups.set(groupOf(one), [...(groups.get(groupOf(one)) ?? []), one]);
  const taken = [];
  while (taken.length < count && groups.size) {
    for (const [name, group] of groups) {
      if (taken.length === count) break;
      taken.push(...group.splice(Math.floor(chance() * group.length), 1));
      if (!group.length) groups.delete(name);
    }
  }
  return shuffled(taken, chance);
}

function shuffled(all, chance) {
  const mixed = [...all];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(chance() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other], mixed[last]];
  }
  return mixed;
}
