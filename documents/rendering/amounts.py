"""Money and numbers as legal papers write them: in words and in figures. Decimal throughout, never a float."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

LARGEST = Decimal(10) ** 18


def decimal_of(value: object) -> Decimal:
    """`value` ("5000000.00", an int or a Decimal) as a Decimal. Raises ValueError for anything else, floats too."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError(f"{value!r} is no amount; write it as text, such as 1500.00.")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{value!r} is no amount; write it as text, such as 1500.00.") from None
    if not number.is_finite() or number < 0 or number >= LARGEST:
        raise ValueError(f"{value!r} is not an amount from zero up to a quintillion.")
    return number


def number_words(value: object) -> str:
    """A whole number in capitals, without comma and without "and": 12345600 is TWELVE MILLION THREE HUNDRED ..."""
    from num2words import num2words  # a heavy library, wanted only here

    number = decimal_of(_whole(value))
    if number != number.to_integral_value():
        raise ValueError(f"{value!r} is not a whole number.")
    words = str(num2words(int(number), lang="en"))
    return re.sub(r"\s+", " ", re.sub(r",|\band\b", " ", words)).strip().upper()


def peso_words(value: object) -> str:
    """Pesos in capitals: FIVE MILLION PESOS; ONE PESO; TEN PESOS AND 50/100; FIFTY CENTAVOS below one peso.

    Centavos as a fraction of a hundred is how Philippine instruments and checks write them; a part smaller than a
    centavo (a par value of 0.0025) is a fraction of ten thousand.
    """
    amount = decimal_of(value)
    pesos = int(amount)
    fraction = amount - pesos
    if not fraction:
        return f"{number_words(pesos)} {_unit(pesos, 'PESO')}"
    parts, base = (fraction * 100, 100) if fraction * 100 == int(fraction * 100) else (fraction * 10000, 10000)
    if parts != int(parts):
        raise ValueError(f"{value!r} has more than four decimals.")
    if not pesos:
        return (
            f"{number_words(int(parts))} {_unit(int(parts), 'CENTAVO')}" if base == 100 else f"{int(parts)}/{base} PESO"
        )
    return f"{number_words(pesos)} {_unit(pesos, 'PESO')} AND {int(parts):0{len(str(base)) - 1}d}/{base}"


def peso(value: object, style: str = "sign") -> str:
    """Pesos in figures: "₱5,000,000.00", or "PHP 5,000,000.00" with style "code", or bare with "bare"."""
    amount = decimal_of(value)
    figures = f"{amount:,.2f}" if amount == amount.quantize(Decimal("0.01")) else f"{amount.normalize():,f}"
    return {"sign": f"₱{figures}", "code": f"PHP {figures}", "bare": figures}[style]


def shares(value: object) -> str:
    """A number of shares: 50,000."""
    return f"{int(decimal_of(_whole(value))):,}"


def times(count: object, each: object) -> Decimal:
    """The product of a number of shares and a value per share."""
    return decimal_of(_whole(count)) * decimal_of(each)


def total(rows: object, member: str) -> Decimal:
    """The sum of one member over rows of data; rows without it (null) count as nothing."""
    if not isinstance(rows, list | tuple):
        raise ValueError(f"{member!r} cannot be summed over {type(rows).__name__}.")
    return sum((decimal_of(_whole(row[member])) for row in rows if row[member] is not None), Decimal(0))


def _whole(value: object) -> object:
    # JSON has one kind of number: 50000.0 passes "integer", and must read as 50000.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _unit(count: int, singular: str) -> str:
    return singular if count == 1 else f"{singular}S"
