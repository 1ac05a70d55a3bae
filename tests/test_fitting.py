"""Tables on paper: widths, sizes of type, pages that lie down; and the signs of the typeface."""

import pytest

from jamxl.draw.fitting import (
    BESIDE,
    LYING,
    SIZES,
    STANDING,
    Column,
    column,
    fit,
    lies,
    page_for,
    parts,
    scale,
)
from jamxl.draw.lettering import BOLD, breakable, showable, width


def numbers(count: int, number: str = "1 090,0") -> list[Column]:
    """A column of names and so many of a number."""
    return [column("Enhet", ["Jobbcoachingen"], False), *(column("Mått", [number], True) for _ in range(count))]


def test_widths_are_those_of_the_typeface() -> None:
    """Source Sans has digits of 497 thousandths of the size, a comma of 249."""
    assert width("10,5") == pytest.approx(3 * 0.497 + 0.249)
    assert width("10", BOLD) > width("10")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Åtgärd – 5 ≥ 3 → ”klar”", "Åtgärd – 5 ≥ 3 → ”klar”"),
        ("A\u030aa\u0308", "Åä"),
        ("bra \U0001f600", "bra [U+1F600]"),
        ("\U0001f469\u200d\U0001f4bb", "[U+1F469][U+1F4BB]"),
        ("a\x00\x07\ud83db\ufeff\ufffe\ufe0f\u202ec", "abc"),
        ("a\r\nb\tc\u2028d", "a\nb c\nd"),
        ("Ks\u20112010\u2009:\u20031", "Ks-2010 : 1"),
    ],
)
def test_a_text_is_shown_in_signs_that_there_are(typed: str, shown: str) -> None:
    assert showable(typed) == shown


def test_only_words_too_long_for_a_line_are_broken_anywhere() -> None:
    name = "0127_jobbcoachingen_projektbok_2010-T1_v01.xlsx"
    assert "\u200b" in breakable(name)
    assert breakable(name).replace("\u200b", "") == name
    assert max(map(len, breakable("x" * 200).split("\u200b"))) == 12
    assert breakable("Arbetsmarknadsåtgärderna") == "Arbetsmarknadsåtgärderna"


def test_a_narrow_table_is_as_wide_as_its_texts() -> None:
    fitted = fit(numbers(2), STANDING)
    assert fitted.size == 9
    number = (width("1 090,0") / 0.97 + 2 * BESIDE) * 9
    assert fitted.widths[1:] == pytest.approx([number, number], abs=0.01)
    assert not lies(numbers(2))
    assert fitted.hyphenated == (False, False, False)


def test_a_total_in_bold_has_room() -> None:
    plain, bold = column("M", ["1 090,0"], True), column("M", ["1 090,0"], True, total=True)
    assert bold.least == pytest.approx(width("1 090,0", BOLD) / 0.97)
    assert bold.least > plain.least


@pytest.mark.parametrize(
    ("count", "lying", "size"),
    [(11, False, 9), (13, False, 8), (14, True, 9), (19, True, 9), (20, True, 8.5), (23, True, 7.5)],
)
def test_more_columns_take_a_page_that_lies_down_and_then_smaller_type(count: int, lying: bool, size: float) -> None:
    """A name takes 7.99 em and a number 3.82, the room beside them included."""
    columns = numbers(count)
    page = LYING if lying else STANDING
    assert lies(columns) is lying
    fitted = fit(columns, page)
    assert fitted.size == size
    assert sum(fitted.widths) <= page + 1


@pytest.mark.parametrize("count", [2, 10, 16, 22, 30, 60, 100])
def test_no_number_is_cut_or_broken(count: int) -> None:
    columns = numbers(count, "12 345,6")
    found = parts(columns, 1)
    assert sorted({at for places in found for at in places}) == list(range(count + 1))
    assert all(places[0] == 0 for places in found)
    for places in found:
        fitted = fit([columns[at] for at in places], LYING)
        assert min(fitted.size, *SIZES) >= 7.5
        assert sum(fitted.widths) <= LYING + 1
        for taken in fitted.widths[1:]:
            assert taken >= fitted.size * (width("12 345,6") + 2 * BESIDE)


def test_the_parts_of_a_table_are_about_as_wide() -> None:
    sizes = [len(places) for places in parts(numbers(40), 1)]
    assert len(sizes) == 2
    assert abs(sizes[0] - sizes[1]) <= 1


def test_only_a_row_of_one_line_has_a_height_beforehand() -> None:
    texts = ["Kort", "Detta är en lång text om vad som har hänt i projektet " * 6, "En\nTvå"]
    fitted = fit([column("Enhet", ["a", "b", "c"], False), column("Text", texts, False)], STANDING)
    assert [height > 0 for height in fitted.heights] == [True, False, False]


def test_a_long_table_may_be_broken_and_a_short_one_not() -> None:
    assert fit([column("Enhet", ["a"] * 5, False)], STANDING).kept
    assert not fit([column("Enhet", ["a"] * 50, False)], STANDING).kept
    assert not fit([column("Enhet", ["a"] * 5, False)], STANDING, notes=5000).kept


def test_a_row_higher_than_a_page_may_be_broken() -> None:
    columns = [column("Enhet", ["a"], False), column("Text", ["ord " * 3000], False)]
    assert fit(columns, STANDING).broken
    assert not fit(numbers(2), STANDING).broken


def test_drawings_keep_their_page_until_they_would_be_too_small() -> None:
    assert page_for([], LYING) == LYING
    assert page_for([(495, 300)], LYING) == LYING
    assert page_for([(495, 300), (495, 600)], LYING) == STANDING
    assert page_for([(888, 300)], STANDING) == LYING
    assert scale((200, 100), STANDING) == 1
    assert scale((962, 100), STANDING) == 0.5
