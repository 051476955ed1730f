"""Differences: by file and word, equal runs left out, and bounded."""

from __future__ import annotations

from documents.drafting.comparing import LEFT_OUT, MOST_CHARACTERS, Part, file_differences, text_difference

LINES = [f"line {number}\n" for number in range(40)]


def test_file_differences__name_what_was_added_removed_and_changed():
    old = {"a.md": b"one\n", "b.md": b"gone\n", "c.md": b"same\n"}
    new = {"a.md": b"two\n", "c.md": b"same\n", "d.md": b"new\n"}
    found = {one.name: one for one in file_differences(old, new)}
    assert {name: one.outcome for name, one in found.items()} == {"a.md": "changed", "b.md": "removed", "d.md": "added"}
    assert found["a.md"].parts == (Part("deleted", "one"), Part("inserted", "two"), Part("same", "\n"))
    assert found["d.md"].parts == (Part("inserted", "new\n"),)


def test_file_differences__of_a_picture__say_that_it_changed_without_its_bytes():
    assert file_differences({"x.png": b"\x89\xff"}, {"x.png": b"\x89\xfe"})[0].parts == ()


def test_text_difference__marks_the_word_alone_and_leaves_far_lines_out():
    changed = [*LINES[:20], "line twenty\n", *LINES[21:]]
    parts = text_difference("".join(LINES), "".join(changed), around=2)
    assert [part.op for part in parts] == [LEFT_OUT, "same", "deleted", "inserted", "same", LEFT_OUT]
    assert (parts[2].text, parts[3].text) == ("20", "twenty")
    assert parts[1].text == "line 18\nline 19\nline "
    assert parts[4].text == "\nline 21\nline 22\n"
    assert (parts[0].text, parts[5].text) == ("18 lines are the same", "17 lines are the same")


def test_text_difference__of_equal_texts__is_empty():
    assert text_difference("a\n", "a\n") == []


def test_text_difference__of_very_long_texts__is_cut_and_says_so():
    parts = text_difference("", "x" * (MOST_CHARACTERS + 5))
    assert [part.op for part in parts] == ["inserted", LEFT_OUT]
    assert len(parts[0].text) == MOST_CHARACTERS
