"""Where each figure comes from: its formula in words, how to read it, and who described it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Formula:
    """One figure as it is explained beside a report."""

    name: str
    formula: str
    reading: str
    source: str


FACILITY = Formula(
    "Facility",
    "mean share of the points = points earned ÷ points possible; an omitted answer earns none",
    "1 means everybody had it right. Questions tell most about a group between about 0.3 and 0.9.",
    "L. Crocker and J. Algina, Introduction to Classical and Modern Test Theory (1986), chapter 14",
)
DISCRIMINATION = Formula(
    "Discrimination",
    "item-rest correlation: Pearson’s r (for right or wrong the point-biserial) between the share "
    "in this question and the share in all other questions of the same attempt",
    "Above 0.4 very good, 0.3 to 0.4 good, 0.2 to 0.3 passable, below 0.2 weak; below 0 those who "
    "know more do worse, and the key should be checked first. The question itself is left out of "
    "the other side: with it, every r would be too high.",
    "S. Henrysson, Correction of item-total correlations in item analysis, Psychometrika 28 (1963); "
    "bounds: R. L. Ebel and D. A. Frisbie, Essentials of Educational Measurement (1991)",
)
INTERVAL = Formula(
    "95 % interval",
    "tanh(atanh(r) ± 1.96 ÷ √(n − 3))",
    "With few answers it is wide: 20 of them fix a discrimination only to about ± 0.4.",
    "R. A. Fisher, On the “probable error” of a coefficient of correlation deduced from a small "
    "sample, Metron 1 (1921)",
)
DISTRACTORS = Formula(
    "Options",
    "how many of those who answered chose it, and the mean share that they earned in the other "
    "questions",
    "A wrong option that fewer than 5 in 100 choose does no work. One that the stronger choose is "
    "suspect.",
    "M. Tarrant, J. Ware and A. M. Mohammed, An assessment of functioning and non-functioning "
    "distractors in multiple-choice questions, BMC Medical Education 9:40 (2009)",
)
TIME = Formula(
    "Time",
    "median of the time between two saved answers of one attempt",
    "An estimate: thinking ahead and going back are in it. Unknown where answers were sent "
    "together or ten minutes passed.",
    "computed here; no time is measured in the browser",
)
ALPHA = Formula(
    "Cronbach’s alpha",
    "k ÷ (k − 1) × (1 − Σ variance of each question ÷ variance of the totals), with k questions",
    "How far the order of the takers would stay with other questions of the kind: from 0.7 for "
    "exercises, from 0.9 for decisions about one person. It is a lower bound, grows with k, and "
    "means little where a quiz asks several different things. It is computed on questions that at "
    "least 20 takers have in common, since a quiz that draws its questions asks everybody others.",
    "L. J. Cronbach, Coefficient alpha and the internal structure of tests, Psychometrika 16 (1951); "
    "for right or wrong: G. F. Kuder and M. W. Richardson, Psychometrika 2 (1937), formula 20",
)
ERROR = Formula(
    "Standard error of measurement",
    "standard deviation of the totals × √(1 − alpha)",
    "Two thirds of a student’s results would lie within one standard error of what she knows. "
    "Smaller differences between two students say nothing.",
    "F. M. Lord and M. R. Novick, Statistical Theories of Mental Test Scores (1968), chapter 3",
)

OF_ITEMS = (FACILITY, DISCRIMINATION, INTERVAL, DISTRACTORS, TIME)
OF_QUIZZES = (ALPHA, ERROR)
