"""Columns whose values stand in a list: of options, of Ja and Nej, of another table's IDs."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from jamxl import swedish, texts
from jamxl.columns.base import Column, Constraint, Remark, bare, error_in, plain, verbatim
from jamxl.columns.text import Identity, Name
from jamxl.grid import Validation
from jamxl.swedish import Unreadable

# So many options of a long list are named.
MOST_SHOWN = 8
# An option that begins with its code: "2 Planera projektet", "P1 Utgångspunkter".
CODED = re.compile(r"([^\W\d_]?[0-9]{1,3})[.:)]? (.+)")


@lru_cache(maxsize=256)
def spellings(options: tuple[str, ...]) -> dict[str, str]:
    """Folded text to the one option it stands for: the whole of it, or its code or its name alone."""
    found = {swedish.fold(option): option for option in options}
    parts: dict[str, set[str]] = {}
    for option in options:
        for part in coded.groups() if (coded := CODED.fullmatch(option)) else ():
            parts.setdefault(swedish.fold(part), set()).add(option)
    return {part: next(iter(own)) for part, own in parts.items() if len(own) == 1} | found


@dataclass(frozen=True, kw_only=True)
class Choice(Column):
    """One of a list. `extendable`: a value of the unit's own is kept, with a warning.

    `same`: other words for an option, which are taken for it; `near`: words that only bring it to mind. Both map folded
    words to options.
    """

    options: tuple[str, ...]
    list_name: str
    extendable: bool = False
    same: Mapping[str, str] = field(default_factory=dict, hash=False)
    near: Mapping[str, str] = field(default_factory=dict, hash=False)
    width: float = 16
    kind_name = "lista"
    native_type = str

    def plainly(self, filled: Sequence[Any]) -> bool:
        return set(filled) <= set(self.options)

    def read(self, raw: Any, until: date | None) -> Any:
        if raw in self.options:
            return raw
        typed = bare(raw)
        if isinstance(typed, Remark):
            # A list may be closed, and then a date is none of its values.
            return typed if typed.code == "JX306" or self.extendable else self.unlisted(plain(raw))
        folded = swedish.fold(typed)
        if match := spellings(self.options).get(folded) or self.same.get(folded):
            return Remark("JX311", str(match), {"taken": str(match)})
        if self.extendable:
            return typed
        return self.unlisted(typed)

    def unlisted(self, typed: str) -> Remark:
        """The Remark of a value that a closed list does not have."""
        return Remark("JX402", facts={"expected": self.listed(), "near": self.meant(typed) or ""})

    def meant(self, typed: str) -> str | None:
        """The option that was likely meant."""
        return self.near.get(swedish.fold(typed)) or swedish.nearest(typed, self.options)

    def validation(self) -> Validation | None:
        return Validation(
            "list",
            self.list_name,
            error_title=self.header,
            error="Välj ett värde i listan (pilen till höger i cellen).",
            strict=not self.extendable,
        )

    def demands(self) -> Iterator[Constraint]:
        allowed = set(self.options)
        yield Constraint(
            "JX406" if self.extendable else "JX402",
            None,
            f"{self.header}: finns inte i listan",
            f'AND({{{self.key}}}<>"",COUNTIF({self.list_name},{{{self.key}}})=0)',
            lambda values, book: [i for i, value in enumerate(values) if value is not None and value not in allowed],
            expected=self.listed(),
            near=lambda value, book: self.meant(value),
        )

    def listed(self) -> str:
        """The options in words, the first of many."""
        more = len(self.options) - MOST_SHOWN
        shown = ", ".join(self.options[:MOST_SHOWN])
        return shown + (f" … och {more} till på bladet {texts.LISTS_SHEET}" if more > 0 else "")

    def sample(self, number: int) -> Any:
        return self.options[number % len(self.options)]


@dataclass(frozen=True, kw_only=True)
class YesNo(Choice):
    """Ja or Nej in the sheet, True or False in the code."""

    options: tuple[str, ...] = ("Ja", "Nej")
    list_name: str = "lista_ja_nej"
    width: float = 12
    kind_name = "Ja/Nej"

    def native(self, raw: Sequence[Any]) -> list[Any] | None:
        known = {"Ja": True, "Nej": False, "": None}
        # By type too, since 1 is not Ja until it has been remarked on.
        return [known[cell] for cell in raw] if set(map(type, raw)) <= {str} and set(raw) <= set(known) else None

    def read(self, raw: Any, until: date | None) -> Any:
        if type(raw) is bool:
            return raw
        if raw == "Ja":
            return True
        if raw == "Nej":
            return False
        typed = verbatim(raw)
        if error := error_in(typed):
            return error
        try:
            value = swedish.yes_no(typed)
        except Unreadable:
            return Remark("JX402", facts={"expected": "Ja eller Nej"})
        return Remark("JX311", value, {"taken": plain(value)})

    def demands(self) -> Iterator[Constraint]:
        yield Constraint(
            "JX402",
            None,
            f"{self.header}: välj Ja eller Nej",
            f'AND({{{self.key}}}<>"",COUNTIF({self.list_name},{{{self.key}}})=0)',
            lambda values, book: (),
        )

    def sample(self, number: int) -> Any:
        return number % 2 == 0


def named_in(value: str) -> list[str]:
    """The IDs in a cell that may hold several."""
    return [part.strip() for part in re.split(r"[,;\n]| och ", value) if part.strip()]


def own_spelling(part: str, alike: Sequence[str]) -> str:
    """An ID as the only one like it is spelt; as it is where that is the same, or several are alike."""
    return alike[0] if len(alike) == 1 and alike[0].casefold() != part.casefold() else part


@dataclass(frozen=True, kw_only=True)
class Reference(Name):
    """The ID of a row in another table ("roles.person"). `also`: words, `loose`: any text may stand instead."""

    to: str
    rule: str = "C05"
    also: tuple[str, ...] = ()
    loose: bool = False
    many: bool = False
    width: float = 14
    kind_name = "hänvisning"

    def parts(self, value: str) -> list[str]:
        """The IDs named in a cell."""
        return named_in(value) if self.many else [value]

    @property
    def name(self) -> str:
        """The defined name of the IDs to choose from."""
        return "val_" + self.to.replace(".", "_")

    def resolve(self, value: str, rows: Mapping[tuple[str, int], Sequence[str]]) -> str:
        """The value with each ID as its row spells it, where just one of `rows` (by `swedish.id_key`) is meant."""
        parts = self.parts(value)
        spelt = [own_spelling(part, rows.get(swedish.id_key(part) or ("", 0), ())) for part in parts]
        return value if spelt == parts else ", ".join(spelt)

    def validation(self) -> Validation | None:
        if self.many:
            return None
        if self.also:
            words = ",".join(f'{{cell}}="{word}"' for word in self.also)
            return Validation(
                "custom",
                f"OR({words},COUNTIF({self.name},{{cell}})>0)",
                error_title=self.header,
                error=f"Skriv ett ID som finns, eller {' eller '.join(self.also)}.",
                strict=not self.loose,
            )
        return Validation(
            "list",
            self.name,
            error_title=self.header,
            error="Välj ett ID i listan. Saknas det: lägg först till raden på dess eget blad.",
            strict=not self.loose,
        )

    def demands(self) -> Iterator[Constraint]:
        if self.loose or not self.to:
            return
        cell = f"{{{self.key}}}"
        others = "".join(f',{cell}<>"{word}"' for word in self.also)
        excel = "" if self.many else f'AND({cell}<>""{others},COUNTIF({{{self.to}}},{cell})=0)'
        also = {word.casefold() for word in self.also}

        def breaks(values: Sequence[Any], book: Any) -> list[int]:
            known = book.identities(self.to) | also
            named = [(i, part.casefold()) for i, value in enumerate(values) if value for part in self.parts(value)]
            missed = {part for _, part in named} - known
            # A row whose own ID is blank has that finding; what refers to it is not wrong as well.
            if len(missed) <= book.unnamed(self.to):
                return []
            return sorted({i for i, part in named if part in missed})

        yield Constraint(
            "JX501",
            self.rule,
            f"{self.header}: ID finns inte",
            excel,
            breaks,
            expected="ett ID som finns",
            near=self.meant,
            about=self.about,
        )

    def missed(self, value: str, book: Any) -> list[str]:
        """The IDs in a cell that no row has."""
        known = book.identities(self.to) | {word.casefold() for word in self.also}
        return [part for part in self.parts(value) if part.casefold() not in known]

    def meant(self, value: str, book: Any) -> str | None:
        """The ID, written as it should be, that was likely meant by the first that is missed."""
        target = self.target(book)
        known = [str(other) for other in book.values(*self.to.split("."))]
        named = [other for other in known if not isinstance(target, Identity) or target.well_formed(other)]
        return swedish.nearest(self.missed(value, book)[0], [*named, *self.also])

    def about(self, values: Sequence[Any], book: Any) -> Callable[[Any], Remark]:
        """What is told of a reference to no row: which it is, and where the row is wanted."""
        target, sheet = self.target(book), book.book.part(self.to.partition(".")[0]).sheet
        other = "".join(f", eller {word}" for word in self.also)

        def tell(value: str) -> Remark:
            missed = self.missed(value, book)
            facts = {"value": ", ".join(missed), "sheet": sheet, "other": other}
            facts["expected"] = f"ett ID som finns på bladet {sheet}{other}"
            if not self.many and len(several := named_in(value)) > 1 and all(map(swedish.id_key, several)):
                return Remark("JX501", facts=facts, fix=texts.WRITE_ONE)
            proper = isinstance(target, Identity) and all(map(target.well_formed, missed))
            return Remark("JX501", facts=facts, fix=texts.ADD_THE_ROW if proper else "")

        return tell

    def target(self, book: Any) -> Column:
        """The column of the IDs that are referred to."""
        table, _, key = self.to.partition(".")
        return book.book.part(table).columns[key]  # type: ignore[no-any-return]

    def sample(self, number: int) -> Any:
        return None
