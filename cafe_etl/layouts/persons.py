"""Titles of columns that say who: a layout reads none of them into a text that is kept."""

import re
import unicodedata

_WHO = (
    r"customers?|clients?|clientes?|kund\w*|guest|gaste?|"
    r"cashiers?|cajer[oa]s?|kassierer\w*|kass[oø]r|caissi\w+|cassier\w+|employees?|emplead[oa]s?|staff|personale?|mitarbeiter\w*|bedien\w*|medarbeider|"
    r"verkaufer\w*|vendeu\w+|vendedor\w*|saljare|s[aæ]lger|kellner\w*|serveu\w+|mesero|camarer[oa]|medewerker\w*|klant\w*|"
    r"usuarios?|^nom$|^prenom$|servers?|waiters?|waitress|waitron|baristas?|operators?|users?|sellers?|salesperson|"
    r"members?|loyalty|(?:tab|table|order|pickup) names?|device (?:name|nickname)s?|"
    r"(?:first|last|full|middle|given|family|sur|fore|nick|user|host)[ ]?names?|name on (?:card|tab)|card ?holder\w*|"
    r"birth\w*|dob"
)
_HOW_TO_REACH = (
    r"e ?mails?|mail|correo|phones?|telephones?|tele[fp]\w*n\w*|tel|mobile(?: no\w*| number)?|cell ?phone|"
    r"contacts?|contactos?|address\w*|adress\w*|direccion|street|post ?code|zip"
)
_CARD = (
    r"(?:credit |debit )?card (?:no|nr|num|number|numbers|digits|details)|pan|pan suffix|last (?:4|four)\b.*|"
    r"sidste cifre|kartennummer|kortnummer|iban|account (?:no|number)|passport\w*"
)
_BY = r"(?:sold|served|collected|received|rung up|opened|closed|taken|created|voided|approved) by"
_FREE_TEXT = (
    r"notes?|comments?|comentarios?|kommentar\w*|kommentti|remarks?|bemerkung\w*|memo|notas?|notiz\w*|opmerking\w*"
)

_OF_A_SALE = re.compile(r"\b(?:customer|client|guest)s? (?:orders?|basket|items?|purchases?|count|total|bill)\b")
"""What says no more of a customer than that there was one."""
_PERSON = re.compile(rf"(?:^|\b)(?:{_WHO}|{_HOW_TO_REACH}|{_CARD}|{_BY}|{_FREE_TEXT})(?:$|\b)")


def names_a_person(title: str) -> bool:
    """Whether a column's title says that it holds a person, a way to reach one, a card, or words about one."""
    parted = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", title)
    plain = "".join(char for char in unicodedata.normalize("NFD", parted) if not unicodedata.combining(char))
    words = " ".join(re.split(r"[\W_]+", plain.casefold()))
    return _PERSON.search(_OF_A_SALE.sub("", words)) is not None
