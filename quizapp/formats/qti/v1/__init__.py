"""QTI 1.2, as Canvas, Respondus and many others write it."""
