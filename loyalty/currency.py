"""What is usual in a currency, where a programme does not say it: the first sale fixes the currency, not the rules."""

from typing import Final

# About how many units buy what one euro buys, in powers of ten; in all others it is one.
_LIGHT: Final = {
    **dict.fromkeys(("CZK", "DKK", "EGP", "HKD", "MXN", "NOK", "SEK", "THB", "TRY", "TWD", "UAH", "ZAR"), 10),
    **dict.fromkeys(("ARS", "HUF", "INR", "ISK", "JPY", "KES", "PHP", "PKR", "RSD", "RUB"), 100),
    **dict.fromkeys(("CLP", "COP", "KRW", "NGN", "TZS", "UGX"), 1_000),
    **dict.fromkeys(("IDR", "IRR", "LBP", "UZS", "VND"), 10_000),
}


def usual_units(euros: int, currency: str) -> int:
    """Round units of a currency (ISO 4217) that come to about so many euros: what minimums and bounds default to.

    >>> usual_units(5, "EUR"), usual_units(5, "JPY"), usual_units(50_000, "TRY")
    (5, 500, 500000)
    """
    return euros * _LIGHT.get(currency, 1)
