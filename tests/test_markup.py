"""Markdown becomes HTML that is safe whatever authors write."""

import html.parser
import re
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it.token import Token

from quizapp.markup import allowed_link, block, fitting, inline, parser, plain, sanitise

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](//evil.example.org)",
    "[x](/\\evil.example.org)",
    "[x](https:/evil 'onclick=alert(1)')",
    '[x](https://example.org/"onmouseover=alert(1))',
    "![x](https://evil.example.org/pixel.png)",
    "![x](//evil.example.org/pixel.png)",
    "![x](/media/../account)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '![" onerror="alert(1)](/media/a.png)',
    '<https://example.org/"><script>alert(1)</script>>',
    "[x]{onclick=alert(1)}",
    '[x]{lang=ko onclick=alert(1) style="position:fixed" .saved #main}',
    '[x]{lang="ko\\" onclick=\\"alert(1)"}',
    "`<script>alert(1)</script>`",
    "```html onload=alert(1)\n<script>alert(1)</script>\n```",
    "| a |\n|:-:|\n| <script>alert(1)</script> |",
    "[x]: javascript:alert(1)\n[x]",
    "<!-- --!><img src=x onerror=alert(1)>-->",
    "\x00<script>alert(1)</script>",
    "<button popovertarget=x formaction=javascript:alert(1)>x</button>",
    "<form action=https://evil.example.org><input name=password></form>",
    "<base href=https://evil.example.org>",
    "<meta http-equiv=refresh content=0;url=https://evil.example.org>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]
ELEMENTS = {
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "sup", "sub", "span", "blockquote", "ul",
    "ol", "li", "a", "img", "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td", "button",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title", "rel", "id", "aria-label", "class"},
    "span": {"lang", "class"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "th": {"scope"},
    "h2": {"id"}, "h3": {"id"}, "h4": {"id"},
    "button": {"type", "class", "popovertarget"},
}  # fmt: skip


class Inspector(html.parser.HTMLParser):
    """Fails on any element, attribute or address that is not on the list."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS, tag
        for name, value in attrs:
            assert name in ATTRIBUTES.get(tag, set()), (tag, name)
            if name == "href":
                assert re.match(r"https?://|mailto:|/(?![/\\])|#", value or ""), value
            if name == "src":
                assert re.match(r"/media/", value or ""), value
                assert ".." not in (value or "")

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def inspect(markup: str) -> None:
    parser = Inspector()
    parser.feed(markup)
    parser.close()


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_come_out_harmless(attack: str) -> None:
    for text in (attack, f"before {attack} after", f"**{attack}**", f"> {attack}", f"- {attack}"):
        inspect(block(text))
        inspect(inline(text))
        inspect(sanitise(text))


@given(st.text(alphabet="<>[](){}!#=\"'&;:/\\*`|\n abjsx1", max_size=80))
@example("[]()")
@example("[a]()")
def test_any_text_comes_out_harmless(text: str) -> None:
    inspect(block(text))
    inspect(inline(text))
    plain(text)


def test_html_is_shown_as_typed() -> None:
    assert inline("a <b>c</b>") == "a &lt;b&gt;c&lt;/b&gt;"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a* **b** `c` ~~d~~", "<em>a</em> <strong>b</strong> <code>c</code> <s>d</s>"),
        ("[조선]{lang=ko}", '<span lang="ko">조선</span>'),
        ("[조선]{lang=ko}, {{1}}", '<span lang="ko">조선</span>, {{1}}'),
        ("**North**{{1}} {{2}}", "<strong>North</strong>{{1}} {{2}}"),
        ("[x]{lang=no/good}", "[x]{lang=no/good}"),
        ("0[]{} [ ]{lang=ko}", "0[]{} [ ]{lang=ko}"),
        ("int a[]{}; f[*x*]{}, [0]{0}", "int a[]{}; f[<em>x</em>]{}, [0]{0}"),
        ("[x]{.saved}", "[x]{.saved}"),
        (
            "[a](https://example.org/?a=1&b=2)",
            '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">a</a>',
        ),
        ("[a](/lessons/tides#x)", '<a href="/lessons/tides#x">a</a>'),
        ("![a map](/media/ab12.png)", '<img src="/media/ab12.png" alt="a map">'),
        (
            "![a <map>](/media/missing)",
            '<span class="missing">Picture missing: a &lt;map&gt;</span>',
        ),
        ("![](/media/missing)", '<span class="missing">Picture missing</span>'),
        (
            "[a *s*](/media/missing) [b](/c)",
            '<span class="missing">File missing: a <em>s</em></span> <a href="/c">b</a>',
        ),
        ("![a *map*](https://example.org/m.png)", "a map"),
        ("  spaced  ", "spaced"),
        ("", ""),
    ],
)
def test_inline(text: str, html: str) -> None:
    assert inline(text) == html


def test_block_knows_paragraphs_lists_and_tables() -> None:
    text = "One.\n\n- a\n- b\n\n| x | y |\n|---|--:|\n| 1 | 2 |\n"
    assert block(text).startswith("<p>One.</p>\n<ul>\n<li>a</li>")
    assert "<td>2</td>" in block(text)
    assert "style" not in block(text)


def test_plain_is_what_is_read() -> None:
    assert plain("*The* [38th  parallel](term:x)\nof `1945` ![m](/media/a.png)") == (
        "The 38th parallel of 1945 m"
    )


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://example.org", True),
        ("HTTP://example.org", True),
        ("mailto:a@example.org", True),
        ("#part", True),
        ("/lessons", True),
        ("term:spring-tide", True),
        ("//example.org", False),
        ("/\\example.org", False),
        ("javascript:1", False),
        ("ftp://example.org", False),
        ("relative", False),
        ("", False),
    ],
)
def test_links_lead_only_to_known_kinds_of_places(address: str, allowed: bool) -> None:
    assert allowed_link(address) is allowed


def test_a_question_of_several_paragraphs_keeps_them() -> None:
    assert fitting("In *one* line") == "In <em>one</em> line"
    assert fitting("First.\n\n- a\n- b") == "<p>First.</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"


_BITS = st.sampled_from(
    [
        *"ab5 *.,:;?()'-–/%…’é٣€#_`[]<&\\\n",
        "한국",
        "**",
        "Zü",
        ". ",
        "1. ",
        "- ",
        " *a* ",
        "(**b c**)",
    ]
)


@given(st.lists(_BITS, max_size=14).map("".join))
def test_words_are_the_same_whether_they_needed_parsing_or_not(text: str) -> None:
    parsed = "".join(_leaves(parser().parseInline(text.strip())))
    assert plain(text) == " ".join(parsed.split())


def _leaves(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        for child in token.children or ():
            yield child.content or "\n" * (child.type == "softbreak")
