"""The forms by type, in the order in which the editor offers them."""

from quizapp.web.authoring.item_forms.arranged import CategoriseForm, MatchingForm, OrderingForm
from quizapp.web.authoring.item_forms.base import ItemForm
from quizapp.web.authoring.item_forms.choice import MultiForm, SingleForm, TrueFalseForm
from quizapp.web.authoring.item_forms.essay import EssayForm
from quizapp.web.authoring.item_forms.typed import ClozeForm, NumericForm, ShortForm
from quizapp.web.authoring.item_forms.unasked import FlashcardForm, TextForm

ITEM_FORMS: dict[str, type[ItemForm]] = {
    form.type_name: form
    for form in (
        SingleForm,
        MultiForm,
        TrueFalseForm,
        ShortForm,
        NumericForm,
        ClozeForm,
        MatchingForm,
        OrderingForm,
        CategoriseForm,
        EssayForm,
        FlashcardForm,
        TextForm,
    )
}
