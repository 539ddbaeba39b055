"""Fixed words that the rules look for, by name. What they mean is told where they are used."""

from __future__ import annotations

# Rules ask for a group by its number.
GROUPS = {
    "AND": (" and ",),
    "OR": (" or ",),
    "BUT": ("but",),
    "BUT_BETWEEN": (" but ", ", with "),
    "ETC": ("etc",),
    "AND_OR": ("and ", "or "),
    "BREAKS": (" to ", " for ", " of ", " we ", " that "),
    "HTTP": ("http",),
    "SCHEME": ("://",),
    "WWW": ("www.",),
    "DOT_COM": (".com/",),
    "SLASHES": ("//",),
    "NEWS": (" news",),
    "ITEM_STARTS": ("- ", "• ", "* ", "– "),
    "HEADING_ENDS": (":", ":-", " -", "?"),
    "SURE_ENDS": (":", ":-", "?"),
    "PROSE_ENDS": (".", ",", ";", ")"),
    "ITEM": ("- ",),
    "HEADING": ("# ",),
    "NICE_TO_HAVE": ("nice to have",),
    "SUBHEADING_ENDS": ("have", "skills", "advised", "qualifications", "experience"),
    "LEADS": (
        "our", "the", "your", "key", "some", "main", "current", "tech", "technical", "minimum", "about", "job",
        "primary", "core", "basic", "required", "you", "software", "a", "nice", "and", "unser", "notre", "nuestro",
    ),
    "ALWAYS_ROLES": ("sre", "sres", "sysadmin", "sysadmins", "site reliability"),
    "LINKS": (
        "and", "or", "for", "a", "senior", "hiring", "an", "both", "with", "who", "either", "across", "team", "roles",
    ),
    "SPOKEN_TO": (
        "as a ", "as an ", "as our ", "are a ", "are you a ", "for a ", "for an ", "the ", "an ", "a ", "senior ",
    ),
    "COLLEAGUES": ("with ", "our ", "lead ", "ther ", "tor ", "the ", "by "),
    "WITH_OUR": ("with our ",),
    "ROLE_ENDS": ("roles", "positions"),
    "ENGINEERING": ("engineering",),
    "GAP_WORDS": tuple(
        "with for our of to on who you we in as is are your their from by at the a an this that will can für pour para "
        "voor för dla including plus like such".split()
    ),
    "LIST_GAPS": (",", ", and", ", or", ",and"),
    "APART": (",", ", and", ", or", "and", "&", "or", "/"),
    "ALL_GENDERS": ("all genders",),
    "YEARS": ("years", "yrs", "jahre", "ans", "años", "anos", "jaar", "lat"),
    "YEARS_TO": ("to",),
    "FIRST_PERSON": ("we ", "we'", "our"),
    "STACK": ("stack",),
    "BRACKET": (" (",),
    "BRACKET_A": ("(", "( a"),
    "VERBS": ("are ", "would", "will", "strongly", "is "),
}  # fmt: skip
(
    AND, OR, BUT, BUT_BETWEEN, ETC, AND_OR, BREAKS, HTTP, SCHEME, WWW, DOT_COM, SLASHES, NEWS, ITEM_STARTS,
    HEADING_ENDS, SURE_ENDS, PROSE_ENDS, ITEM, HEADING, NICE_TO_HAVE, SUBHEADING_ENDS, LEADS, ALWAYS_ROLES, LINKS,
    SPOKEN_TO, COLLEAGUES, WITH_OUR, ROLE_ENDS, ENGINEERING, GAP_WORDS, LIST_GAPS, APART, ALL_GENDERS, YEARS, YEARS_TO,
    FIRST_PERSON, STACK, BRACKET, BRACKET_A, VERBS,
) = range(len(GROUPS))  # fmt: skip
