"""Columns whose values stand in a list: of options, of Ja and Nej, of another table's IDs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jamxl import swedish
from jamxl.columns.base import Column, Constraint, Remark, bare, error_in, plain, verbatim
from jamxl.columns.text import Name
from jamxl.grid import Validation
from jamxl.swedish import Unreadable


@dataclass(frozen=True, kw_only=True)
class Choice(Column):
    """One of a list. `extendable`: a value of the unit's own is kept, with a warning."""

    options: tuple[str, ...]
    list_name: str
    extendable: bool = False
    width: float = 16
    kind_name = "lista"
    native_type = str

    def plainly(self, filled: Sequence[Any]) -> bool:
        return set(filled) <= set(self.options)

    def read(self, raw: Any, year: int | None) -> Any:
        if raw in self.options:
            return raw
        typed = bare(raw)
        if isinstance(typed, Remark):
            # A list may be closed, and then a date is none of its values.
            return typed if typed.code == "JX306" or self.extendable else self.unlisted(plain(raw))
        match = {swedish.fold(option): option for option in self.options}.get(swedish.fold(typed))
        if match is not None:
            return Remark("JX311", match, {"taken": match})
        if self.extendable:
            return typed
        return self.unlisted(typed)

    def unlisted(self, typed: str) -> Remark:
        """The Remark of a value that a closed list does not have."""
        return Remark("JX402", facts={"expected": self.listed(), "near": swedish.nearest(typed, self.options) or ""})

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
            near=lambda value, book: swedish.nearest(value, self.options),
        )

    def listed(self) -> str:
        """The options in words, the first of many."""
        return ", ".join(self.options[:8]) + (" …" if len(self.options) > 8 else "")

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

    def read(self, raw: Any, year: int | None) -> Any:
        if raw == "Ja":
            return True
        if raw == "Nej":
            return False
        typed = "1" if raw is True else "0" if raw is False else verbatim(raw)
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
        return [p.strip() for p in value.replace(";", ",").split(",") if p.strip()] if self.many else [value]

    @property
    def name(self) -> str:
        """The defined name of the IDs to choose from."""
        return "val_" + self.to.replace(".", "_")

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

        def near(value: Any, book: Any) -> str | None:
            known = [str(other) for other in book.values(*self.to.split("."))]
            folded = {*also, *(other.casefold() for other in known)}
            missed = next(part for part in self.parts(value) if part.casefold() not in folded)
            return swedish.nearest(missed, [*known, *self.also])

        yield Constraint(
            "JX501", self.rule, f"{self.header}: ID finns inte", excel, breaks, expected="ett ID som finns", near=near
        )

    def sample(self, number: int) -> Any:
        return None
