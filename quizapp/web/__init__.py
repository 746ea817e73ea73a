"""The rooms as the browser sees them: parse, authorise, call one service or query, render."""
