"""Entities, lengths and HTML as Telegram has them."""

import pytest

from bot.sandbox.formatting import ENTITY_TYPES, formatted, found_entities, utf16_length
from bot.sandbox.refusals import ViolationError
from bot.sandbox.rendering import as_html


def test_lengths_are_counted_in_utf16_units() -> None:
    assert utf16_length("abc") == 3
    assert utf16_length("ığ") == 2
    assert utf16_length("🪙") == 2


def test_html_becomes_entities_with_offsets_behind_emoji() -> None:
    parsed = formatted("🪙 <b>12 <i>points</i></b> &amp; &lt;x&gt; &#65; &euro;", "HTML", None)
    assert parsed.text == "🪙 12 points & <x> A &euro;"
    assert list(parsed.entities) == [
        {"type": "bold", "offset": 3, "length": 9},
        {"type": "italic", "offset": 6, "length": 6},
    ]


def test_every_tag_of_telegram_is_known() -> None:
    source = (
        "<b>a</b><strong>a</strong><i>a</i><em>a</em><u>a</u><ins>a</ins><s>a</s><strike>a</strike><del>a</del>"
        '<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">a</span><tg-emoji emoji-id="5">👍</tg-emoji>'
        '<a href="https://x.org/?a=1&amp;b=2">a</a><code>a</code><pre>a</pre><blockquote>a</blockquote>'
        '<pre><code class="language-python">a</code></pre><blockquote expandable>a</blockquote>'
        '<tg-time unix="1700000000" format="d">a</tg-time>'
    )
    entities = formatted(source, "html", None).entities
    assert {entity["type"] for entity in entities} <= ENTITY_TYPES
    assert len(entities) == 19
    link = next(entity for entity in entities if entity["type"] == "text_link")
    assert link["url"] == "https://x.org/?a=1&b=2"
    assert [entity.get("language") for entity in entities if entity["type"] == "pre"] == [None, "python"]
    assert entities[-2]["type"] == "expandable_blockquote"
    assert entities[-1]["unix_time"] == 1_700_000_000


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>open", 'Can\'t find end tag corresponding to start tag "b"'),
        ("ğ<foo>x</foo>", 'Unsupported start tag "foo" at byte offset 2'),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b ", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-time unix='soon'>x</tg-time>", 'Tag "tg-time" must have attribute "unix"'),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    with pytest.raises(ViolationError) as refused:
        formatted(source, "HTML", None)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


def test_other_parse_modes_and_broken_unicode_are_refused() -> None:
    with pytest.raises(ViolationError, match="not in this sandbox"):
        formatted("*x*", "MarkdownV2", None)
    with pytest.raises(ViolationError, match="UTF-8"):
        formatted("\ud800", None, None)
    with pytest.raises(ViolationError, match="exclude each other"):
        formatted("x", "HTML", [{"type": "bold", "offset": 0, "length": 1}])


def test_white_space_around_a_text_goes_and_entities_follow() -> None:
    parsed = formatted("  <b> a</b><i>  </i>\r\n", "HTML", None)
    assert parsed.text == "a"
    assert list(parsed.entities) == [{"type": "bold", "offset": 0, "length": 1}]


def test_control_characters_and_direction_overrides_do_not_get_through() -> None:
    assert formatted("a\x00b\u202ec\td", None, None).text == "a bc\td"


def test_given_entities_must_lie_within_the_text_and_be_of_a_known_kind() -> None:
    kept = formatted("ab", None, [{"type": "bold", "offset": 1, "length": 1}])
    assert list(kept.entities) == [{"type": "bold", "offset": 1, "length": 1}]
    with pytest.raises(ViolationError, match="beyond the end"):
        formatted("ab", None, [{"type": "bold", "offset": 1, "length": 2}])
    with pytest.raises(ViolationError, match="unsupported type"):
        formatted("ab", None, [{"type": "shiny", "offset": 0, "length": 1}])


def test_commands_links_mentions_and_hashtags_are_found_where_telegram_finds_them() -> None:
    text = "🪙 /start@kumbara_demo_bot a/b </i> me@x.org @somebody #tag https://t.me/x?start=y. t.me/z"
    found = [(e["type"], e["offset"], e["length"]) for e in found_entities(text)]
    assert found == [
        ("bot_command", 3, 23),
        ("email", 36, 8),
        ("mention", 45, 9),
        ("hashtag", 55, 4),
        ("url", 60, 22),
        ("url", 84, 6),
    ]


def test_nothing_is_found_inside_code_and_links() -> None:
    parsed = formatted('<code>/start</code> <a href="https://x.org">/help</a> /me', "HTML", None)
    assert [entity["type"] for entity in parsed.entities] == ["code", "text_link", "bot_command"]


def test_a_link_without_an_address_is_only_text() -> None:
    assert formatted('<a href="nowhere">x</a><b></b>', "HTML", None).entities == ()


def test_entities_are_shown_as_safe_html() -> None:
    parsed = formatted('<b>a<i>b</i></b> <a href="https://x.org/?a=1&amp;b=2">&lt;script&gt;</a>', "HTML", None)
    assert as_html(parsed.text, parsed.entities) == (
        '<b>a<i>b</i></b> <a href="https://x.org/?a=1&amp;b=2" rel="noopener">&lt;script&gt;</a>'
    )


def test_overlapping_entities_are_closed_and_opened_again() -> None:
    entities = [{"type": "bold", "offset": 0, "length": 2}, {"type": "italic", "offset": 1, "length": 2}]
    assert as_html("🪙c", entities[:1]) == "<b>🪙</b>c"
    assert as_html("abc", entities) == "<b>a<i>b</i></b><i>c</i>"


def test_a_script_address_never_becomes_a_link() -> None:
    entities = [{"type": "text_link", "offset": 0, "length": 1, "url": "javascript://x.org"}]
    assert as_html("a", entities) == "a"
    assert as_html("<", []) == "&lt;"
    shown = as_html("x 🪙", [{"type": "spoiler", "offset": 2, "length": 2}])
    assert shown == 'x <span class="tg-spoiler">🪙</span>'
