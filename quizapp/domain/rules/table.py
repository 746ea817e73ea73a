"""The table of rules R01 to R40: their names, what a breach does, and whether code checks them.

An error blocks a release of the course; a warning can be waived with a reason where it arises
(`waivers: {R10: "why"}` in an item, fact, lesson or course). What a heuristic finds may be no
fault, so it is never more than a warning. Rules that no code checks yet are for the reviewer to
keep in mind.
"""

from dataclasses import dataclass
from typing import Literal

from quizapp.domain.rules.finding import Severity

Kind = Literal["automatic", "heuristic", "manual"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Heuristic ones can be wrong about an item; manual ones need a reader."""

    id: str
    name: str
    severity: Severity
    kind: Kind
    says: str
    implemented: bool = False


def _rule(
    number: int, name: str, marks: str, says: str, *, implemented: bool = False
) -> tuple[str, Rule]:
    """`marks`: E or W for the severity, then a, h or m for the kind."""
    severity: Severity = "error" if marks[0] == "E" else "warning"
    kinds: dict[str, Kind] = {"a": "automatic", "h": "heuristic", "m": "manual"}
    identifier = f"R{number:02d}"
    return identifier, Rule(identifier, name, severity, kinds[marks[1]], says, implemented)


RULES: dict[str, Rule] = dict(
    [
        _rule(1, "schema", "Ea", "The files fit their schema; ids are unique and every one that is named exists.", implemented=True),
        _rule(2, "provenance", "Ea", "At least one fact and one source with an address; an explanation of 20 to 80 words; `as_of` where a fact is live.", implemented=True),
        _rule(3, "number of options", "Ea", "Single 3-5 options, multi 4-6, matching 3-7 pairs with unequal lists, ordering 3-7 steps, cloze 1-2 blanks.", implemented=True),
        _rule(4, "one best answer", "Ea", "Single has one key, multi 2 to n-1, true/false one right reason.", implemented=True),
        _rule(5, "banned options", "Ea", "No “all of the above”, “none of the above”, “both A and B” or I/II/III combinations.", implemented=True),
        _rule(6, "length of the key", "Ea", "The key has 0.6 to 1.25 times the length of the other options (or 6 characters more or less), and is neither longest nor shortest too often in the bank.", implemented=True),
        _rule(7, "length of options", "Wa", "The longest option is at most twice as long as the shortest, or they differ by at most 10 characters.", implemented=True),
        _rule(8, "position of the key", "Ea", "Where the order is fixed, keys are spread over the positions, and the same one is right three times in a row at most.", implemented=True),
        _rule(9, "negatives", "Ea", "Negatives in a stem are bold, in 5% of stems at most, and never in stem and option together.", implemented=True),
        _rule(10, "absolutes", "Wa", "Words like always and never are not in the distractors alone, nor in the key alone.", implemented=True),
        _rule(11, "vague key", "Wa", "Words like often and usually are not in the key alone.", implemented=True),
        _rule(12, "clang", "Wh", "No content word is shared by the stem and the key alone.", implemented=True),
        _rule(13, "grammar", "Wh", "Options fit the stem's grammar and are alike in number, capitals and end punctuation; parts of speech are for the reviewer.", implemented=True),
        _rule(14, "convergence", "Wh", "The key does not share many more words with the other options than these do.", implemented=True),
        _rule(15, "overlap", "Ea", "No option repeats or contains another; ranges of numbers do not overlap.", implemented=True),
        _rule(16, "focused stem", "Ea", "The stem asks one thing, in at least 5 words, and ends with ? or : or has a blank.", implemented=True),
        _rule(17, "length and level", "Wa", "A stem of at most 32 words, options of at most 12; stem and explanation read at grade 10 at most (Flesch-Kincaid, names left out).", implemented=True),
        _rule(18, "repeated opening", "Wa", "What all options begin with belongs in the stem.", implemented=True),
        _rule(19, "true/false", "Ea", "One proposition; 40-60% of the bank are true, and never all of a set or none.", implemented=True),
        _rule(20, "numeric", "Ea", "A measure has its unit; the tolerance reaches no distractor and no other tested year of the lesson.", implemented=True),
        _rule(21, "typed answers", "Ea", "Variants are unique as they are compared; accepted and rejected answers are disjoint; names have a reject list.", implemented=True),
        _rule(22, "cloze", "Ea", "The blank is not first and is not answered elsewhere in the item; that it carries the point is for the reviewer.", implemented=True),
        _rule(23, "originality", "Ea", "No run of six words shared with the article. (What is shared with other sources needs a reader.)", implemented=True),
        _rule(24, "independence", "Wh", "An item that gives another one away lists it as an enemy.", implemented=True),
        _rule(25, "near duplicates", "Wh", "No two stems share more than 80% of their content words.", implemented=True),
        _rule(26, "coverage", "Ea", "12-20 items a lesson, at least 5 types, 30% above remember, 2 for each objective; what the article gets wrong is treated in a lesson, and tested (a warning if not).", implemented=True),
        _rule(27, "opinion", "Wh", "Loaded words stand in quotation marks or with their owner in the same sentence.", implemented=True),
        _rule(28, "names", "Ea", "Names as in the naming table, outside quotations.", implemented=True),
        _rule(29, "time words", "Ea", "Words like still and today have a year in their sentence or `as_of` in the item; a live fact has `review_by`, at most 180 days ahead and not passed.", implemented=True),
        _rule(30, "estimates", "Ea", "No numeric item rests on a contested fact; contested numbers carry their owner (a warning if not).", implemented=True),
        _rule(31, "instructions", "Ea", "Multi says “Select n”, as many as are right; matching says whether answers repeat.", implemented=True),
        _rule(32, "matching", "Wh", "One category a column: all dates, all numbers, or neither.", implemented=True),
        _rule(33, "ordering", "Ea", "The steps have distinct dates, exact enough for one order, and stand in it; or none has a date.", implemented=True),
        _rule(34, "distractors", "Ea", "Each distractor has a misconception and feedback (else an error); three or more do not all stand for one misconception, but in items tagged `method` (else a warning).", implemented=True),
        _rule(35, "flashcards", "Ea", "A front of at most 20 words, a back of at most 12, lists of at most three, a date where the fact is live.", implemented=True),
        _rule(36, "accessibility", "Ea", "Pictures have alternative text; figures have a description of 12 words or more and a caption. (Colour needs a reader.)", implemented=True),
        _rule(37, "style", "Wa", "British spelling, no dash but the hyphen, straight quotes, single spaces, dates as “19 June 2024”.", implemented=True),
        _rule(38, "sources", "Wh", "A primary or UN source a lesson; state media labelled in the sentence; no one country's outlets dominate where facts are contested.", implemented=True),
        _rule(39, "reading independence", "Wm", "Nobody needs to remember the article's wording."),
        _rule(40, "order of options", "Ea", "Options that are numbers or dates ascend, with `fixed_order: true`.", implemented=True),
    ]
)  # fmt: skip
