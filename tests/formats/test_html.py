"""HTML of other programs becomes Markdown that shows the same words, and nothing that runs."""

import html as htmllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.formats.entries import media_address
from quizapp.formats.html import html_of, html_of_line, markdown_of, markdown_of_text, plain_of
from quizapp.markup import block, words_of

PICTURE = media_address("a b.png")


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("plain", "plain"),
        ("2 * 3 [x] {y} #1", r"2 \* 3 \[x\] \{y\} \#1"),
        ("1. no list", r"1\. no list"),
        ("- no list", r"\- no list"),
        ("-5", "-5"),
        ("<p>one</p>\n<p>two</p>", "one\n\ntwo"),
        ("one<br>two<br/><br/>three<br>", "one\\\ntwo\n\nthree"),
        ("<b>a</b> <em>b</em> <del>c</del>", "**a** *b* ~~c~~"),
        ("<b>a</b><strong>b</strong>", "**ab**"),
        ("<b> a </b>b", "**a** b"),
        ("<b>Note:</b>this", "**Note**:this"),
        ("a<i>(b)</i>", r"a\(*b)*".replace("b)", r"b\)")),
        ("<b>‘북한’</b>은", "**‘북한**’은"),
        ("<b><p>a</p><p>b</p></b>", "a\n\nb"),
        ("x<sup>2</sup>, H<sub>2</sub>O, 5<sup>th</sup>", "x², H₂O, 5th"),
        ("e<sup>k</sup>", "e^k"),
        ("e<sup>k+1</sup>", r"e^\(k\+1\)"),
        ("<code>a*b</code>", "`a*b`"),
        ("<code>a`b</code>", "``a`b``"),
        ("<code>a</code><code>b</code>", "`ab`"),
        ("<pre>a\n  b<br>c</pre>", "```\na\n  b\nc\n```"),
        ("<h1>T</h1>x<hr>y", "## T\n\nx\n\n---\n\ny"),
        ("<blockquote><p>a</p>b</blockquote>", "> a\n>\n> b"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol start=3><li>a<li><p>b</p><p>c</p></ol>", "3. a\n4. b\n\n   c"),
        ("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n* b"),
        ("<div><ol><li>a</ol></div><ol><li>b</ol>", "1. a\n\n1) b"),
        ("<ul><li></ul>", ""),
        ("<table><tr><th>a<th>b|c<tr><td>1<br>2</table>", "| a | b\\|c |\n|---|---|\n| 1 2 |   |"),
        ("<table><tr><td><p>a</p>b</table>", "a\n\nb"),
        ("<a href='https://e.org/a_(b)'>go</a>", "[go](https://e.org/a_%28b%29)"),
        ("<a href='javascript:alert(1)'>go</a>", "go"),
        ("<a href='@@PLUGINFILE@@/a%20b.png?time=1'>file</a>", f"[file]({PICTURE})"),
        ("<img src='@@PLUGINFILE@@/a%20b.png' alt='x [y]'>", rf"![x \[y\]]({PICTURE})"),
        ("<img src='a%20b.png'>", f"![]({PICTURE})"),
        ("<img src='https://e.org/a.png' alt='map'>", "[map](https://e.org/a.png)"),
        ("<img alt='map'>", "map"),
        ("<audio controls><source src='a b.png'></audio>", rf"[a b.png]({PICTURE})"),
        ("<video>old browser</video>", "old browser"),
        ("<iframe src='https://e.org/v'></iframe>", "[v](https://e.org/v)"),
        ("<span lang='ko'>북한</span> x", "[북한]{lang=ko} x"),
        ("<span style='color:red'>a</span>", "a"),
        ("<script>alert(1)</script>a<style>b{}</style>", "a"),
        ("a &lt;b&gt; &amp;lt; AT&amp;T", r"a \<b\> \&lt; AT&T"),
        ("1 < 2 and a<b\\) <c", "1 \\< 2 and a\\<b\\\\\\) \\<c"),
        (r"$$x_1$$ \(y\) <b>z</b>", r"\$\$x\_1\$\$ \\\(y\\\) **z**"),
        ("a&nbsp;&nbsp; b&nbsp;c", "a b\xa0c"),
        ("<p>&nbsp;</p>", ""),
        ("<!-- nothing -->", ""),
        ("", ""),
        ("<ul><li><img src='a b.png'></ul>", f"- ![]({PICTURE})"),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert markdown_of(html) == markdown


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("a  b", "a b"),
        ("<p>a</p><p>b</p>", "a b"),
        ("a<br>b &amp;amp; c", "a b &amp; c"),
        ("<b>a</b>b<script>x</script>c", "abc"),
        ("<img src=x alt='a map'>", "a map"),
        ("<!-- -->", ""),
    ],
)
def test_plain_words(html: str, words: str) -> None:
    assert plain_of(html) == words


def test_plain_text_keeps_its_lines() -> None:
    assert markdown_of_text(" a\n- b\n\n\n*c* ") == "a\\\n\\- b\n\n\\*c\\*"


def test_where_files_are_is_for_the_caller_to_say() -> None:
    html = "<img src='@@PLUGINFILE@@/x/y.png'><a href='@@PLUGINFILE@@/z.pdf'>z</a>"
    assert markdown_of(html, "/media/{}".format) == "![](/media/x/y.png)[z](/media/z.pdf)"


@pytest.mark.parametrize(
    "tag", ["b", "div", "ul><li", "blockquote", "span", "table><tr><td", "sup"]
)
def test_what_is_nested_without_end_keeps_its_words(tag: str) -> None:
    closing = "".join(f"</{name}>" for name in reversed(tag.split("><")))
    html = f"<{tag}>" * 20_000 + "deep" + closing * 20_000 + " end"
    assert words_of(block(markdown_of(html))).split() == ["deep", "end"]
    assert plain_of(html).split() == ["deep", "end"]


def test_writing_leads_files_where_the_writer_wants_them() -> None:
    markdown = "a ![b](/media/x.png) [c](/media/y.pdf) [d](https://e.org/media/z)"
    html = html_of(markdown, lambda address: "@@PLUGINFILE@@" + address.removeprefix("/media"))
    assert 'src="@@PLUGINFILE@@/x.png"' in html
    assert 'href="@@PLUGINFILE@@/y.pdf"' in html
    assert "https://e.org/media/z" in html


def test_one_paragraph_comes_without_its_tag() -> None:
    assert html_of("*a*") == "<em>a</em>"
    assert html_of("a\n\nb") == "<p>a</p>\n<p>b</p>"
    assert html_of_line("- a") == "- a"


WORDS = st.text(
    st.sampled_from(list("ab1 *_[]`(){}<>!&#-+.=|~$\\:;\"'é한’\xa0\n")), min_size=1, max_size=12
).map(htmllib.escape)


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from(
        ["p", "b", "i", "s", "code", "pre", "blockquote", "h2", "div", "span", "sup", "li"]
    )
    lists = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", tags, lists),
        lists.map(lambda parts: "<ul>" + "".join(f"<li>{part}</li>" for part in parts) + "</ul>"),
        lists.map(lambda parts: "<ol>" + "".join(f"<li>{part}</li>" for part in parts) + "</ol>"),
        lists.map("<br>".join),
        inner.map(lambda part: f"<a href='https://e.org/?a=1&amp;b'>{part}</a>"),
        lists.map(
            lambda parts: (
                "<table>" + "".join(f"<tr><td>{p}</td><td>x</td></tr>" for p in parts) + "</table>"
            )
        ),
    )


HTML = st.recursive(WORDS, _wrapped, max_leaves=8)


@settings(max_examples=150)
@given(HTML)
def test_no_word_is_lost_and_none_is_added(html: str) -> None:
    """Compared without spaces: block elements part words that inline ones do not."""
    if "<sup>" in html:
        return
    shown = words_of(block(markdown_of(html)))
    assert "".join(shown.split()) == "".join(plain_of(html).split())


@settings(max_examples=150)
@given(HTML)
def test_markdown_that_came_from_html_stays_as_it_is(html: str) -> None:
    once = markdown_of(html)
    assert markdown_of(html_of(once), str) == once


@settings(max_examples=100)
@given(st.text(st.sampled_from(list("ab1 *_[]`(){}<>!&#-+.=|~$\\:;\n")), max_size=30))
def test_plain_text_shows_as_it_is(text: str) -> None:
    shown = words_of(block(markdown_of_text(text)))
    assert "".join(shown.split()) == "".join(text.split())
