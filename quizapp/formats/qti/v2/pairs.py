"""QTI 2 and 3: match and associate: entries that belong together."""

from quizapp.domain.items.sorting import fixed_positions
from quizapp.formats.qti.kinds import matched
from quizapp.formats.qti.question import SAME_WEIGHTS, Content, NotTakenError, Question
from quizapp.formats.qti.tree import Element, flag
from quizapp.formats.qti.v2.choices import stem_around
from quizapp.formats.qti.v2.feedback import Said
from quizapp.formats.qti.v2.scoring import Declared

_MANY = "An entry of it belongs to several others, on both sides."
_UNCLEAR = "The file does not say what belongs together."
Pairs = list[tuple[str, str]]


def match(
    root: Element, interaction: Element, response: Declared, said: Said, question: Question
) -> Content:
    """Two lists to match: pairs, or groups where any number may go to each entry on the right."""
    sets = [
        list(one.iterchildren("simpleAssociableChoice"))
        for one in interaction.iterchildren("simpleMatchSet")
    ]
    if len(sets) != 2:
        raise NotTakenError("It has not two lists to match.")
    lefts, rights = ({one.get("identifier", ""): question.words(one) for one in s} for s in sets)
    pairs = right_pairs(response, lefts, rights, question)
    stem = stem_around(root, interaction, question)
    common = {"explanation": said.explanation}
    common |= _order(lefts, rights, flag(interaction, "shuffle"))
    used = [left for left, _ in pairs]
    each_once = sorted(used) == sorted(lefts)
    if each_once and len(rights) > 1 and all(one.get("matchMax") == "0" for one in sets[1]):
        groups = {"groups": list(rights.values())}
        options = [{"text": lefts[left], "group": rights[right]} for left, right in pairs]
        return common | {"type": "categorise", "stem": stem, **groups, "options": options}
    if each_once:
        return common | _matching(stem, pairs, lefts, rights)
    turned = [(right, left) for left, right in pairs]
    if sorted(right for right, _ in turned) == sorted(rights):
        return common | _matching(stem, turned, rights, lefts)
    if len(set(used)) == len(used):
        question.note("Entries on the left that belong to nothing were left out.")
        return common | _matching(stem, pairs, lefts, rights)
    raise NotTakenError(_MANY)


def _order(lefts: dict[str, str], rights: dict[str, str], shuffled: bool | None) -> Content:
    """Kept only where both lists go by value, as only that can be kept here."""
    lists = (list(lefts.values()), list(rights.values()))
    by_value = all(fixed_positions(texts) == list(range(len(texts))) for texts in lists)
    return {"fixed_order": True} if shuffled is False and by_value else {}


def associate(
    root: Element, interaction: Element, response: Declared, said: Said, question: Question
) -> Content:
    """One list in which pairs are to be found: the first of each pair on the left."""
    texts = {
        one.get("identifier", ""): question.words(one)
        for one in interaction.iterchildren("simpleAssociableChoice")
    }
    pairs = right_pairs(response, texts, texts, question)
    used = [one for pair in pairs for one in pair]
    if len(set(used)) < len(used):
        raise NotTakenError("An entry of it belongs to several others.")
    rights = {key: text for key, text in texts.items() if key not in {left for left, _ in pairs}}
    stem = stem_around(root, interaction, question)
    return {"explanation": said.explanation} | _matching(stem, pairs, texts, rights)


def right_pairs(
    response: Declared, lefts: dict[str, str], rights: dict[str, str], question: Question
) -> Pairs:
    """The pairs that are right, the left one first; people write them in either order."""
    written = list(response.correct)
    if response.weighted or not written:
        written = [key for key, points in response.mapped.items() if points > 0]
        if len({points for points in response.mapped.values() if points > 0}) > 1:
            question.general.add(SAME_WEIGHTS)
    pairs: Pairs = []
    for pair in written:
        first, _, second = pair.partition(" ")
        if first in lefts and second in rights:
            pairs.append((first, second))
        elif second in lefts and first in rights:
            pairs.append((second, first))
    if not pairs:
        raise NotTakenError(_UNCLEAR)
    return pairs


def _matching(stem: str, pairs: Pairs, lefts: dict[str, str], rights: dict[str, str]) -> Content:
    return matched(stem, [(lefts[left], rights[right]) for left, right in pairs], rights.values())
