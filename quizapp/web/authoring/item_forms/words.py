"""The types of items in a teacher's words, in the order in which the editor offers them."""

KINDS = {
    "single": "One right answer",
    "multi": "Several right answers",
    "true_false": "True or false",
    "short": "Short text",
    "numeric": "Number",
    "cloze": "Text with gaps",
    "matching": "Matching",
    "ordering": "Ordering",
    "categorise": "Sorting into groups",
    "essay": "Essay, graded by you",
    "flashcard": "Flashcard",
    "text": "Text between questions",
}
